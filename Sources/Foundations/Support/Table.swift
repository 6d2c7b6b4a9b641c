/// A table with aligned columns, the same on a terminal, in a file and through a pipe.
///
/// Give columns a `minimumWidth` to print rows as they come: `headerLines()` first, then `line(of:)` for each row.
///
/// Where it has a `limit`, wide cells of columns that allow it are shortened. Where that is not enough columns are left
/// out, those of the largest `rank` first, 0 never.
package struct Table: Sendable {
  package enum Alignment: Sendable { case left, right }

  /// What may be cut off, down to a number of columns: the beginning of names and paths, whose ends tell more, or the
  /// end of texts.
  package enum Shortening: Sendable {
    case beginning(to: Int)
    case end(to: Int)

    fileprivate var least: Int {
      switch self {
      case .beginning(let least), .end(let least): least
      }
    }
  }

  package struct Column: Sendable {
    package var title: String
    package var alignment: Alignment
    package var minimumWidth: Int
    package var rank: Int
    package var shortens: Shortening?

    package init(
      _ title: String, _ alignment: Alignment = .left, minimumWidth: Int = 0, rank: Int = 0, shortens: Shortening? = nil
    ) {
      self.title = title
      self.alignment = alignment
      self.minimumWidth = minimumWidth
      (self.rank, self.shortens) = (rank, shortens)
    }
  }

  private enum Row: Sendable { case cells([String]), rule }

  package let columns: [Column]
  private var rows: [Row] = []
  private var widths: [Int]
  /// Columns of the terminal, or `nil` for a table of any width.
  private let limit: Int?
  private static let gap = "  "

  package init(_ columns: [Column], limit: Int? = nil) {
    (self.columns, self.limit) = (columns, limit)
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

  /// The columns there is room for, and their widths.
  private var layout: [(column: Int, width: Int)] {
    var shown = columns.indices.map { (column: $0, width: widths[$0]) }
    guard let limit else { return shown }
    func least(_ part: (column: Int, width: Int)) -> Int {
      let title = DisplayText.width(columns[part.column].title)
      return min(part.width, max(title, columns[part.column].shortens?.least ?? part.width))
    }
    func excess(_ width: ((column: Int, width: Int)) -> Int) -> Int {
      shown.reduce(0) { $0 + width($1) } + Table.gap.count * max(0, shown.count - 1) - limit
    }
    while excess(least) > 0, let rank = shown.map({ columns[$0.column].rank }).max(), rank > 0 {
      shown.removeAll { columns[$0.column].rank == rank }
    }
    // From the last column on: the first one says what a row is about.
    for place in shown.indices.reversed() {
      let surplus = excess(\.width)
      if surplus > 0 { shown[place].width = max(least(shown[place]), shown[place].width - surplus) }
    }
    return shown
  }

  private var rule: String { layout.map { String(repeating: "-", count: $0.width) }.joined(separator: Table.gap) }

  private func aligned(_ cells: [String]) -> String {
    layout.map { column, width in
      let cell = Self.shortened(cells[column], columns[column].shortens, to: width)
      let padding = String(repeating: " ", count: max(0, width - DisplayText.width(cell)))
      return columns[column].alignment == .left ? cell + padding : padding + cell
    }.joined(separator: Table.gap).trimmingEnd
  }

  private static func shortened(_ text: String, _ shortening: Shortening?, to columns: Int) -> String {
    guard let shortening, DisplayText.width(text) > columns else { return text }
    switch shortening {
    case .beginning:
      var end = text[...]
      while DisplayText.width(String(end)) >= columns, !end.isEmpty { end.removeFirst() }
      return "…" + end
    case .end: return DisplayText.prefix(text, columns: columns - 1) + "…"
    }
  }
}

extension String {
  fileprivate var trimmingEnd: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
