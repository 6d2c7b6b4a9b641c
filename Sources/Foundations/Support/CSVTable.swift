/// Rows of comma-separated values by RFC 4180, with line feeds.
package struct CSVTable {
  package private(set) var text = ""

  package init(_ header: [String]) { add(header) }

  package mutating func add(_ cells: [String]) { text += Self.row(cells) }

  /// One row with its line feed; cells with commas, quotes or line breaks stand in quotes.
  package static func row(_ cells: [String]) -> String { cells.map(quoted).joined(separator: ",") + "\n" }

  private static func quoted(_ cell: String) -> String {
    let needsQuotes = cell.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
    return needsQuotes ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
  }
}
