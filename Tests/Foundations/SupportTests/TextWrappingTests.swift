import Support
import Testing

struct TextWrappingTests {
  @Test(arguments: [
    ("", [""]),
    ("one two three", ["one two", "three"]),
    ("one  two", ["one two"]),
    ("extraordinarily a b", ["extraordinarily", "a b"]),
    ("one\n\ntwo", ["one", "", "two"]),
    ("  kept   as it is", ["  kept   as it is"]),
    ("größer früh", ["größer", "früh"]),
  ])
  func linesBreakBetweenWords(text: String, lines: [String]) {
    #expect(wrapped(text, columns: 8) == lines)
  }
}
