import Support
import Testing
import Training

struct FlatJSONTests {
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
    #expect(try FlatJSON.flatten(text) == expected)
  }

  @Test(arguments: ["", "{", #"{"a": }"#]) func refuses(_ text: String) {
    #expect(throws: JSONFailure.self) { try FlatJSON.flatten(text) }
  }
}
