import Evaluation
import Foundation
import Serialization
import Support

extension Sections {
  static func training(_ points: [EpochRecord]) -> ReportSection? {
    guard !points.isEmpty else { return nil }
    func series(_ name: String, _ value: (EpochRecord) -> Double?) -> [LineChart.Series] {
      let values = points.compactMap { point in value(point).map { LineChart.Point(Double(point.epoch), $0) } }
      return values.isEmpty ? [] : [LineChart.Series(name, values)]
    }
    let curves = LineChart(
      name: "training", title: "Training",
      description:
        "Training figures are of augmented images while the weights were moving, so that validation can be better.",
      x: .init("Epoch", isWhole: true),
      panels: [
        .init(
          y: .init("Loss (nats)", startsAtZero: true),
          series: series("training", \.trainLoss) + series("validation", \.validationLoss)),
        .init(
          y: .init("Accuracy", isPercent: true),
          series: series("training", \.trainAccuracy) + series("validation", \.validationAccuracy)),
      ]
    ).chart()
    let rate = LineChart(
      name: "learning-rate", title: "Learning rate", description: "At the end of each epoch.",
      x: .init("Epoch", isWhole: true),
      panels: [
        .init(
          y: .init("Learning rate", startsAtZero: true), series: series("learning rate", { Double($0.learningRate) }))
      ]
    ).chart()
    var table = ReportTable(
      "Training by epoch",
      [
        .init("Epoch", .text), .init("Learning rate"), .init("Training loss"), .init("Training accuracy"),
        .init("Validation loss"), .init("Validation accuracy"),
      ])
    for point in points {
      table.add([
        "\(point.epoch)", Format.significant(Double(point.learningRate), 3),
        Figures.ratio(point.trainLoss, decimals: 4),
        Figures.percent(point.trainAccuracy), Figures.ratio(point.validationLoss, decimals: 4),
        Figures.percent(point.validationAccuracy),
      ])
    }
    var text = "\(Format.plural(points.count, "epoch"))."
    if let best = EpochRecord.best(of: points), let accuracy = best.validationAccuracy {
      text += " The best on validation was epoch \(best.epoch) with \(Figures.percent(accuracy))."
    }
    return ReportSection(
      id: "training", title: "Training",
      blocks: [.paragraph(text), .charts([curves, rate]), .details(title: "Every epoch", tables: [table])])
  }

  static func provenance(_ content: ReportContent) -> ReportSection {
    let context = content.report.context
    var table = ReportTable("Where these figures come from", [.init("What", .text), .init("Value", .text)])
    table.add(["Program", "CIFARKit \(context.programVersion)"])
    table.add(["Model", context.model])
    table.add(["Weights", context.weights])
    if let summary = context.trainingDataSummary {
      table.add(["Trained on", summary + (context.isTrainedOnSynthetic == true ? " (synthetic)" : "")])
    }
    table.add(["Evaluated on", context.dataSummary + (context.isSynthetic ? " (synthetic)" : "")])
    table.add(["Split", context.split])
    table.add(["Images", Figures.count(content.report.images)])
    if let augmentation = context.testTimeAugmentation { table.add(["Test-time augmentation", augmentation]) }
    if let temperature = context.temperature { table.add(["Temperature", Figures.ratio(temperature)]) }
    if let rate = context.imagesPerSecond { table.add(["Speed", Format.rate(rate, "images")]) }
    for fact in content.provenance.facts { table.add([fact.name, fact.value]) }
    var blocks: [ReportBlock] = [.table(table)]
    if let configuration = content.provenance.configuration {
      blocks.append(.verbatim(title: "Configuration", text: configuration))
    }
    blocks.append(
      .paragraph(
        "Intervals are Wilson's with 95 % confidence. They hold for images drawn like these; other cameras, places and "
          + "times can be worse."))
    return ReportSection(id: "provenance", title: "Provenance", blocks: blocks)
  }
}
