import Support
import Testing

struct JSONValueCompletingTests {
  private static func tree(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test(
    arguments: [
      ("{}", [:]), (#"{"a": 1}"#, ["a": "1"]), (#"{"a": {"b": 1, "c": {"d": "x"}}}"#, ["a.b": "1", "a.c.d": "x"]),
      (#"{"a": [1, {"b": true}], "c": []}"#, ["a[0]": "1", "a[1].b": "true"]),
      (
        #"{"a": null, "b": false, "c": 0.1, "d": -2, "e": 1e30}"#,
        ["a": "null", "b": "false", "c": "0.1", "d": "-2.0", "e": "1e+30"]
      ),
      (
        #"{"a": 18446744073709551615, "b": 18446744073709551614}"#,
        ["a": "18446744073709551615", "b": "18446744073709551614"]
      ),
    ] as [(String, [String: String])])
  func flattens(_ text: String, _ expected: [String: String]) throws {
    #expect(try Self.tree(text).flattened == expected)
  }

  @Test func namesReachIntoObjects() throws {
    var value = try Self.tree(#"{"a": {"b": 1}, "c": null}"#)
    #expect(value["a.b"] == .number("1") && value["a.c"] == nil && value["c"] == nil && value["a.b.c"] == nil)
    value["a.d.e"] = .bool(true)
    value["a.b"] = nil
    #expect(value == (try Self.tree(#"{"a": {"d": {"e": true}}, "c": null}"#)))
  }

  @Test(arguments: [
    ("{}", #"{"a": {"b": 1, "c": 2}, "l": [1]}"#), (#"{"a": {"b": 5}}"#, #"{"a": {"b": 5, "c": 2}, "l": [1]}"#),
    (#"{"a": {}, "l": []}"#, #"{"a": {"b": 1, "c": 2}, "l": []}"#), (#"{"a": 7}"#, #"{"a": 7, "l": [1]}"#),
    (#"{"l": null}"#, #"{"a": {"b": 1, "c": 2}, "l": null}"#),
    // What only the example knows begins with its fields.
    (#"{"o": {"y": 0}}"#, #"{"a": {"b": 1, "c": 2}, "l": [1], "o": {"x": 3, "y": 0}}"#),
  ])
  func whatIsLeftOutComesFromTheTemplate(_ text: String, _ expected: String) throws {
    let template = try Self.tree(#"{"a": {"b": 1, "c": 2}, "l": [1]}"#)
    let known = try Self.tree(#"{"a": {"b": 1, "c": 2}, "l": [1], "o": {"x": 3, "y": 4}}"#)
    #expect(try Self.tree(text).completed(from: template, known: known) == Self.tree(expected))
  }

  @Test(
    arguments: [
      (#"{"a": {"bb": 1}}"#, "a.bb", "a.b"), (#"{"a.b": 1}"#, "a.b", "a.b"), (#"{"xyz": {}}"#, "xyz", nil),
      (#"{"objcet": {}}"#, "objcet", "object"),
    ] as [(String, String, String?)])
  func unknownFieldsAreRefusedByName(_ text: String, _ name: String, _ nearest: String?) throws {
    let known = try Self.tree(#"{"a": {"b": 1}, "list": [1], "object": {"x": 1}}"#)
    let failure = #expect(throws: JSONFailure.self) {
      try Self.tree(text).completed(from: .object([:]), known: known, path: "file")
    }
    #expect(failure == JSONFailure(path: "file", field: name, problem: .unknownField(nearest: nearest)))
  }
}
