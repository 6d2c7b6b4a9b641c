import Support
import Testing

struct JSONParserTests {
  @Test(arguments: [
    ("null", JSONValue.null), (" true ", .bool(true)), ("false", .bool(false)), ("-0.5e+3", .number("-0.5e+3")),
    ("\u{FEFF}1", .number("1")), ("[]", .array([])), ("{}", .object([:])),
    ("[ 1 , [2]\n]", .array([.number("1"), .array([.number("2")])])),
    (#"{"a" : {"b":null}}"#, .object(["a": .object(["b": .null])])),
    (#""a\"\\\/\b\f\n\r\té""#, .string("a\"\\/\u{8}\u{C}\n\r\té")),
    (#""\u00e9\ud83d\ude00""#, .string("é😀")),
  ])
  func textsBecomeTrees(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: Array(text.utf8)) == value)
  }

  @Test(arguments: [
    ("", "line 1, column 1: expected a value, found the end of the text"),
    ("nonsense", "line 1, column 1: expected a value, found 'n'"),
    ("{", "line 1, column 2: expected a field name in double quotes, found the end of the text"),
    ("{'a': 1}", "line 1, column 2: expected a field name in double quotes, found '''"),
    ("{\"a\" 1}", "line 1, column 6: expected ':', found '1'"),
    ("{\n  \"é\": }", "line 2, column 8: expected a value, found '}'"),
    ("{\"a\": 1 \"b\"}", "line 1, column 9: expected ',' or '}', found '\"'"),
    ("{\"a\": 1,}", "line 1, column 9: expected a field name in double quotes, found '}'"),
    ("{\"a\": 1,\n\"a\": 2}", "line 2, column 1: expected each field once, found 'a' for the second time"),
    ("[1,]", "line 1, column 4: expected a value, found ']'"),
    ("[1 2]", "line 1, column 4: expected ',' or ']', found '2'"),
    ("[1", "line 1, column 3: expected ',' or ']', found the end of the text"),
    ("1 2", "line 1, column 3: expected the end of the text, found '2'"),
    ("01", "line 1, column 2: expected the end of the text, found '1'"),
    ("-", "line 1, column 2: expected a digit, found the end of the text"),
    ("1.", "line 1, column 3: expected a digit, found the end of the text"),
    ("1e+", "line 1, column 4: expected a digit, found the end of the text"),
    ("NaN", "line 1, column 1: expected a value, found 'N'"),
    ("// x\n1", "line 1, column 1: expected a value, found '/'"),
    ("\"abc", "line 1, column 5: expected a closing '\"', found the end of the text"),
    ("\"a\nb\"", "line 1, column 3: expected no control character inside a text, found byte 10"),
    ("\"\\x\"", "line 1, column 2: expected an escape that JSON knows, found '\\'"),
    ("\"\\u12\"", "line 1, column 6: expected four hexadecimal digits, found '\"'"),
    ("\"\\ud800\"", "line 1, column 2: expected a whole character, found half of one"),
    ("\"\\ud800\\u0041\"", "line 1, column 2: expected a whole character, found half of one"),
    ("\"\\udc00\"", "line 1, column 2: expected a whole character, found half of one"),
    ("\"\\", "line 1, column 3: expected an escaped character, found the end of the text"),
  ])
  func brokenTextsAreRefusedWithTheirPlace(text: String, problem: String) {
    let failure = #expect(throws: JSONFailure.self) { try JSONValue(parsing: Array(text.utf8), path: "f") }
    #expect(failure?.message == "'f': " + problem)
    #expect(failure?.hint == "the text must be JSON; it may be cut off or be another kind of file")
  }

  @Test(arguments: ["[", "{\"a\":"])
  func deepTextsAreRefused(opening: String) {
    let text = String(repeating: opening, count: 100_000)
    let failure = #expect(throws: JSONFailure.self) { try JSONValue(parsing: Array(text.utf8)) }
    #expect(failure?.message.contains("expected at most 256 lists or objects inside each other, found more") == true)
    let allowed = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
    #expect(throws: Never.self) { try JSONValue(parsing: Array(allowed.utf8)) }
  }

  @Test func bytesThatAreNoTextAreRefused() {
    let failure = #expect(throws: JSONFailure.self) { try JSONValue(parsing: [0x5B, 0x22, 0xFF, 0x22, 0x5D]) }
    #expect(failure?.message == "JSON: line 1, column 3: expected UTF-8 text, found other bytes")
  }

  /// Every text that is cut off anywhere, or has any byte changed, is read or refused; nothing traps.
  @Test func mutilatedTextsNeverTrap() {
    let text = Array(#"{"a\u00e9": [1.5e-3, true, null, "x\ud83d\ude00"], "b": {"c": -0}}"#.utf8)
    for count in text.indices {
      #expect(throws: JSONFailure.self) { try JSONValue(parsing: Array(text.prefix(count))) }
      for byte: UInt8 in [0, 0x22, 0x2C, 0x39, 0x5C, 0x5D, 0x75, 0x7B, 0xFF] {
        var changed = text
        changed[count] = byte
        _ = try? JSONValue(parsing: changed)
      }
    }
  }
}
