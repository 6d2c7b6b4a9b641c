import Evaluation
import Support

extension Sections {
  /// More curves than this cannot be told apart: the chart shows the weakest classes.
  private static let mostCurves = Paint.seriesCount

  static func curves(_ predictions: Predictions) -> ReportSection? {
    guard predictions.classCount > 1 else { return nil }
    let curves = predictions.classNames.indices.map { index in
      (name: predictions.classNames[index], curves: RankingCurves(predictions, classIndex: index))
    }
    let drawable = curves.filter { $0.curves.rocArea != nil }
    guard !drawable.isEmpty else { return nil }
    let shown = Array(drawable.sorted { ($0.curves.rocArea ?? 1) < ($1.curves.rocArea ?? 1) }.prefix(mostCurves))
    var table = ReportTable(
      "Areas under the curves",
      [.init("Class", .text), .init("Images"), .init("ROC area"), .init("Average precision")])
    for entry in curves {
      table.add([
        entry.name, Figures.count(entry.curves.positives), Figures.ratio(entry.curves.rocArea, decimals: 4),
        Figures.ratio(entry.curves.averagePrecision, decimals: 4),
      ])
    }
    let extent =
      shown.count < curves.count ? " Shown are the \(shown.count) classes with the smallest area." : ""
    return ReportSection(
      id: "curves", title: "Curves",
      blocks: [
        .paragraph(
          "Each class against all others, ranked by its probability. The areas do not depend on any threshold: 1 is "
            + "perfect, and a ROC area of 0.5 is a coin toss." + extent),
        .charts([roc(shown), precisionRecall(shown)]),
        curves.count > 30 ? .details(title: "Areas of all classes", tables: [table]) : .table(table),
      ])
  }

  private typealias NamedCurves = (name: String, curves: RankingCurves)

  private static func roc(_ shown: [NamedCurves]) -> Chart {
    let series = shown.map { entry in
      LineChart.Series(
        "\(entry.name), area \(Figures.ratio(entry.curves.rocArea))",
        [.init(0, 0)]
          + entry.curves.points.map {
            LineChart.Point(entry.curves.falsePositiveRate($0) ?? 0, entry.curves.truePositiveRate($0) ?? 0)
          })
    }
    return LineChart(
      name: "roc", title: "ROC curves",
      description:
        "The further a curve reaches into the left upper corner, the better the class is told from the others.",
      x: .init("False positive rate", isPercent: true, range: 0...1),
      panels: [
        .init(
          y: .init("True positive rate", isPercent: true, range: 0...1),
          series: series + [.init("coin toss", [.init(0, 0), .init(1, 1)], isReference: true)])
      ],
      table: sampled("True positive rate at false positive rates", "False positive rate", shown, at: rocRates) {
        curves, rate in
        curves.points.last { (curves.falsePositiveRate($0) ?? 0) <= rate }.map { curves.truePositiveRate($0) ?? 0 } ?? 0
      }
    ).chart()
  }

  private static let rocRates = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
  private static let recalls = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1]

  private static func precisionRecall(_ shown: [NamedCurves]) -> Chart {
    let series = shown.map { entry in
      LineChart.Series(
        "\(entry.name), average precision \(Figures.ratio(entry.curves.averagePrecision))",
        entry.curves.points.map {
          LineChart.Point(entry.curves.truePositiveRate($0) ?? 0, entry.curves.precision($0))
        })
    }
    return LineChart(
      name: "precision-recall", title: "Precision and recall",
      description: "What precision costs in recall, and the other way round, as the threshold for a class moves.",
      x: .init("Recall", isPercent: true, range: 0...1),
      panels: [.init(y: .init("Precision", isPercent: true, range: 0...1), series: series)],
      table: sampled("Best precision at recalls", "Recall of at least", shown, at: recalls) { curves, recall in
        curves.points.filter { (curves.truePositiveRate($0) ?? 0) >= recall }.map(curves.precision).max()
      }
    ).chart()
  }

  /// A curve's values at a few places.
  private static func sampled(
    _ caption: String, _ axis: String, _ shown: [NamedCurves], at places: [Double],
    value: (RankingCurves, Double) -> Double?
  ) -> ReportTable {
    var table = ReportTable(caption, [.init(axis, .text)] + shown.map { .init($0.name) })
    for place in places {
      table.add([Figures.percent(place, decimals: 0)] + shown.map { Figures.percent(value($0.curves, place)) })
    }
    return table
  }

  static func calibration(_ report: EvaluationReport) -> ReportSection {
    let diagram = ReliabilityDiagram(report.calibration)
    var text = calibrationText(report)
    if let temperature = report.context.temperature {
      text += " The probabilities were computed with a temperature of \(Figures.ratio(temperature))."
    }
    var table = ReportTable("Scores of the probabilities", [.init("Score", .text), .init("Value"), .init("Best")])
    table.add(["Expected calibration error", Figures.ratio(report.calibration.expectedError, decimals: 4), "0"])
    table.add(["Cross-entropy (nats)", Figures.ratio(report.crossEntropy, decimals: 4), "0"])
    table.add(["Brier score", Figures.ratio(report.brierScore, decimals: 4), "0"])
    return ReportSection(
      id: "calibration", title: "Calibration",
      blocks: [.paragraph(text), .beside([.charts([diagram.chart()])], [.table(diagram.table), .table(table)])])
  }
}
