import Evaluation
import Support

extension Sections {
  /// More images than this are counted but not listed.
  private static let mostImages = 50

  static func comparison(_ comparison: ComparisonReport, _ report: EvaluationReport) -> ReportSection {
    var models = ReportTable(
      "Both models on the same images",
      [
        .init("", .text), .init("Model", .text), .init("Right"), .init("Accuracy"),
        .init("95 % interval", .uncertainty),
      ]
    )
    for (name, model, accuracy) in [
      ("this model", "\(report.context.model), \(report.context.weights)", report.accuracy),
      ("the other", "\(comparison.model), \(comparison.weights)", comparison.accuracy),
    ] {
      models.add([
        name, model, Figures.count(accuracy.successes), Figures.percent(accuracy), Figures.range(accuracy.interval),
      ])
    }
    var agreement = ReportTable("Where they agree", [.init("Images on which", .text), .init("Images")])
    agreement.add(["both are right", Figures.count(comparison.bothRight)])
    agreement.add(["only this model is right", Figures.count(comparison.onlyThisRight)])
    agreement.add(["only the other is right", Figures.count(comparison.onlyOtherRight)])
    agreement.add(["both are wrong", Figures.count(comparison.bothWrong)])
    var blocks: [ReportBlock] = [.paragraph(verdict(comparison)), .table(models), .table(agreement)]
    let known = (comparison.trainedImages ?? 0) + (comparison.validatedImages ?? 0)
    if known > 0 {
      blocks.insert(
        .warning(
          "The other model was trained or validated on \(Figures.count(known)) of the "
            + "\(Figures.images(report.images)): the comparison flatters it."), at: 0)
    }
    if !comparison.images.isEmpty {
      var table = ReportTable(
        "Images on which they answer differently",
        [.init("Image", .text), .init("True class", .text), .init("This model", .text), .init("The other", .text)])
      for image in comparison.images.prefix(mostImages) {
        table.add([image.name, image.trueClass, image.predictedClass, image.otherPredictedClass])
      }
      if comparison.differingImages > mostImages {
        table.addTotal(["and \(Figures.count(comparison.differingImages - mostImages)) more", "", "", ""])
      }
      blocks.append(.details(title: "Images on which they differ", tables: [table]))
    }
    return ReportSection(id: "comparison", title: "Comparison", blocks: blocks)
  }

  private static func verdict(_ comparison: ComparisonReport) -> String {
    if comparison.differingImages == 0 { return "Both models answer the same for every image." }
    let probability = comparison.probability
    let shownProbability = probability < 0.001 ? "less than 0.001" : Format.fixed(probability, 3)
    let difference = comparison.difference
    let answer =
      difference == 0
      ? "Both models are right equally often"
      : "This model is right \(points(abs(difference))) \(difference > 0 ? "more" : "less") often than the other"
    let interval = comparison.interval
    let range = "95 % interval of the difference \(signedPoints(interval.lower)) to \(signedPoints(interval.upper))"
    return "\(answer) (\(range)). "
      + (probability < 0.05
        ? "That is hardly chance: p = \(shownProbability) by McNemar's exact test."
        : "That may be chance: p = \(shownProbability) by McNemar's exact test. More images would tell.")
  }

  private static func points(_ fraction: Double) -> String { "\(Format.fixed(fraction * 100, 1)) points" }
  private static func signedPoints(_ fraction: Double) -> String {
    (fraction < 0 ? "−" : "+") + points(abs(fraction))
  }

  static func unknown(_ unknown: UnknownReport) -> ReportSection {
    var table = ReportTable(
      "Images rejected as unknown",
      [
        .init("Images", .text), .init("Shown"), .init("Rejected"), .init("Fraction"),
        .init("95 % interval", .uncertainty),
      ])
    for (name, fraction) in [
      ("of no class of the model", unknown.unknownRejected), ("of its classes, by mistake", unknown.knownRejected),
    ] {
      table.add([
        name, Figures.count(fraction.trials), Figures.count(fraction.successes), Figures.percent(fraction),
        Figures.range(fraction.interval),
      ])
    }
    return ReportSection(
      id: "unknown", title: "Unknown images",
      blocks: [
        .paragraph(
          "Shown besides: \(unknown.dataSummary). An image counts as unknown when its \(unknown.score) is over "
            + "\(Figures.ratio(unknown.threshold)), a limit fixed on validation images."),
        .headlines([
          Headline(
            "AUROC by \(unknown.score)", Figures.ratio(unknown.rocArea),
            note: "how often an unknown image gets a higher score than one of the model's classes; 0.5 is a coin toss",
            fraction: unknown.rocArea),
          Headline(
            "AUROC by confidence", Figures.ratio(unknown.confidenceRocArea),
            note: "the same, judged by the probability of the answer alone", fraction: unknown.confidenceRocArea),
        ]), .table(table),
      ])
  }
}
