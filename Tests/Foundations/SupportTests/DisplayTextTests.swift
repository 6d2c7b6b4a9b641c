import Support
import Testing

struct DisplayTextTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("größe", 5), ("e\u{301}", 1), ("日本", 4), ("🚲", 2), ("❤️", 2), ("─█", 2), ("\u{200B}a", 1),
    ("👩‍🔬", 2),
  ])
  func widthIsThatOfTheTerminal(text: String, width: Int) {
    #expect(DisplayText.width(text) == width)
  }

  @Test(arguments: [
    ("plain é", "plain é"), ("a\nb", "a\\nb"), ("\r\t", "\\r\\t"), ("\u{1B}[31m", "\\u{1B}[31m"),
    ("\u{202E}x", "\\u{202E}x"), ("\u{9B}x", "\\u{9B}x"),
  ])
  func controlCharactersAreMadeVisible(text: String, printable: String) {
    #expect(DisplayText.printable(text) == printable)
  }

  @Test func labelledTextsContinueBelowThemselves() {
    let text = "99.50 % (199 of 200), 95 % interval 97.22 % to 99.91 %"
    #expect(DisplayText.labelled("accuracy", text, indentation: 10, limit: nil) == "accuracy  \(text)\n")
    #expect(
      DisplayText.labelled("accuracy", text, indentation: 10, limit: 40) == """
        accuracy  99.50 % (199 of 200), 95 %
                  interval 97.22 % to 99.91 %

        """)
    // A path is left whole, and nothing commands the terminal.
    let path = "/a/" + String(repeating: "long", count: 12)
    #expect(DisplayText.labelled("w", "\(path) \u{1B}", indentation: 3, limit: 30) == "w  \(path)\n   \\u{1B}\n")
  }

  @Test func prefixesFit() {
    #expect(DisplayText.prefix("abc", columns: 2) == "ab")
    #expect(DisplayText.prefix("日本", columns: 3) == "日")
    #expect(DisplayText.prefix("abc", columns: 0) == "")
  }
}
