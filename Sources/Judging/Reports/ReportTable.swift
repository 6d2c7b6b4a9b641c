import Support

/// A table that both the page and the Markdown report show.
package struct ReportTable: Sendable, Equatable {
  package struct Column: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
      /// Words, to the left.
      case text
      /// Figures, to the right.
      case number
      /// Figures that say how sure the ones before them are: to the right and fainter.
      case uncertainty
    }
    package var title: String
    package var kind: Kind

    package init(_ title: String, _ kind: Kind = .number) { (self.title, self.kind) = (title, kind) }
  }

  /// What the rows are about.
  package var caption: String
  /// The first column names the rows.
  package let columns: [Column]
  package private(set) var rows: [[String]] = []
  /// Totals and averages, set apart from the rows above.
  package private(set) var totals: [[String]] = []

  package init(_ caption: String, _ columns: [Column]) { (self.caption, self.columns) = (caption, columns) }

  /// Traps unless there is one cell for each column.
  package mutating func add(_ cells: [String]) {
    precondition(cells.count == columns.count, "\(cells.count) cells for \(columns.count) columns")
    rows.append(cells)
  }

  /// Traps unless there is one cell for each column.
  package mutating func addTotal(_ cells: [String]) {
    precondition(cells.count == columns.count, "\(cells.count) cells for \(columns.count) columns")
    totals.append(cells)
  }

  package func html() -> String {
    func row(_ cells: [String]) -> String {
      var text = "<tr>"
      for (index, cell) in cells.enumerated() {
        let kind = Self.cssClass(columns[index].kind, cell)
        let (tag, scope) = index == 0 ? ("th", " scope=\"row\"") : ("td", "")
        text += "<\(tag)\(scope)\(kind)>\(Markup.sentence(cell))</\(tag)>"
      }
      return text + "</tr>\n"
    }
    let head = columns.map { "<th scope=\"col\"\(Self.cssClass($0.kind, $0.title))>\(Markup.sentence($0.title))</th>" }
      .joined()
    var text = "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(Markup.escaped(caption))\">\n"
    text +=
      "<table>\n<caption><span>\(Markup.sentence(caption))</span></caption>\n<thead><tr>\(head)</tr></thead>\n<tbody>\n"
    for cells in rows { text += row(cells) }
    text += "</tbody>\n"
    if !totals.isEmpty {
      text += "<tfoot>\n"
      for cells in totals { text += row(cells) }
      text += "</tfoot>\n"
    }
    return text + "</table>\n</div>\n"
  }

  private static func cssClass(_ kind: Column.Kind, _ cell: String) -> String {
    switch kind {
    // A word without an end may be broken anywhere; other words stay whole.
    case .text: cell.split(separator: " ").contains { $0.count > 24 } ? " class=\"t l\"" : " class=\"t\""
    case .number: ""
    case .uncertainty: " class=\"u\""
    }
  }

  /// As a table of GitHub's Markdown, its columns aligned in the text too.
  package func markdown() -> String {
    let titles = columns.map { Markup.markdown($0.title) }
    let cells = (rows + totals).map { $0.map(Markup.markdown) }
    let widths = columns.indices.map { column in
      cells.reduce(max(3, DisplayText.width(titles[column]))) { max($0, DisplayText.width($1[column])) }
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - DisplayText.width(cell))
        return columns[column].kind == .text ? cell + padding : padding + cell
      }
      return "| " + padded.joined(separator: " | ") + " |\n"
    }
    let rule = columns.enumerated().map { column, entry in
      let dashes = String(repeating: "-", count: widths[column] - 1)
      return entry.kind == .text ? ":" + dashes : dashes + ":"
    }
    return line(titles) + "| " + rule.joined(separator: " | ") + " |\n" + cells.map(line).joined()
  }
}
