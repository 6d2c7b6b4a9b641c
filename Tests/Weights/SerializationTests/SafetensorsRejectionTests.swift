import Serialization
import Support
import Testing

/// One file per demand of the format that breaks it.
@Suite struct SafetensorsRejectionTests {
  /// A file of the given header and a number of data bytes.
  private func file(_ header: String, data: Int) -> [UInt8] {
    let json = Array(header.utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) }
    return length + json + [UInt8](repeating: 0, count: data)
  }

  private func expect(
    _ bytes: [UInt8], _ problem: SafetensorsFailure.Problem, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let expected = SafetensorsFailure(path: "w", problem)
    #expect(throws: expected, sourceLocation: sourceLocation) { try Safetensors.decode(bytes, path: "w") }
    #expect(expected.message.hasPrefix("'w': ") && !expected.message.contains("\n"), sourceLocation: sourceLocation)
    #expect(expected.status == .malformedInput && expected.hint != nil, sourceLocation: sourceLocation)
  }

  private func twice(_ key: String, offset: Int) -> SafetensorsFailure.Problem {
    .invalidJSON(offset: offset, expected: "each field once, found '\(key)' for the second time")
  }
  private func entry(_ body: String) -> String { "{\"a\":{\(body)}}" }
  private func f32(_ name: String, _ shape: String, _ begin: Int, _ end: Int) -> String {
    "\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
  }

  @Test func headerTooSmall() {
    expect([], .headerTooSmall(found: 0))
    expect([1, 0, 0, 0, 0, 0, 0], .headerTooSmall(found: 7))
  }
  @Test func headerTooLarge() {
    expect([1, 0xE1, 0xF5, 5, 0, 0, 0, 0], .headerTooLarge(found: 100_000_001))
    expect([UInt8](repeating: 0xFF, count: 8), .headerTooLarge(found: .max))
  }
  @Test func invalidHeaderLength() {
    expect([9, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8), .invalidHeaderLength(header: 9, fileSize: 10))
  }
  @Test func emptyHeader() { expect(file("", data: 0), .invalidJSON(offset: 8, expected: "'{'")) }
  @Test func invalidStart() {
    expect(file("[]", data: 0), .invalidStart(found: UInt8(ascii: "[")))
    expect(file(" {}", data: 0), .invalidStart(found: 0x20))
  }
  @Test(arguments: [
    ("{", 9, "a field name in double quotes"), ("{}x", 10, "the end of the text"), ("{\"a\"}", 12, "':'"),
    ("{\"a\":1 2}", 15, "',' or '}'"), ("{\"a\":}", 13, "a value"), ("{\"a\":[1 2]}", 16, "',' or ']'"),
    ("{\"a\":01}", 14, "',' or '}'"), ("{\"a\":-}", 14, "a digit"), ("{\"a\":1.}", 15, "a digit"),
    ("{\"a\":tru}", 13, "a value"), ("{\"a", 11, "a closing '\"'"),
    ("{\"\u{01}\":1}", 10, "no control character inside a text, found byte 1"),
    ("{\"\\x\":1}", 10, "an escape that JSON knows"), ("{\"\\u12g4\":1}", 14, "four hexadecimal digits"),
    ("{\"\\ud800\":1}", 10, "a whole character, found half of one"),
    ("{\"\\udc00\":1}", 10, "a whole character, found half of one"),
    ("{\"a\":1,}", 15, "a field name in double quotes"),
  ])
  func invalidJSON(header: String, offset: Int, expected: String) {
    expect(file(header, data: 0), .invalidJSON(offset: offset, expected: expected))
  }
  @Test func notUTF8() {
    var bytes = file("{\"ab\":1}", data: 0)
    bytes[10] = 0xFF
    expect(bytes, .invalidJSON(offset: 10, expected: "UTF-8 text, found other bytes"))
  }
  @Test func nestingBeyondTheLimit() {
    let depth = 100_000
    let header = "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    let expected = "at most 128 lists or objects inside each other, found more"
    expect(file(header, data: 0), .invalidJSON(offset: 8 + 5 + 127, expected: expected))
  }
  @Test func duplicateTensor() {
    expect(
      file("{\(f32("a", "[1]", 0, 4)),\(f32("a", "[1]", 4, 8))}", data: 8), twice("a", offset: 62))
  }
  @Test func duplicateKeyBehindAnEscape() {
    expect(file("{\"a\":1,\"\\u0061\":2}", data: 0), twice("a", offset: 15))
  }
  @Test func duplicateField() {
    expect(
      file(entry("\"dtype\":\"F32\",\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,4]"), data: 4),
      twice("dtype", offset: 28))
  }
  @Test func duplicateMetadata() {
    expect(
      file("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", data: 0), twice("k", offset: 33))
  }
  @Test func entryIsNoObject() {
    expect(file("{\"a\":[]}", data: 0), .invalidEntry(tensor: "a", field: "its entry", expected: "an object"))
  }
  @Test func missingType() {
    expect(
      file(entry("\"shape\":[],\"data_offsets\":[0,4]"), data: 4),
      .invalidEntry(tensor: "a", field: "dtype", expected: "a string"))
  }
  @Test func unknownType() {
    expect(
      file(entry("\"dtype\":\"F31\",\"shape\":[],\"data_offsets\":[0,4]"), data: 4),
      .unknownElementType(tensor: "a", found: "F31"))
  }
  @Test func unsupportedType() {
    expect(
      file(entry("\"dtype\":\"C64\",\"shape\":[],\"data_offsets\":[0,8]"), data: 8),
      .unsupportedElementType(tensor: "a", found: "C64"))
  }
  @Test func unsignedIntegerOverTheSignedRange() {
    var bytes = file(entry("\"dtype\":\"U64\",\"shape\":[2],\"data_offsets\":[0,16]"), data: 16)
    bytes[bytes.count - 1] = 0x80
    expect(bytes, .integerTooLarge(tensor: "a", element: 1))
  }
  @Test(arguments: ["null", "{}", "4"]) func shapeIsNoArray(shape: String) {
    expect(
      file("{\(f32("a", shape, 0, 4))}", data: 4),
      .invalidEntry(tensor: "a", field: "shape", expected: "an array"))
  }
  @Test(arguments: ["[-1]", "[1.0]", "[1e0]", "[\"1\"]", "[99999999999999999999]"]) func extentIsNoCount(shape: String)
  {
    expect(
      file("{\(f32("a", shape, 0, 4))}", data: 4),
      .invalidEntry(tensor: "a", field: "shape", expected: "an array of whole numbers from 0"))
  }
  @Test(arguments: ["[0]", "[0,4,8]", "[0,-4]", "null", "[0.0,4]"]) func offsetsAreNoPair(offsets: String) {
    expect(
      file(entry("\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":\(offsets)"), data: 4),
      .invalidEntry(tensor: "a", field: "data_offsets", expected: "two whole numbers from 0"))
  }
  @Test func reversedOffsets() {
    expect(file("{\(f32("a", "[1]", 4, 0))}", data: 4), .reversedOffsets(tensor: "a", begin: 4, end: 0))
  }
  @Test func overlap() {
    expect(
      file("{\(f32("a", "[2]", 0, 8)),\(f32("b", "[1]", 4, 8))}", data: 8),
      .overlap(tensor: "b", expectedBegin: 8, begin: 4))
  }
  @Test func hole() {
    expect(
      file("{\(f32("a", "[1]", 0, 4)),\(f32("b", "[1]", 8, 12))}", data: 12),
      .hole(tensor: "b", expectedBegin: 4, begin: 8))
    expect(file("{\(f32("a", "[1]", 4, 8))}", data: 8), .hole(tensor: "a", expectedBegin: 0, begin: 4))
  }
  @Test func sizeMismatch() {
    expect(file("{\(f32("a", "[2,3]", 0, 20))}", data: 20), .sizeMismatch(tensor: "a", expected: 24, found: 20))
    expect(file("{\(f32("a", "[0,3]", 0, 4))}", data: 4), .sizeMismatch(tensor: "a", expected: 0, found: 4))
  }
  @Test(arguments: [[1 << 62, 2], [1 << 32, 1 << 32], [Int.max]]) func shapeOverflow(shape: [Int]) {
    expect(file("{\(f32("a", "\(shape)", 0, 4))}", data: 4), .shapeOverflow(tensor: "a", shape: shape))
  }
  @Test func misalignedNarrowType() {
    expect(
      file(entry("\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,2]"), data: 2), .misaligned(tensor: "a", bits: 12))
  }
  @Test func truncated() {
    let bytes = file("{\(f32("a", "[2]", 0, 8))}", data: 8)
    expect(Array(bytes.dropLast()), .incompleteBuffer(expected: bytes.count, found: bytes.count - 1))
  }
  @Test func bytesBehindTheTensors() {
    let bytes = file("{\(f32("a", "[2]", 0, 8))}", data: 9)
    expect(bytes, .incompleteBuffer(expected: bytes.count - 1, found: bytes.count))
  }
  @Test func offsetsBeyondEveryFile() {
    let header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[\(Int.max / 8)],\"data_offsets\":[0,\(Int.max / 8)]}}"
    expect(
      file(header, data: 0),
      .incompleteBuffer(expected: Int.max / 8 + 8 + header.utf8.count, found: 8 + header.utf8.count))
  }
  @Test func metadataIsNoObject() {
    expect(file("{\"__metadata__\":[]}", data: 0), .invalidMetadata(key: "__metadata__"))
  }
  @Test(arguments: ["1", "null", "{}", "true"]) func metadataValueIsNoString(value: String) {
    expect(file("{\"__metadata__\":{\"k\":\(value)}}", data: 0), .invalidMetadata(key: "k"))
  }

  @Test func whiteSpaceEscapesAndUnknownFieldsAreFine() throws {
    let header =
      "{ \"\\ud83d\\ude00\" :\n{ \"dtype\":\"F32\", \"shape\" : [ 1 , 1 ], "
      + "\"data_offsets\":[0,4], \"extra\":[{}, -1.5e+3] }\t}\r\n  "
    let contents = try Safetensors.decode(file(header, data: 4))
    #expect(contents.tensors.map(\.name) == ["😀"])
    #expect(contents.tensors.first?.shape == [1, 1])
  }

  /// Swift's texts are equal when they show the same characters; names of tensors are bytes.
  @Test func twoSpellingsOfOneLetterAreTwoNames() throws {
    let bytes = file("{\(f32("\u{E9}", "[1]", 0, 4)),\(f32("e\u{301}", "[1]", 4, 8))}", data: 8)
    #expect(try Safetensors.decode(bytes).tensors.map { Array($0.name.utf8).count } == [2, 3])
  }

  /// No cut and no flipped byte of a good file may end in a trap.
  @Test func everyCutAndManyFlipsAreFailuresNotTraps() throws {
    let good = try fixture("types.safetensors")
    for length in 0..<good.count {
      #expect(throws: SafetensorsFailure.self) { try Safetensors.decode(Array(good.prefix(length))) }
    }
    for position in good.indices {
      for bit in [0, 3, 5, 7] {
        var bytes = good
        bytes[position] ^= UInt8(1 << bit)
        _ = try? Safetensors.decode(bytes)
      }
    }
  }
}
