import Support
import Testing

struct TableTests {
  @Test func columnsAreAligned() {
    var table = Table([.init("class"), .init("images", .right), .init("note")])
    table.addRow(["bicycle", "500", ""])
    table.addRow(["größe", "1,000", "wide: 日本"])
    table.addRule()
    table.addRow(["all", "1,500", "x\ny"])
    #expect(
      table.rendered() == """
        class    images  note
        -------  ------  ----------
        bicycle     500
        größe     1,000  wide: 日本
        -------  ------  ----------
        all       1,500  x\\ny

        """)
  }

  @Test func rowsCanBePrintedAsTheyCome() {
    let table = Table([.init("epoch", .right), .init("loss", .right, minimumWidth: 8)])
    #expect(table.headerLines() == ["epoch      loss", "-----  --------"])
    #expect(table.line(of: ["1", "0.5"]) == "    1       0.5")
    #expect(table.line(of: ["1000000", "0.5"]) == "1000000       0.5")
  }

  private static let columns: [Table.Column] = [
    .init("file", shortens: .beginning(to: 8)), .init("size", .right, rank: 1), .init("date", rank: 2),
    .init("digest", rank: 2),
  ]

  @Test(
    arguments: [
      (nil, "file              size  date        digest\n----------------  ----  ----------  ------\n"),
      (42, "file              size  date        digest\n----------------  ----  ----------  ------\n"),
      (34, "file      size  date        digest\n--------  ----  ----------  ------\n"),
      (33, "file              size\n----------------  ----\n"), (14, "file      size\n--------  ----\n"),
      (12, "file\n------------\n"), (5, "file\n--------\n"),
    ] as [(Int?, String)])
  func columnsAreLeftOutUntilTheRestFits(_ limit: Int?, _ header: String) {
    var table = Table(Self.columns, limit: limit)
    table.addRow(["photos/holiday.j", "12", "2026-11-29", "abc"])
    #expect(table.rendered().hasPrefix(header))
  }

  @Test func textsLoseTheirEnds() {
    var table = Table([.init("name"), .init("text", shortens: .end(to: 6))], limit: 16)
    table.addRow(["a", "one two three four"])
    #expect(table.rendered() == "name  text\n----  ----------\na     one two t…\n")
  }

  @Test func theEndOfANameTellsMore() {
    var table = Table(Self.columns, limit: 12)
    table.addRow(["photos/holiday.j", "12", "2026-11-29", "abc"])
    table.addRow(["a.png", "12", "2026-11-29", "abc"])
    #expect(table.rendered() == "file\n------------\n…s/holiday.j\na.png\n")
  }

  @Test func anEmptyTableHasItsHeader() {
    #expect(Table([.init("a")]).rendered() == "a\n-\n")
  }
}
