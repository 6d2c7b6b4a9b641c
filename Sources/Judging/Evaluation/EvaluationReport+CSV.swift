import Support

extension EvaluationReport {
  /// The report as a table of comma-separated values (RFC 4180) in the long form: one figure a row, whatever it is
  /// about, so that every figure of the JSON file has its place and a spreadsheet can filter and pivot.
  ///
  /// Columns: `section,class,predictedClass,threshold,metric,value,lower,upper`. A cell that does not apply, and a
  /// figure without a value, is empty.
  package func csv() -> String {
    var table = FigureTable()
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

    for (metric, value) in [
      ("programVersion", context.programVersion), ("weights", context.weights), ("model", context.model),
      ("dataSummary", context.dataSummary), ("split", context.split), ("isSynthetic", "\(context.isSynthetic)"),
    ] { table.add("context", metric, value) }
    if let name = context.dataName { table.add("context", "dataName", name) }
    if let summary = context.trainingDataSummary { table.add("context", "trainingDataSummary", summary) }
    if let isSynthetic = context.isTrainedOnSynthetic { table.add("context", "isTrainedOnSynthetic", "\(isSynthetic)") }
    if let augmentation = context.testTimeAugmentation { table.add("context", "testTimeAugmentation", augmentation) }
    if let temperature = context.temperature { table.add("context", "temperature", text(temperature)) }
    for (metric, value) in context.decision?.rows ?? [] { table.add("context", metric, value) }
    table.add("overall", "images", "\(images)")
    table.add("overall", "accuracy", text(accuracy.value), accuracy.interval)
    table.add("overall", "accuracyExact", text(accuracy.value), accuracyExactInterval)
    for entry in topK {
      table.add("overall", "top\(entry.k)Accuracy", text(entry.accuracy.value), entry.accuracy.interval)
    }
    table.add("overall", "crossEntropy", text(crossEntropy))
    table.add("overall", "brierScore", text(brierScore))
    table.add("overall", "expectedCalibrationError", text(calibration.expectedError))
    if let rate = context.imagesPerSecond { table.add("overall", "imagesPerSecond", text(rate)) }
    for gate in gates { table.add("gate", threshold: gate.required, gate.name, text(gate.measured)) }
    for (name, average) in [("macroAverage", macroAverage), ("weightedAverage", weightedAverage)] {
      if let covered = average.classes { table.add(name, "classes", "\(covered)") }
      table.add(name, "precision", text(average.precision))
      table.add(name, "recall", text(average.recall))
      table.add(name, "f1", text(average.f1))
    }
    for entry in classes {
      table.add("class", class: entry.name, "support", "\(entry.support)")
      table.add("class", class: entry.name, "predicted", "\(entry.predicted)")
      table.add("class", class: entry.name, "truePositives", "\(entry.truePositives)")
      table.add("class", class: entry.name, "precision", text(entry.precision.value), entry.precision.interval)
      table.add("class", class: entry.name, "recall", text(entry.recall.value), entry.recall.interval)
      table.add("class", class: entry.name, "f1", text(entry.f1))
    }
    for (row, counts) in zip(classes, confusion) {
      for (column, count) in zip(classes, counts) {
        table.add("confusion", class: row.name, predicted: column.name, "images", "\(count)")
      }
    }
    for report in thresholds {
      let bar = report.threshold
      table.add("threshold", threshold: bar, "coverage", text(report.coverage.value), report.coverage.interval)
      table.add("threshold", threshold: bar, "passing", "\(report.coverage.successes)")
      table.add("threshold", threshold: bar, "accuracy", text(report.accuracy.value), report.accuracy.interval)
      for row in report.classes {
        let (coverage, precision) = (row.coverage, row.precision)
        table.add("threshold", class: row.name, threshold: bar, "coverage", text(coverage.value), coverage.interval)
        table.add("threshold", class: row.name, threshold: bar, "passing", "\(coverage.successes)")
        table.add("threshold", class: row.name, threshold: bar, "precision", text(precision.value), precision.interval)
      }
    }
    addFurtherFigures(to: &table)
    return table.csv.text
  }
}

/// One figure a row, whatever it is about.
struct FigureTable {
  private(set) var csv = CSVTable([
    "section", "class", "predictedClass", "threshold", "metric", "value", "lower", "upper",
  ])

  mutating func add(
    _ section: String, class name: String = "", predicted: String = "", threshold: Double? = nil, _ metric: String,
    _ value: String, _ interval: Interval? = nil
  ) {
    csv.add([
      section, name, predicted, threshold.map { "\($0)" } ?? "", metric, value, interval.map { "\($0.lower)" } ?? "",
      interval.map { "\($0.upper)" } ?? "",
    ])
  }

  mutating func add(
    _ section: String, class name: String = "", threshold: Double? = nil, _ metric: String, _ proportion: Proportion
  ) {
    add(section, class: name, threshold: threshold, metric, proportion.value.map { "\($0)" } ?? "", proportion.interval)
  }
}
