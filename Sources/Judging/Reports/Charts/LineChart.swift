/// Lines over one horizontal axis, in one panel or several panels one above the other.
package struct LineChart: Sendable {
  /// What an axis measures.
  package struct Axis: Sendable {
    package var name: String
    /// Values are fractions and shown in percent.
    package var isPercent: Bool
    /// The ends; `nil` fits them to the values.
    package var range: ClosedRange<Double>?
    /// Fitted ends take in 0, so that heights can be compared.
    package var startsAtZero: Bool
    /// Values are counted, such as epochs: there are no ticks between them.
    package var isWhole: Bool

    package init(
      _ name: String, isPercent: Bool = false, range: ClosedRange<Double>? = nil, startsAtZero: Bool = false,
      isWhole: Bool = false
    ) {
      (self.name, self.isPercent, self.range, self.startsAtZero) = (name, isPercent, range, startsAtZero)
      self.isWhole = isWhole
    }

    func placed(over values: [Double], steps: Int) -> PlotArea.Axis {
      let values = startsAtZero ? values + [0] : values
      let fitted = (values.min() ?? 0)...(values.max() ?? 1)
      let scale =
        range.map { AxisScale(exactly: $0, steps: steps) }
        ?? AxisScale(covering: fitted, steps: steps, smallestStep: isWhole ? 1 : 0)
      return PlotArea.Axis(name: isPercent ? name + " (%)" : name, scale: scale, factor: isPercent ? 100 : 1)
    }
  }

  package struct Point: Sendable, Equatable {
    package var x: Double
    package var y: Double
    package init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }

    var isDrawable: Bool { abs(x) <= AxisScale.largestValue && abs(y) <= AxisScale.largestValue }
  }

  package struct Series: Sendable {
    package var name: String
    package var points: [Point]
    /// A thin dashed line without markers that the others are compared with.
    package var isReference: Bool

    package init(_ name: String, _ points: [Point], isReference: Bool = false) {
      (self.name, self.points, self.isReference) = (name, points, isReference)
    }
  }

  package struct Panel: Sendable {
    package var y: Axis
    package var series: [Series]
    package init(y: Axis, series: [Series]) { (self.y, self.series) = (y, series) }
  }

  /// See `Chart.name`.
  package var name: String
  package var title: String
  package var description: String
  package var x: Axis
  /// The n-th series of every panel has the same colour.
  package var panels: [Panel]
  package var table: ReportTable?

  package init(
    name: String, title: String, description: String, x: Axis, panels: [Panel], table: ReportTable? = nil
  ) {
    (self.name, self.title, self.description, self.x) = (name, title, description, x)
    (self.panels, self.table) = (panels, table)
  }

  private static let left = 46.0
  private static let top = 60.0
  private static let panelGap = 44.0

  /// The places of the panels: fixed by the values, so that a point can be found again.
  package var areas: [PlotArea] {
    let width = Chart.usualWidth - Self.left - 12
    let height = panels.count > 1 ? 150.0 : 250.0
    let values = panels.flatMap(\.series).flatMap(\.points).filter(\.isDrawable)
    let horizontal = x.placed(over: values.map(\.x), steps: 6)
    return panels.enumerated().map { index, panel in
      let values = panel.series.flatMap(\.points).filter(\.isDrawable).map(\.y)
      return PlotArea(
        left: Self.left, top: Self.top + Double(index) * (height + Self.panelGap), width: width, height: height,
        x: horizontal, y: panel.y.placed(over: values, steps: panels.count > 1 ? 4 : 5))
    }
  }

  /// Points that are not finite are left out; a line is not broken by them.
  package func chart() -> Chart {
    let areas = areas
    var body = ""
    for (index, (panel, area)) in zip(panels, areas).enumerated() {
      body += area.svg(showsX: index == panels.count - 1)
      // The first series is drawn last: it is the one that matters most.
      for (number, series) in panel.series.enumerated().reversed() {
        body += "<g><title>\(Markup.escaped(series.name))</title>\n\(drawn(series, number, area))</g>\n"
      }
    }
    let bottom = (areas.last.map { $0.top + $0.height } ?? Self.top) + PlotArea.footHeight
    let legend = Legend(legendEntries, width: Chart.usualWidth - 8)
    body += legend.svg(x: 4, y: bottom + 6)
    return Chart(
      name: name, title: title, description: description, table: table, height: bottom + legend.height + 12, body: body)
  }

  private func drawn(_ series: Series, _ number: Int, _ area: PlotArea) -> String {
    let style = SeriesStyle(number)
    let points = Self.thinned(
      series.points.filter(\.isDrawable).map { (x: area.horizontal($0.x), y: area.vertical($0.y)) })
    if series.isReference { return SVGText.polyline(points, .muted, width: 1.2, dash: "4 4") }
    var text = points.count > 1 ? SVGText.polyline(points, style.paint, width: 2, dash: style.dash) : ""
    let stride = points.count <= 24 ? 1 : points.count / 6
    for place in Swift.stride(from: 0, to: points.count, by: max(1, stride)) {
      text += style.marker(x: points[place].x, y: points[place].y)
    }
    return text
  }

  /// Without the points that lie within half a pixel of the one before: curves of ten thousand images have as many.
  private static func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    var kept: [(x: Double, y: Double)] = []
    for (index, point) in points.enumerated() {
      if index < points.count - 1, let last = kept.last, abs(last.x - point.x) < 0.5, abs(last.y - point.y) < 0.5 {
        continue
      }
      kept.append(point)
    }
    return kept
  }

  private var legendEntries: [Legend.Entry] {
    var seen: Set<String> = []
    var entries: [Legend.Entry] = []
    for panel in panels {
      for (number, series) in panel.series.enumerated() where seen.insert(series.name).inserted {
        let style = SeriesStyle(number)
        entries.append(
          Legend.Entry(name: series.name) { x, y in
            series.isReference
              ? SVGText.line(x, y, x + 26, y, .muted, width: 1.2, dash: "4 4")
              : SVGText.line(x, y, x + 26, y, style.paint, width: 2, dash: style.dash)
                + style.marker(x: x + 13, y: y)
          })
      }
    }
    return entries
  }
}
