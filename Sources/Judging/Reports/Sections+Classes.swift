import Evaluation
import Support

extension Sections {
  /// More classes than this make the chart of all of them too long: it shows the weakest.
  private static let mostBars = 20
  /// More classes than this are folded away.
  private static let longestOpenTable = 30

  static func classes(_ report: EvaluationReport) -> ReportSection {
    var table = ReportTable(
      "Precision, recall and F1 of each class",
      [
        .init("Class", .text), .init("Images"), .init("Answers"), .init("Precision"),
        .init("95 % interval", .uncertainty), .init("Recall"), .init("95 % interval", .uncertainty), .init("F1"),
      ])
    for entry in report.classes {
      table.add([
        entry.name, Figures.count(entry.support), Figures.count(entry.predicted), Figures.percent(entry.precision),
        Figures.range(entry.precision.interval), Figures.percent(entry.recall), Figures.range(entry.recall.interval),
        Figures.ratio(entry.f1),
      ])
    }
    for (name, average) in [
      ("Mean of \(covered(report))", report.macroAverage), ("Mean of the images", report.weightedAverage),
    ] {
      table.addTotal([
        name, "", "", Figures.percent(average.precision), "", Figures.percent(average.recall), "",
        Figures.ratio(average.f1),
      ])
    }
    return ReportSection(
      id: "classes", title: "Classes",
      blocks: [
        report.classes.count > longestOpenTable
          ? .details(title: "All \(report.classes.count) classes", tables: [table]) : .table(table),
        .beside(
          [.charts([classChart(report)])],
          [
            .findings([
              Finding(
                "Precision", "Of the answers for a class, the fraction that are right. Low: it is seen everywhere."),
              Finding(
                "Recall", "Of the images of a class, the fraction that are recognised. Low: the class is overlooked."),
              Finding("F1", "The harmonic mean of both: high only when both are."),
              Finding(
                "95 % interval",
                "Where the figure would lie with ever more images like these. Few images make it wide; classes whose "
                  + "intervals overlap may well be equally good."),
            ])
          ]),
      ])
  }

  /// The classes that the mean of classes is one of: those that have images.
  static func covered(_ report: EvaluationReport) -> String {
    guard let covered = report.macroAverage.classes, covered < report.classes.count else { return "the classes" }
    return "the \(Format.plural(covered, "class", "classes")) with images"
  }

  private static func classChart(_ report: EvaluationReport) -> Chart {
    let shown: [ClassMetrics]
    if report.classes.count > mostBars {
      shown = Array(
        report.classes.enumerated().sorted { ($0.element.f1 ?? 0, $0.offset) < ($1.element.f1 ?? 0, $1.offset) }
          .map(\.element).prefix(mostBars))
    } else {
      shown = report.classes
    }
    return BarChart(
      name: "classes",
      title: shown.count < report.classes.count ? "The \(mostBars) weakest classes" : "Precision, recall and F1",
      description: "Whiskers are 95 % intervals.",
      axis: "Fraction", series: ["precision", "recall", "F1"],
      rows: shown.map {
        BarChart.Row($0.name, [BarChart.Bar($0.precision), BarChart.Bar($0.recall), BarChart.Bar($0.f1)])
      }
    ).chart()
  }

  static func confusion(_ report: EvaluationReport) -> ReportSection {
    let matrix = report.confusionMatrix
    var pairs = ReportTable(
      "Classes mixed up most often, with the fraction of the true class",
      [.init("True class", .text), .init("Taken for", .text), .init("Images"), .init("Fraction")])
    for pair in matrix.mostConfused(matrix.classCount > ConfusionHeatMap.mostClassesWithNumbers ? 30 : 10) {
      pairs.add([
        matrix.classNames[pair.trueClass], matrix.classNames[pair.predictedClass], Figures.count(pair.count),
        Figures.percent(Double(pair.count) / Double(max(1, matrix.support(pair.trueClass)))),
      ])
    }
    let map = ConfusionHeatMap(matrix).chart()
    let mixedUp: ReportBlock =
      pairs.rows.isEmpty ? .paragraph("No image was taken for another class.") : .table(pairs)
    return ReportSection(
      id: "confusion", title: "Confusion",
      blocks: map.isWide ? [.charts([map]), mixedUp] : [.beside([.charts([map])], [mixedUp])])
  }
}
