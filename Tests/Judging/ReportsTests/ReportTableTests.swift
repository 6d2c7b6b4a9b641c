import Reports
import Testing

@Suite struct ReportTableTests {
  private var table: ReportTable {
    var table = ReportTable(
      "Of <two> classes", [.init("Class", .text), .init("Images"), .init("95 % interval", .uncertainty)])
    table.add(["a|b", "12,345", "1.0–2.0 %"])
    table.add(["自転車", "7", "–"])
    table.addTotal(["Mean", "", ""])
    return table
  }

  @Test func htmlHasHeadersForRowsAndColumns() throws {
    let html = try MarkupElements(table.html())
    #expect(html["span"].map(\.text) == ["Of <two> classes"])
    #expect(html["th"].filter { $0["scope"] == "col" }.map(\.text) == ["Class", "Images", "95\u{A0}% interval"])
    #expect(html["th"].filter { $0["scope"] == "row" }.map(\.text) == ["a|b", "自転車", "Mean"])
    #expect(html["td"].count == 6)
    #expect(html["div"].first?["tabindex"] == "0")
    #expect(html["tfoot"].count == 1)
  }

  @Test func markdownIsAligned() {
    #expect(
      table.markdown() == """
        | Class  | Images | 95 % interval |
        | :----- | -----: | ------------: |
        | a\\|b   | 12,345 |     1.0–2.0 % |
        | 自転車 |      7 |             – |
        | Mean   |        |               |

        """)
  }

  @Test(arguments: hostileNames) func hostileCellsStayCells(name: String) throws {
    var table = ReportTable(name, [.init(name, .text), .init(name)])
    table.add([name, name])
    let html = try MarkupElements(table.html())
    #expect(html["td"].count == 1 && html["th"].count == 3)
    #expect(
      html.all.allSatisfy { ["div", "table", "caption", "span", "thead", "tbody", "tr", "th", "td"].contains($0.name) })
    let lines = table.markdown().split(separator: "\n")
    #expect(lines.count == 3)
    // A bar that a backslash precedes is text.
    #expect(lines.allSatisfy { $0.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" } == 3 })
  }
}
