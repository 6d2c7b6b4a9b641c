import Reports
import Testing

@Suite struct MarkupTests {
  @Test(arguments: [
    ("plain", "plain"), ("<b a=\"1\" c='2'>&", "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;"),
    ("a\nb\u{0}", "a\\nb\\u{0}"),
    ("\u{1B}[2J", "\\u{1B}[2J"), ("\u{FFFE}x\u{FFFF}", "\u{FFFD}x\u{FFFD}"), ("a\u{202E}b", "a\\u{202E}b"),
    ("é自🚲", "é自🚲"),
  ]) func escapes(text: String, expected: String) {
    #expect(Markup.escaped(text) == expected)
  }

  @Test(arguments: hostileNames) func escapedTextComesBackFromAnXMLReader(name: String) throws {
    let elements = try MarkupElements("<a b=\"\(Markup.escaped(name))\">\(Markup.escaped(name))</a>")
    #expect(elements.all.count == 1)
    #expect(elements.all[0].text == elements.all[0]["b"])
  }

  @Test func linesStayLines() {
    #expect(Markup.escapedLines("{\n\t\"a\": <1>\n}\n") == "{\n\\t&quot;a&quot;: &lt;1&gt;\n}\n")
  }

  @Test func aPercentSignStaysWithItsNumber() { #expect(Markup.sentence("93.1 % & more") == "93.1&#160;% &amp; more") }

  @Test(arguments: [("bicycle", 7, "bicycle"), ("bicycle", 6, "bicyc…"), ("自転車", 5, "自転…"), ("ab", 1, "a…")])
  func shortens(text: String, columns: Int, expected: String) {
    #expect(Markup.shortened(text, columns: columns) == expected)
  }

  @Test(arguments: [
    ("a|b", "a\\|b"), ("<img>", "&lt;img&gt;"), ("*x* _y_ `z`", "\\*x\\* \\_y\\_ \\`z\\`"), ("a\nb", "a\\\\nb"),
    ("[a](b)", "\\[a\\](b)"), ("https://example.com", "https:&#47;&#47;example.com"),
    ("@someone #1", "\\@someone \\#1"),
  ]) func markdownIsPlain(text: String, expected: String) {
    #expect(Markup.markdown(text) == expected)
  }

  @Test func linkTargetsCannotEndEarly() {
    #expect(Markup.linkTarget("a b/<é>\\%.svg") == "a%20b/%3C%C3%A9%3E%5C%25.svg")
  }
}
