import Evaluation
import Support

extension Sections {
  /// The thresholds of the overview table.
  private static let usualThresholds = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.93, 0.95, 0.98, 0.99]

  static func thresholds(_ content: ReportContent) -> ReportSection? {
    let report = content.report
    var blocks: [ReportBlock] = []
    if let chosen = content.thresholdChoice {
      blocks.append(.paragraph(choiceText(chosen.choice, split: chosen.split)))
    }
    if let predictions = content.predictions {
      let curve = CoverageCurve(predictions)
      var marked = Set(report.thresholds.map(\.threshold))
      if let chosen = content.thresholdChoice { marked.insert(chosen.choice.threshold) }
      let all = marked.union(usualThresholds).sorted()
      let rows = all.compactMap { try? ThresholdReport(predictions, threshold: $0) }
      blocks += [
        .paragraph(
          "A threshold turns doubtful answers into “not sure”. A higher one accepts fewer answers, of which more are "
            + "right."), .charts([byThreshold(curve), byCoverage(curve)]), .table(overview(rows)),
      ]
    } else if !report.thresholds.isEmpty {
      blocks.append(.table(overview(report.thresholds)))
    }
    let details = report.thresholds.map(classTable)
    if !details.isEmpty { blocks.append(.details(title: "By class", tables: details)) }
    return blocks.isEmpty ? nil : ReportSection(id: "thresholds", title: "Thresholds", blocks: blocks)
  }

  private static func byThreshold(_ curve: CoverageCurve) -> Chart {
    let total = Double(max(1, curve.total))
    let points = curve.points.reversed()
    return LineChart(
      name: "threshold", title: "Coverage and accuracy by threshold",
      description:
        "Read upwards from a threshold: how many images still get an answer, and how many of the answers are right.",
      x: .init("Confidence threshold", isPercent: true),
      panels: [
        .init(
          y: .init("Share", isPercent: true, range: 0...1),
          series: [
            .init("accuracy of accepted answers", points.map { .init($0.threshold, share($0.right, of: $0.accepted)) }),
            .init("coverage: accepted answers", points.map { .init($0.threshold, Double($0.accepted) / total) }),
          ])
      ]
    ).chart()
  }

  private static func byCoverage(_ curve: CoverageCurve) -> Chart {
    let total = Double(max(1, curve.total))
    return LineChart(
      name: "risk-coverage", title: "Risk and coverage",
      description: "The share of wrong answers among those accepted, most confident first. A model that knows what it "
        + "does not know stays near zero for long.",
      x: .init("Coverage: accepted answers", isPercent: true, range: 0...1),
      panels: [
        .init(
          y: .init("Wrong among accepted", isPercent: true, startsAtZero: true),
          series: [
            .init(
              "wrong answers",
              curve.points.map { .init(Double($0.accepted) / total, 1 - share($0.right, of: $0.accepted)) }),
            .init(
              "all answers accepted",
              (curve.points.last.map { 1 - share($0.right, of: $0.accepted) }).map { [.init(0, $0), .init(1, $0)] }
                ?? [],
              isReference: true),
          ])
      ]
    ).chart()
  }

  private static func share(_ part: Int, of whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }

  private static func overview(_ reports: [ThresholdReport]) -> ReportTable {
    var table = ReportTable(
      "What thresholds would do",
      [
        .init("Threshold", .text), .init("Accepted"), .init("Coverage"), .init("Right"), .init("Accuracy"),
        .init("95 % interval", .uncertainty),
      ])
    for report in reports {
      table.add([
        Figures.threshold(report.threshold), Figures.count(report.coverage.successes), Figures.percent(report.coverage),
        Figures.count(report.accuracy.successes), Figures.percent(report.accuracy),
        Figures.range(report.accuracy.interval),
      ])
    }
    return table
  }

  private static func classTable(_ report: ThresholdReport) -> ReportTable {
    var table = ReportTable(
      "Threshold \(Figures.threshold(report.threshold)), by predicted class",
      [
        .init("Predicted class", .text), .init("Answers"), .init("Accepted"), .init("Coverage"), .init("Precision"),
        .init("95 % interval", .uncertainty),
      ])
    func cells(_ name: String, _ coverage: Proportion, _ precision: Proportion) -> [String] {
      [
        name, Figures.count(coverage.trials), Figures.count(coverage.successes), Figures.percent(coverage),
        Figures.percent(precision), Figures.range(precision.interval),
      ]
    }
    for row in report.classes { table.add(cells(row.name, row.coverage, row.precision)) }
    table.addTotal(cells("All", report.coverage, report.accuracy))
    return table
  }
}
