extension EvaluationReport {
  /// The report as a table of comma-separated values (RFC 4180) in the long form: one figure a row, whatever it is
  /// about, so that every figure of the JSON file has its place and a spreadsheet can filter and pivot.
  ///
  /// Columns: `section,class,predictedClass,threshold,metric,value,lower,upper`. A cell that does not apply, and a
  /// figure without a value, is empty.
  public func csv() -> String {
    var table = CSVTable(["section", "class", "predictedClass", "threshold", "metric", "value", "lower", "upper"])
    func add(
      _ section: String, class name: String = "", predicted: String = "", threshold: Double? = nil, _ metric: String,
      _ value: String, _ interval: Interval? = nil
    ) {
      table.add([
        section, name, predicted, threshold.map { "\($0)" } ?? "", metric, value, interval.map { "\($0.lower)" } ?? "",
        interval.map { "\($0.upper)" } ?? "",
      ])
    }
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

    for (metric, value) in [
      ("programVersion", context.programVersion), ("weights", context.weights), ("model", context.model),
      ("dataSummary", context.dataSummary), ("split", context.split), ("isSynthetic", "\(context.isSynthetic)"),
    ] { add("context", metric, value) }
    if let summary = context.trainingDataSummary { add("context", "trainingDataSummary", summary) }
    if let isSynthetic = context.isTrainedOnSynthetic { add("context", "isTrainedOnSynthetic", "\(isSynthetic)") }
    if let augmentation = context.testTimeAugmentation { add("context", "testTimeAugmentation", augmentation) }
    if let temperature = context.temperature { add("context", "temperature", text(temperature)) }
    add("overall", "images", "\(images)")
    add("overall", "accuracy", text(accuracy.value), accuracy.interval)
    add("overall", "accuracyExact", text(accuracy.value), accuracyExactInterval)
    for entry in topK { add("overall", "top\(entry.k)Accuracy", text(entry.accuracy.value), entry.accuracy.interval) }
    add("overall", "crossEntropy", text(crossEntropy))
    add("overall", "brierScore", text(brierScore))
    add("overall", "expectedCalibrationError", text(calibration.expectedError))
    if let rate = context.imagesPerSecond { add("overall", "imagesPerSecond", text(rate)) }
    for (name, average) in [("macroAverage", macroAverage), ("weightedAverage", weightedAverage)] {
      add(name, "precision", text(average.precision))
      add(name, "recall", text(average.recall))
      add(name, "f1", text(average.f1))
    }
    for entry in classes {
      add("class", class: entry.name, "support", "\(entry.support)")
      add("class", class: entry.name, "predicted", "\(entry.predicted)")
      add("class", class: entry.name, "truePositives", "\(entry.truePositives)")
      add("class", class: entry.name, "precision", text(entry.precision.value), entry.precision.interval)
      add("class", class: entry.name, "recall", text(entry.recall.value), entry.recall.interval)
      add("class", class: entry.name, "f1", text(entry.f1))
    }
    for (row, counts) in zip(classes, confusion) {
      for (column, count) in zip(classes, counts) {
        add("confusion", class: row.name, predicted: column.name, "images", "\(count)")
      }
    }
    for report in thresholds {
      let bar = report.threshold
      add("threshold", threshold: bar, "coverage", text(report.coverage.value), report.coverage.interval)
      add("threshold", threshold: bar, "passing", "\(report.coverage.successes)")
      add("threshold", threshold: bar, "accuracy", text(report.accuracy.value), report.accuracy.interval)
      for row in report.classes {
        let (coverage, precision) = (row.coverage, row.precision)
        add("threshold", class: row.name, threshold: bar, "coverage", text(coverage.value), coverage.interval)
        add("threshold", class: row.name, threshold: bar, "passing", "\(coverage.successes)")
        add("threshold", class: row.name, threshold: bar, "precision", text(precision.value), precision.interval)
      }
    }
    return table.text
  }
}

/// Rows of comma-separated values by RFC 4180, with line feeds.
struct CSVTable {
  private(set) var text = ""

  init(_ header: [String]) { add(header) }

  mutating func add(_ cells: [String]) { text += cells.map(Self.quote).joined(separator: ",") + "\n" }

  private static func quote(_ cell: String) -> String {
    let needsQuotes = cell.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
    return needsQuotes ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
  }
}
