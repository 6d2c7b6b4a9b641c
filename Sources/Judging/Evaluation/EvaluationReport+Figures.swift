import Support

/// Tables for a terminal about everything beyond the classes' figures.
extension EvaluationReport {
  /// Images on which two models differ are listed up to here; the JSON file has more.
  static let mostDifferences = 20

  /// What the threshold was chosen for; `nil` when it was not.
  func describe(_ decision: DecisionContext) -> String? {
    guard let threshold = decision.threshold, let target = decision.targetPrecision else { return nil }
    var text = "\(Float(threshold)), chosen for a precision of \(target)"
    if let confidence = decision.confidence { text += " with confidence \(confidence)" }
    text += " on \(Format.count(decision.images)) \(decision.split) images"
    if let coverage = decision.coverage, let bound = decision.lowerBound {
      text += " (\(Format.percent(coverage)) accepted, precision at least \(Format.fixed(bound, 4)))"
    }
    return text
  }

  /// Areas under the curves of each class, and their means.
  func rankingTable(limit: Int?) -> String {
    var table = Table(
      [
        .init("class", shortens: .beginning(to: 16)), .init("images", .right), .init("ROC AUC", .right),
        .init("average precision", .right),
      ], limit: limit)
    for entry in rankings {
      table.addRow([entry.name, "\(entry.positives)", number(entry.rocArea), number(entry.averagePrecision)])
    }
    table.addRule()
    table.addRow([
      "mean", "", number(mean(rankings.compactMap(\.rocArea))), number(mean(rankings.compactMap(\.averagePrecision))),
    ])
    return titled("How well the probability of each class ranks its images before all others", table, limit)
  }

  /// Coverage and accuracy over the confidence threshold.
  func riskCoverageTable(limit: Int?) -> String {
    var table = Table(
      [
        .init("threshold", .right), .init("accepted", .right, rank: 1), .init("fraction", .right),
        .init("accuracy", .right), .init("95 % interval", .right), .init("errors", .right),
      ], limit: limit)
    for row in riskCoverage {
      table.addRow([
        "\(Float(row.threshold))", "\(row.coverage.successes)",
        row.coverage.value.map { Format.percent($0) } ?? "–", number(row.accuracy.value),
        range(row.accuracy.interval), "\(row.accuracy.trials - row.accuracy.successes)",
      ])
    }
    return titled("Answers accepted from a threshold on, and how many of these are right", table, limit)
  }

  /// What the classes' own thresholds do.
  func classThresholdTable(limit: Int?) -> String {
    var table = Table(
      [
        .init("class", shortens: .beginning(to: 16)), .init("threshold", .right), .init("precision", .right),
        .init("95 % interval", .right, rank: 1), .init("recall", .right), .init("95 % interval", .right, rank: 1),
        .init("F1", .right),
      ], limit: limit)
    for row in classThresholds {
      table.addRow([
        row.name, Format.fixed(row.threshold, 4), number(row.precision.value), range(row.precision.interval),
        number(row.recall.value), range(row.recall.interval), number(row.f1),
      ])
    }
    return titled("Each class taken from its own threshold on, the one of the best F1 in calibration", table, limit)
  }

  func unknownText(_ unknown: UnknownReport, limit: Int?) -> String {
    let areas =
      "\(Format.fixed(unknown.rocArea, 4)) by \(unknown.score), \(Format.fixed(unknown.confidenceRocArea, 4)) by the "
      + "probability of the answer"
    let threshold = "\(unknown.score) \(Format.fixed(unknown.threshold, 4)) an image counts as unknown"
    return DisplayText.labelled("Unknown images:", unknown.dataSummary, indentation: 16, limit: limit)
      + [
        ("ROC AUC", areas), ("rejected", "\(describe(unknown.unknownRejected)) of the unknown images"),
        ("mistaken", "\(describe(unknown.knownRejected)) of the model's own images are rejected"), ("above", threshold),
      ].map { DisplayText.labelled($0, $1, indentation: 10, limit: limit) }.joined()
  }

  func comparisonText(_ comparison: ComparisonReport, limit: Int?) -> String {
    func points(_ value: Double) -> String { (value < 0 ? "" : "+") + Format.fixed(100 * value, 2) }
    let chance = comparison.probability
    let (lower, upper) = (points(comparison.interval.lower), points(comparison.interval.upper))
    var text = [
      ("accuracy", describe(comparison.accuracy)),
      ("difference", "\(points(comparison.difference)) points, 95 % interval \(lower) to \(upper)"),
      (
        "McNemar",
        "p = \(chance < 0.0001 ? "under 0.0001" : Format.fixed(chance, 4)) (exact): "
          + (chance < 0.05 ? "a difference that chance hardly explains" : "chance may explain the difference")
      ),
      (
        "right",
        "both \(comparison.bothRight), only this model \(comparison.onlyThisRight), only the other "
          + "\(comparison.onlyOtherRight), neither \(comparison.bothWrong)"
      ),
    ].map { DisplayText.labelled($0, $1, indentation: 12, limit: limit) }
      .reduce(
        DisplayText.labelled(
          "Compared with", "\(comparison.model), \(comparison.weights)", indentation: 14, limit: limit), +)
    guard comparison.differingImages > 0 else { return text + "Both answer the same for every image\n" }
    var table = Table(
      [.init("image", shortens: .beginning(to: 16)), .init("true class"), .init("this model"), .init("the other")],
      limit: limit)
    for image in comparison.images.prefix(Self.mostDifferences) {
      table.addRow([image.name, image.trueClass, image.predictedClass, image.otherPredictedClass])
    }
    text += "\nImages on which they differ\(shown(Self.mostDifferences, of: comparison.differingImages))\n"
    return text + table.rendered()
  }

  func robustnessTable(_ robustness: RobustnessReport, limit: Int?) -> String {
    let severities = 0..<(robustness.corruptions.map(\.accuracies.count).min() ?? 0)
    var table = Table(
      [.init("damage")] + severities.map { .init("\($0 + 1)", .right, minimumWidth: 6) } + [.init("mean", .right)],
      limit: limit)
    for corruption in robustness.corruptions {
      table.addRow(
        [corruption.kind] + severities.map { number(corruption.accuracies[$0].value) }
          + [number(corruption.meanAccuracy)])
    }
    table.addRule()
    table.addRow(["mean"] + severities.map { _ in "" } + [number(robustness.meanAccuracy)])
    return titled(
      "Accuracy on damaged images, severity 1 to 5; undamaged \(number(robustness.cleanAccuracy.value))", table, limit)
  }

  func mistakesTable(_ most: Int, limit: Int?) -> String {
    let count = confusionMatrix.total - confusionMatrix.correct
    guard count > 0 else { return "No mistakes\n" }
    var table = Table(
      [
        .init("image", shortens: .beginning(to: 16)), .init("true class"), .init("predicted class"),
        .init("confidence", .right),
        .init("of the true class", .right, rank: 1),
      ], limit: limit)
    for mistake in mistakes.prefix(most) {
      table.addRow([
        mistake.name, mistake.trueClass, mistake.predictedClass, Format.fixed(mistake.confidence, 4),
        Format.fixed(mistake.trueProbability, 4),
      ])
    }
    return titled("Mistakes, the surest first\(shown(min(most, mistakes.count), of: count))", table, limit)
  }

  private func shown(_ limit: Int, of count: Int) -> String {
    count > limit ? " (\(Format.count(limit)) of \(Format.count(count)))" : " (\(Format.count(count)))"
  }
  private func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
