import Support
import TestSupport
import Testing

struct JSONTextTests {
  struct Inner: Codable, Equatable { var rate: Double }
  struct Sample: Codable, Equatable {
    var zebra = 1
    var apple = "a/b \"c\"\n"
    var inner: [Inner] = [Inner(rate: 0.1), Inner(rate: 5)]
    var small: Float = 0.3
    var missing: Int?
  }

  @Test func textIsSortedAndShort() throws {
    #expect(
      try JSONText.encode(Sample(), layout: .line)
        == #"{"apple":"a/b \"c\"\n","inner":[{"rate":0.1},{"rate":5}],"small":0.3,"zebra":1}"#)
    let pretty = try JSONText.encode(Inner(rate: 1e-7))
    #expect(pretty == "{\n  \"rate\" : 1e-07\n}\n")
    #expect(try JSONText.decode(Inner.self, from: pretty) == Inner(rate: 1e-7))
  }

  @Test func keysAreSortedByTheirCharacters() throws {
    let text = try JSONText.encode(["a10": 1, "a9": 2, "B": 3], layout: .line)
    #expect(text == #"{"B":3,"a10":1,"a9":2}"#)
  }

  @Test func numbersSurviveTheRoundTrip() throws {
    let values: [Double] = [0.1, 1 / 3, 1e300, .leastNonzeroMagnitude, -0.0, 123_456_789.123_456_78, Double(Int64.max)]
    #expect(try JSONText.decode([Double].self, from: JSONText.encode(values)) == values)
    let floats: [Float] = [0.1, 1 / 3, 16_777_215]
    #expect(try JSONText.decode([Float].self, from: JSONText.encode(floats)) == floats)
  }

  @Test func numbersThatJSONLacksAreWords() throws {
    let text = try JSONText.encode([Double.infinity, -.infinity, .nan], layout: .line)
    #expect(text == #"["Infinity","-Infinity","NaN"]"#)
    let values = try JSONText.decode([Double].self, from: text)
    #expect(values[0] == .infinity && values[1] == -.infinity && values[2].isNaN)
  }

  struct Configuration: Codable {
    struct Layer: Codable { var width: Int }
    var name: String
    var layers: [Layer]
    var isWide: Bool
    var rate: Double
    var kind: Kind?
  }
  enum Kind: String, Codable, CaseIterable { case small, large }

  @Test(arguments: [
    (#"{"name": "a"}"#, "'f', field 'layers': expected a value, found no such field"),
    (#"{"name": 3, "layers": []}"#, "'f', field 'name': expected text, found the number 3"),
    (#"{"name": "a", "layers": {}}"#, "'f', field 'layers': expected a list, found an object"),
    (
      #"{"name": "a", "layers": [{"width": 1}, {"width": "x"}]}"#,
      "'f', field 'layers[1].width': expected a whole number, found the text 'x'"
    ),
    (
      #"{"name": "a", "layers": [{"width": 1.5}]}"#,
      "'f', field 'layers[0].width': expected a whole number, found the number 1.5"
    ),
    (
      #"{"name": "a", "layers": [], "isWide": null, "rate": 1}"#,
      "'f', field 'isWide': expected true or false, found null"
    ),
    (
      #"{"name": "a", "layers": [], "isWide": true, "rate": false}"#,
      "'f', field 'rate': expected a number, found false"
    ),
    (
      #"{"name": "a", "layers": [], "isWide": true, "rate": 1e400}"#,
      "'f', field 'rate': expected a number of at most 1.7976931348623157e+308, found the number 1e400"
    ),
    (
      #"{"name": "a", "layers": [], "isWide": true, "rate": 1, "kind": "largr"}"#,
      "'f', field 'kind': expected one of 'small' or 'large', found the text 'largr'"
    ),
    ("[]", "'f': expected an object, found a list"),
  ])
  func failuresNameTheField(text: String, message: String) {
    let failure = #expect(throws: JSONFailure.self) {
      try JSONText.decode(Configuration.self, from: text, path: "f")
    }
    #expect(failure?.message == message)
    #expect(failure?.status == .malformedInput)
  }

  @Test func unknownFieldsAreRefusedOnDemand() throws {
    let text = #"{"name": "a", "layers": [{"width": 1, "hieght": 2}], "isWide": true, "rate": 1, "knd": null}"#
    let value = try JSONText.decode(Configuration.self, from: text)
    #expect(value.layers.count == 1 && value.rate == 1 && value.kind == nil)
    let outer = #expect(throws: JSONFailure.self) {
      try JSONText.decode(Configuration.self, from: text, path: "f", unknownFields: .refused)
    }
    #expect(outer?.message == "'f', field 'knd': unknown field")
    #expect(outer?.hint == "did you mean 'kind'?")
    let inner = #expect(throws: JSONFailure.self) {
      try JSONText.decode(
        Configuration.self, from: text.replacing(", \"knd\": null", with: ""), path: "f", unknownFields: .refused)
    }
    #expect(inner?.message == "'f', field 'layers[0].hieght': unknown field")
    #expect(inner?.hint == "remove it")
    let good = text.replacing(", \"knd\": null", with: "").replacing(", \"hieght\": 2", with: "")
    _ = try JSONText.decode(Configuration.self, from: good, unknownFields: .refused)
    _ = try JSONText.decode([String: Int].self, from: #"{"a": 1}"#, unknownFields: .refused)
  }

  @Test func aMisspeltFieldIsPointedAt() {
    let failure = #expect(throws: JSONFailure.self) { try JSONText.decode(Inner.self, from: #"{"raet": 1}"#) }
    #expect(failure?.message == "field 'rate': expected a value, found no such field")
    #expect(failure?.hint == "is it what 'raet' should be called?")
  }

  struct Even: Decodable {
    struct Odd: Failure {
      var message = "expected an even number, found 3"
      var status = Support.ExitStatus.malformedInput
    }
    init(from decoder: any Decoder) throws { throw Odd() }
  }

  @Test func failuresOfTheValueKeepTheirWords() {
    let failure = #expect(throws: JSONFailure.self) { try JSONText.decode(Even.self, from: "3", path: "f") }
    #expect(failure?.message == "'f': expected an even number, found 3")
  }

  @Test func filesAreWrittenAndRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("config.json")
    try JSONText.write(Sample(), to: path)
    #expect(try JSONText.read(Sample.self, from: path) == Sample())
    #expect(throws: JSONFileFailure.file(.missing(path: folder.file("none")))) {
      try JSONText.read(Sample.self, from: folder.file("none"))
    }
    try folder.write("{", to: "config.json")
    let failure = #expect(throws: JSONFileFailure.self) { try JSONText.read(Sample.self, from: path) }
    #expect(failure?.message.contains("line 1, column 2: expected a field name") == true)
  }
}
