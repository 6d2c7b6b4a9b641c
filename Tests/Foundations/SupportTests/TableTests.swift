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

  @Test func anEmptyTableHasItsHeader() {
    #expect(Table([.init("a")]).rendered() == "a\n-\n")
  }
}
