import Support

extension ReportPage {
  /// The report in GitHub's Markdown.
  /// - Parameter chartFolder: where the charts were saved as `NAME.svg`, relative to the report; `nil` writes their
  ///   figures as tables instead.
  package func markdown(chartFolder: String? = nil) -> String {
    var text = "# \(Markup.markdown(heading))\n\n\(Markup.markdown(subtitle))\n"
    for section in sections {
      text += "\n## \(Markup.markdown(section.title))\n"
      for block in section.blocks { text += "\n" + markdown(block, chartFolder) }
    }
    return text
  }

  private func markdown(_ block: ReportBlock, _ folder: String?) -> String {
    switch block {
    case .paragraph(let text): return Markup.markdown(text) + "\n"
    case .warning(let text): return "> **\(Markup.markdown(text))**\n"
    case .headlines(let headlines):
      var table = ReportTable("", [.init("Figure", .text), .init("Value"), .init("", .text)])
      for headline in headlines { table.add([headline.label, headline.value, headline.note]) }
      return table.markdown()
    case .findings(let findings):
      return findings.map { "- **\(Markup.markdown($0.topic)).** \(Markup.markdown($0.text))\n" }.joined()
    case .table(let table): return markdown(table)
    case .charts(let charts): return charts.map { markdown($0, folder) }.filter { !$0.isEmpty }.joined(separator: "\n")
    case .beside(let left, let right):
      return (left + right).map { markdown($0, folder) }.filter { !$0.isEmpty }.joined(separator: "\n")
    case .pictures(let pictures):
      return "\(Figures.images(pictures.count)); the pictures are in the HTML report.\n"
    case .verbatim(let title, let text):
      // Indented code: no fence that the text itself could end.
      return "**\(Markup.markdown(title))**\n\n"
        + text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "    \(DisplayText.printable(String($0)))\n" }.joined()
    case .details(_, let tables): return tables.map(markdown).joined(separator: "\n")
    }
  }

  private func markdown(_ table: ReportTable) -> String {
    "**\(Markup.markdown(table.caption))**\n\n" + table.markdown()
  }

  private func markdown(_ chart: Chart, _ folder: String?) -> String {
    guard let folder else { return chart.table.map(markdown) ?? "" }
    let path = (folder.isEmpty ? "" : folder + "/") + chart.name + ".svg"
    return "![\(Markup.markdown(chart.title))](<\(Markup.linkTarget(path))>)\n\n\(Markup.markdown(chart.description))\n"
  }
}
