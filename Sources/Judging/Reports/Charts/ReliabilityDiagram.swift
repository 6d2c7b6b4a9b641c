import Evaluation
import Support

/// How often answers of a given confidence are right: one bar for each range of confidence, with its interval, and
/// below it how many images the bar stands for (Guo et al. 2017, figure 4).
package struct ReliabilityDiagram: Sendable {
  package var calibration: Calibration

  package init(_ calibration: Calibration) { self.calibration = calibration }

  package var area: PlotArea {
    PlotArea(
      left: 46, top: 60, width: Chart.usualWidth - 58, height: 220,
      x: .init(name: "Confidence (%)", scale: AxisScale(exactly: 0...1), factor: 100),
      y: .init(name: "Fraction of right answers (%)", scale: AxisScale(exactly: 0...1), factor: 100))
  }

  private var countArea: PlotArea {
    let most = calibration.bins.map(\.accuracy.trials).max() ?? 0
    return PlotArea(
      left: area.left, top: area.top + area.height + 44, width: area.width, height: 56, x: area.x,
      y: .init(
        name: "Images", scale: AxisScale(covering: 0...Double(max(1, most)), steps: 3, smallestStep: 1), factor: 1))
  }

  package func chart() -> Chart {
    let (area, counts) = (area, countArea)
    var body = area.svg(showsX: false) + counts.svg()
    for bin in calibration.bins {
      guard let accuracy = bin.accuracy.value else { continue }
      let (from, to) = (area.horizontal(bin.lower) + 1, area.horizontal(bin.upper) - 1)
      let name = "\(range(bin)): \(Figures.percent(accuracy)) of \(Figures.images(bin.accuracy.trials)) right"
      body += SVGText.rectangle(
        x: from, y: area.vertical(accuracy), width: max(1, to - from),
        height: area.height - area.vertical(accuracy)
          + area.top, fill: .series(0), opacity: 0.3, name: name)
      body += SVGText.rectangle(
        x: from, y: counts.vertical(Double(bin.accuracy.trials)), width: max(1, to - from),
        height: counts.top + counts.height - counts.vertical(Double(bin.accuracy.trials)), fill: .muted, opacity: 0.55,
        name: name)
    }
    body += SVGText.line(
      area.horizontal(0), area.vertical(0), area.horizontal(1), area.vertical(1), .muted, width: 1.2, dash: "4 4")
    let style = SeriesStyle(0)
    for bin in calibration.bins {
      guard let accuracy = bin.accuracy.value, let interval = bin.accuracy.interval, let mean = bin.meanConfidence
      else { continue }
      let x = area.horizontal(mean)
      body += SVGText.uprightWhisker(from: area.vertical(interval.upper), to: area.vertical(interval.lower), at: x)
      body += style.marker(x: x, y: area.vertical(accuracy))
    }
    let bottom = counts.top + counts.height + PlotArea.footHeight
    let legend = Legend(legendEntries, width: Chart.usualWidth - 8)
    body += legend.svg(x: 4, y: bottom + 6)
    return Chart(
      name: "reliability", title: "Reliability: confidence against truth",
      description: "Points on the dashed line mean that answers are right as often as their confidence says. Points "
        + "below it are answers that are too sure of themselves. Whiskers are 95 % intervals.",
      table: nil, height: bottom + legend.height + 12, body: body)
  }

  private var legendEntries: [Legend.Entry] {
    [
      Legend.Entry(name: "right answers at the mean confidence") { x, y in
        SVGText.uprightWhisker(from: y - 7, to: y + 7, at: x + 13) + SeriesStyle(0).marker(x: x + 13, y: y)
      },
      Legend.Entry(name: "perfectly calibrated") { x, y in
        SVGText.line(x, y, x + 26, y, .muted, width: 1.2, dash: "4 4")
      },
    ]
  }

  private func range(_ bin: Calibration.Bin) -> String {
    "\(Format.fixed(bin.lower * 100, 0))–\(Format.percent(bin.upper, decimals: 0))"
  }

  /// The diagram in figures.
  package var table: ReportTable {
    var table = ReportTable(
      "Answers by confidence, with its mean",
      [
        .init("Confidence", .text), .init("Images"), .init("Mean"), .init("Right"),
        .init("95 % interval", .uncertainty),
      ])
    for bin in calibration.bins where bin.accuracy.trials > 0 {
      table.add([
        range(bin), Figures.count(bin.accuracy.trials), Figures.percent(bin.meanConfidence),
        Figures.percent(bin.accuracy), Figures.range(bin.accuracy.interval),
      ])
    }
    return table
  }
}
