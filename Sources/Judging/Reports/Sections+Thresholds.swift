import Evaluation
import Support

extension Sections {
  static func thresholds(_ content: ReportContent) -> ReportSection {
    let report = content.report
    var blocks: [ReportBlock] = []
    if let text = report.context.decision.flatMap(choiceText) { blocks.append(.paragraph(text)) }
    blocks.append(
      .paragraph(
        "A threshold turns doubtful answers into “not sure”. A higher one accepts fewer answers, of which more are "
          + "right."))
    if let curve = content.predictions.map(CoverageCurve.init) {
      blocks.append(.charts([byThreshold(curve), byCoverage(curve)]))
    }
    blocks.append(.table(overview(report.riskCoverage)))
    if !report.thresholds.isEmpty {
      blocks.append(.details(title: "By class", tables: report.thresholds.map(classTable)))
    }
    if !report.classThresholds.isEmpty { blocks.append(.table(ownThresholds(report.classThresholds))) }
    return ReportSection(id: "thresholds", title: "Thresholds", blocks: blocks)
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
          y: .init("Fraction", isPercent: true, range: 0...1),
          series: [
            .init(
              "accuracy of accepted answers", points.map { .init($0.threshold, fraction($0.right, of: $0.accepted)) }),
            .init("coverage: accepted answers", points.map { .init($0.threshold, Double($0.accepted) / total) }),
          ])
      ]
    ).chart()
  }

  private static func byCoverage(_ curve: CoverageCurve) -> Chart {
    let total = Double(max(1, curve.total))
    return LineChart(
      name: "risk-coverage", title: "Risk and coverage",
      description:
        "The fraction of wrong answers among those accepted, most confident first. A model that knows what it "
        + "does not know stays near zero for long.",
      x: .init("Coverage: accepted answers", isPercent: true, range: 0...1),
      panels: [
        .init(
          y: .init("Wrong among accepted", isPercent: true, startsAtZero: true),
          series: [
            .init(
              "wrong answers",
              curve.points.map { .init(Double($0.accepted) / total, 1 - fraction($0.right, of: $0.accepted)) }),
            .init(
              "all answers accepted",
              (curve.points.last.map { 1 - fraction($0.right, of: $0.accepted) }).map {
                [.init(0, $0), .init(1, $0)]
              }
                ?? [],
              isReference: true),
          ])
      ]
    ).chart()
  }

  private static func fraction(_ part: Int, of whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }

  private static func overview(_ rows: [RiskCoverage]) -> ReportTable {
    var table = ReportTable(
      "What thresholds would do",
      [
        .init("Threshold", .text), .init("Accepted"), .init("Coverage"), .init("Right"), .init("Accuracy"),
        .init("95 % interval", .uncertainty),
      ])
    for row in rows {
      table.add([
        Figures.threshold(row.threshold), Figures.count(row.coverage.successes), Figures.percent(row.coverage),
        Figures.count(row.accuracy.successes), Figures.percent(row.accuracy), Figures.range(row.accuracy.interval),
      ])
    }
    return table
  }

  private static func ownThresholds(_ rows: [ClassThreshold]) -> ReportTable {
    var table = ReportTable(
      "Each class taken from its own threshold on, the one of the best F1 in calibration",
      [
        .init("Class", .text), .init("Threshold"), .init("Precision"), .init("95 % interval", .uncertainty),
        .init("Recall"), .init("95 % interval", .uncertainty), .init("F1"),
      ])
    for row in rows {
      table.add([
        row.name, Figures.threshold(row.threshold), Figures.percent(row.precision),
        Figures.range(row.precision.interval), Figures.percent(row.recall), Figures.range(row.recall.interval),
        Figures.ratio(row.f1),
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
