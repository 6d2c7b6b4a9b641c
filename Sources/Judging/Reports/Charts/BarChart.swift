import Evaluation

/// Horizontal bars of fractions with their intervals, several for each row.
package struct BarChart: Sendable {
  package struct Bar: Sendable {
    /// `nil` is no bar.
    package var value: Double?
    package var interval: Interval?
    package init(_ value: Double?, interval: Interval? = nil) { (self.value, self.interval) = (value, interval) }
    package init(_ fraction: Proportion) { self.init(fraction.value, interval: fraction.interval) }
  }

  package struct Row: Sendable {
    package var name: String
    /// One for each series.
    package var bars: [Bar]
    package init(_ name: String, _ bars: [Bar]) { (self.name, self.bars) = (name, bars) }
  }

  /// See `Chart.name`.
  package var name: String
  package var title: String
  package var description: String
  /// What the bars measure.
  package var axis: String
  package var series: [String]
  package var rows: [Row]
  package var table: ReportTable?

  package init(
    name: String, title: String, description: String, axis: String, series: [String], rows: [Row],
    table: ReportTable? = nil
  ) {
    (self.name, self.title, self.description, self.axis) = (name, title, description, axis)
    (self.series, self.rows, self.table) = (series, rows, table)
  }

  private static let barHeight = 9.0
  private static let rowGap = 9.0
  private static let longestName = 18

  private var rowHeight: Double { Double(series.count) * (Self.barHeight + 1) + Self.rowGap }

  package var area: PlotArea {
    let longest = rows.map { SVGText.width(Markup.shortened($0.name, columns: Self.longestName)) }.max() ?? 0
    let left = max(46, longest + 12)
    return PlotArea(
      left: left, top: 34, width: Chart.usualWidth - left - 14, height: rowHeight * Double(rows.count),
      x: .init(name: axis + " (%)", scale: AxisScale(exactly: 0...1), factor: 100),
      y: .init(name: "", scale: AxisScale(exactly: 0...1), factor: 1))
  }

  package func chart() -> Chart {
    let area = area
    var body = ""
    for tick in area.x.scale.ticks {
      let x = area.horizontal(tick)
      body += SVGText.line(x, area.top, x, area.top + area.height, .grid)
      body += SVGText.text(area.x.label(tick), x: x, y: area.top + area.height + 18, .middle, paint: .muted)
    }
    body += SVGText.text(
      area.x.name, x: area.left + area.width / 2, y: area.top + area.height + 36, .middle, paint: .muted)
    for (index, row) in rows.enumerated() {
      let top = area.top + Double(index) * rowHeight + Self.rowGap / 2
      body += SVGText.text(
        Markup.shortened(row.name, columns: Self.longestName), x: area.left - 8,
        y: top + (rowHeight - Self.rowGap) / 2 + 4, .end)
      for (number, bar) in row.bars.enumerated() {
        guard let value = bar.value, value.isFinite else { continue }
        let y = top + Double(number) * (Self.barHeight + 1)
        let name = "\(row.name), \(number < series.count ? series[number] : ""): \(Figures.percent(value))"
        body += SVGText.rectangle(
          x: area.left, y: y, width: area.horizontal(value) - area.left, height: Self.barHeight,
          fill: .series(number), opacity: 0.75, name: name)
        if let interval = bar.interval {
          body += SVGText.whisker(
            from: area.horizontal(interval.lower), to: area.horizontal(interval.upper), at: y + Self.barHeight / 2)
        }
      }
    }
    body += SVGText.line(area.left, area.top, area.left, area.top + area.height, .muted)
    let bottom = area.top + area.height + PlotArea.footHeight
    let legend = Legend(
      series.enumerated().map { number, name in
        Legend.Entry(name: name) { x, y in
          SVGText.rectangle(x: x, y: y - 4.5, width: 26, height: 9, fill: .series(number), opacity: 0.75)
        }
      }, width: Chart.usualWidth - 8)
    body += legend.svg(x: 4, y: bottom + 6)
    return Chart(
      name: name, title: title, description: description, table: table, height: bottom + legend.height + 12, body: body)
  }
}
