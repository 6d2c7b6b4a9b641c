/// A table with aligned columns, the same on a terminal, in a file and through a pipe.
///
/// Give columns a `minimumWidth` to print rows as they come: `headerLines()` first, then `line(of:)` for each row.
public struct Table: Sendable {
  public enum Alignment: Sendable { case left, right }

  public struct Column: Sendable {
    public var title: String
    public var alignment: Alignment
    public var minimumWidth: Int

    public init(_ title: String, _ alignment: Alignment = .left, minimumWidth: Int = 0) {
      self.title = title
      self.alignment = alignment
      self.minimumWidth = minimumWidth
    }
  }

  private enum Row: Sendable { case cells([String]), rule }

  public let columns: [Column]
  private var rows: [Row] = []
  private var widths: [Int]
  private static let gap = "  "

  public init(_ columns: [Column]) {
    self.columns = columns
    widths = columns.map { max(DisplayText.width($0.title), $0.minimumWidth) }
  }

  /// - Precondition: one cell for each column.
  public mutating func addRow(_ cells: [String]) {
    precondition(cells.count == columns.count, "\(cells.count) cells for \(columns.count) columns")
    let cells = cells.map(DisplayText.printable)
    for (column, cell) in cells.enumerated() { widths[column] = max(widths[column], DisplayText.width(cell)) }
    rows.append(.cells(cells))
  }

  /// Sets what follows, such as totals, apart from the rows above.
  public mutating func addRule() { rows.append(.rule) }

  /// The titles and the rule below them.
  public func headerLines() -> [String] { [aligned(columns.map(\.title)), rule] }

  /// One row, aligned to the columns as they are now. Wider cells are not cut: they push the rest to the right.
  public func line(of cells: [String]) -> String {
    precondition(cells.count == columns.count, "\(cells.count) cells for \(columns.count) columns")
    return aligned(cells.map(DisplayText.printable))
  }

  /// The whole table, each line ended by a line break.
  public func rendered() -> String {
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
