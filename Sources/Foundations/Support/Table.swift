/// A table with aligned columns, the same on a terminal, in a file and through a pipe.
///
/// Give columns a `minimumWidth` to print rows as they come: `headerLines()` first, then `line(of:)` for each row.
package struct Table: Sendable {
  package enum Alignment: Sendable { case left, right }

  package struct Column: Sendable {
    package var title: String
    package var alignment: Alignment
    package var minimumWidth: Int

    package init(_ title: String, _ alignment: Alignment = .left, minimumWidth: Int = 0) {
      self.title = title
      self.alignment = alignment
      self.minimumWidth = minimumWidth
    }
  }

  private enum Row: Sendable { case cells([String]), rule }

  package let columns: [Column]
  private var rows: [Row] = []
  private var widths: [Int]
  private static let gap = "  "

  package init(_ columns: [Column]) {
    self.columns = columns
    widths = columns.map { max(DisplayText.width($0.title), $0.minimumWidth) }
  }

  /// - Precondition: one cell for each column.
  package mutating func addRow(_ cells: [String]) {
    precondition(cells.count == columns.count, "\(cells.count) cells for \(columns.count) columns")
    let cells = cells.map(DisplayText.printable)
    for (column, cell) in cells.enumerated() { widths[column] = max(widths[column], DisplayText.width(cell)) }
    rows.append(.cells(cells))
  }

  /// Sets what follows, such as totals, apart from the rows above.
  package mutating func addRule() { rows.append(.rule) }

  /// The titles and the rule below them.
  package func headerLines() -> [String] { [aligned(columns.map(\.title)), rule] }

  /// One row, aligned to the columns as they are now. Wider cells are not cut: they push the rest to the right.
  package func line(of cells: [String]) -> String {
    precondition(cells.count == columns.count, "\(cells.count) cells for \(columns.count) columns")
    return aligned(cells.map(DisplayText.printable))
  }

  /// The whole table, each line ended by a line break.
  package func rendered() -> String {
    var lines = headerLines()
    for row in rows {
      switch row {
      case .cells(let cells): lines.append(aligned(cells))
      case .rule: lines.append(rule)
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var rule: String { widths.map { String(repeating: "-", count: $0) }.joined(separator: Table.gap) }

  private func aligned(_ cells: [String]) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() {
      let padding = String(repeating: " ", count: max(0, widths[column] - DisplayText.width(cell)))
      if column > 0 { line += Table.gap }
      line += columns[column].alignment == .left ? cell + padding : padding + cell
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
