extension EvaluationReport {
  /// Curves, thresholds, other models, damaged and unknown images, and the mistakes: what stands after the thresholds.
  func addFurtherFigures(to table: inout FigureTable) {
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    for entry in rankings {
      table.add("ranking", class: entry.name, "rocArea", text(entry.rocArea))
      table.add("ranking", class: entry.name, "averagePrecision", text(entry.averagePrecision))
    }
    for row in riskCoverage {
      table.add("riskCoverage", threshold: row.threshold, "coverage", row.coverage)
      table.add("riskCoverage", threshold: row.threshold, "accuracy", row.accuracy)
    }
    for row in classThresholds {
      table.add("classThreshold", class: row.name, threshold: row.threshold, "precision", row.precision)
      table.add("classThreshold", class: row.name, threshold: row.threshold, "recall", row.recall)
      table.add("classThreshold", class: row.name, threshold: row.threshold, "f1", text(row.f1))
    }
    if let unknown {
      table.add("unknown", "score", unknown.score)
      table.add("unknown", "dataSummary", unknown.dataSummary)
      table.add("unknown", "images", "\(unknown.images)")
      table.add("unknown", "rocArea", text(unknown.rocArea))
      table.add("unknown", "confidenceRocArea", text(unknown.confidenceRocArea))
      table.add("unknown", threshold: unknown.threshold, "knownRejected", unknown.knownRejected)
      table.add("unknown", threshold: unknown.threshold, "unknownRejected", unknown.unknownRejected)
    }
    if let comparison { add(comparison, to: &table) }
    if let robustness {
      for corruption in robustness.corruptions {
        for (index, accuracy) in corruption.accuracies.enumerated() {
          table.add("robustness", "\(corruption.kind)\(index + 1)", accuracy)
        }
        table.add("robustness", "\(corruption.kind)Mean", text(corruption.meanAccuracy))
      }
      table.add("robustness", "mean", text(robustness.meanAccuracy))
    }
    for mistake in mistakes {
      table.add(
        "mistake", class: mistake.trueClass, predicted: mistake.predictedClass, mistake.name, text(mistake.confidence))
    }
  }

  private func add(_ comparison: ComparisonReport, to table: inout FigureTable) {
    for (metric, value) in [("weights", comparison.weights), ("model", comparison.model)] {
      table.add("comparison", metric, value)
    }
    table.add("comparison", "accuracy", comparison.accuracy)
    table.add("comparison", "difference", "\(comparison.difference)", comparison.interval)
    table.add("comparison", "probability", "\(comparison.probability)")
    for (metric, count) in [
      ("bothRight", comparison.bothRight), ("onlyThisRight", comparison.onlyThisRight),
      ("onlyOtherRight", comparison.onlyOtherRight), ("bothWrong", comparison.bothWrong),
      ("differingImages", comparison.differingImages),
    ] { table.add("comparison", metric, "\(count)") }
    for image in comparison.images {
      table.add(
        "difference", class: image.trueClass, predicted: image.predictedClass, image.name, image.otherPredictedClass)
    }
  }
}

extension DecisionContext {
  /// Name and value of what is known, for tables.
  var rows: [(String, String)] {
    let numbers: [(String, Double?)] = [
      ("lossBefore", decision.lossBefore), ("lossAfter", decision.lossAfter), ("threshold", threshold),
      ("targetPrecision", decision.targetPrecision), ("confidence", decision.confidence),
      ("coverage", decision.coverage),
      ("precision", decision.precision), ("lowerBound", decision.lowerBound), ("unknownThreshold", unknownThreshold),
      ("unknownQuantile", unknownQuantile),
    ]
    return [
      ("decision.images", "\(decision.images)"), ("decision.split", decision.split),
      ("decision.testTimeAugmentation", decision.testTimeAugmentation),
    ] + numbers.compactMap { name, value in value.map { ("decision.\(name)", "\($0)") } }
  }
}
