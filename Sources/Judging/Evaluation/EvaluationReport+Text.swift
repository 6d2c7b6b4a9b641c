import Support

extension EvaluationReport {
  /// More classes than this do not fit a matrix on a terminal: the pairs most often mixed up are listed instead.
  static let widestMatrix = 20

  /// The report for a terminal, tables included.
  /// - Parameters:
  ///   - confusion: whether to show the confusion matrix.
  ///   - curves: whether to show how the classes are ranked, and coverage and accuracy over the threshold.
  ///   - mistakes: how many of the worst mistakes to list.
  ///   - limit: the width of tables, or `nil` for any.
  package func text(
    confusion: Bool = true, curves: Bool = false, mistakes: Int = 0, limit: Int? = nil
  ) -> String {
    var parts = [summary(limit: limit), classTable(limit: limit)]
    if confusion { parts.append(confusionTable(limit: limit)) }
    parts += thresholds.map { thresholdTable($0, limit: limit) }
    if curves { parts += [rankingTable(limit: limit), riskCoverageTable(limit: limit)] }
    if curves && !classThresholds.isEmpty { parts.append(classThresholdTable(limit: limit)) }
    if let unknown { parts.append(unknownText(unknown, limit: limit)) }
    if let comparison { parts.append(comparisonText(comparison, limit: limit)) }
    if let robustness { parts.append(robustnessTable(robustness, limit: limit)) }
    if mistakes > 0 { parts.append(mistakesTable(mistakes, limit: limit)) }
    return parts.joined(separator: "\n")
  }

  /// What was evaluated and the figures for all classes together.
  package func summary(limit: Int? = nil) -> String {
    let synthetic = context.isSynthetic ? " (synthetic: drawn by the program, no photographs)" : ""
    var lines = [("model", "\(context.model), \(context.weights)")]
    if let training = context.trainingDataSummary {
      lines.append(("trained", training + (context.isTrainedOnSynthetic == true ? " (synthetic)" : "")))
    }
    lines += [
      ("data", context.dataSummary + synthetic), ("images", "\(Format.count(images)), \(context.split) split"),
      ("accuracy", describe(accuracy)),
    ]
    lines += topK.map { ("top-\($0.k)", describe($0.accuracy)) }
    lines.append(
      (
        "loss",
        "\(Format.fixed(crossEntropy, 4)) (cross-entropy), Brier score \(Format.fixed(brierScore, 4)), "
          + "expected calibration error \(Format.fixed(calibration.expectedError, 4))"
      ))
    if context.testTimeAugmentation == "flip" {
      lines.append(("answers", "averaged over each image and its mirror image"))
    } else if context.testTimeAugmentation == "shift" {
      lines.append(("answers", "averaged over each image, its mirror image, and both shifted by a pixel"))
    }
    if let temperature = context.temperature {
      let place = context.decision.map { ", fitted on \(Format.count($0.images)) \($0.split) images" } ?? ""
      lines.append(("answers", "calibrated with temperature \(Format.fixed(temperature, 3))\(place)"))
    }
    if let decision = context.decision, let promise = describe(decision) { lines.append(("threshold", promise)) }
    if let rate = context.imagesPerSecond { lines.append(("speed", Format.rate(rate, "images"))) }
    lines += gates.map { ("required", $0.text) }
    return lines.map { DisplayText.labelled($0, $1, indentation: 10, limit: limit) }.joined()
  }

  /// Precision, recall and F1 of each class, and their averages.
  func classTable(limit: Int?) -> String {
    var table = Table(
      [
        .init("class", shortens: .beginning(to: 16)), .init("images", .right, rank: 2),
        .init("predicted", .right, rank: 3),
        .init("precision", .right), .init("95 % interval", .right, rank: 1), .init("recall", .right),
        .init("95 % interval", .right, rank: 1), .init("F1", .right),
      ], limit: limit)
    for entry in classes {
      table.addRow([
        entry.name, "\(entry.support)", "\(entry.predicted)", number(entry.precision.value),
        range(entry.precision.interval), number(entry.recall.value), range(entry.recall.interval), number(entry.f1),
      ])
    }
    table.addRule()
    for (name, average) in [(macroName, macroAverage), ("weighted average", weightedAverage)] {
      table.addRow([
        name, "", "", number(average.precision), "", number(average.recall), "", number(average.f1),
      ])
    }
    return table.rendered()
  }

  /// What the macro average covers, where that is not every class.
  private var macroName: String {
    guard let covered = macroAverage.classes, covered < classes.count else { return "macro average" }
    return "macro average of \(covered)"
  }

  /// Rows are true classes, columns predicted ones; a dot is no image. Over 20 classes, or where there is no room: the
  /// pairs mixed up most often.
  package func confusionTable(limit: Int? = nil) -> String {
    let matrix = confusionMatrix
    if matrix.classCount > Self.widestMatrix { return confusedPairs(matrix, limit: limit) }
    guard let titles = columnTitles(matrix, limit: limit) else { return confusedPairs(matrix, limit: limit) }
    let numbered = titles == matrix.classNames.indices.map(String.init)
    var table = Table(
      [.init(Self.corner, shortens: .beginning(to: 16))] + titles.map { .init($0, .right) } + [.init("images", .right)],
      limit: limit)
    for t in 0..<matrix.classCount {
      let name = numbered ? "\(t) \(matrix.classNames[t])" : matrix.classNames[t]
      let cells = (0..<matrix.classCount).map { p in
        matrix[true: t, predicted: p] == 0 ? "·" : "\(matrix[true: t, predicted: p])"
      }
      table.addRow([name] + cells + ["\(matrix.support(t))"])
    }
    return titled("Confusion matrix: rows are the true class, columns the predicted class", table, limit)
  }

  private static let corner = "true \\ predicted"

  private func confusedPairs(_ matrix: ConfusionMatrix, limit: Int?) -> String {
    let pairs = matrix.mostConfused(Self.widestMatrix)
    guard !pairs.isEmpty else { return "No class was taken for another\n" }
    var table = Table(
      [
        .init("true class", shortens: .beginning(to: 16)), .init("predicted class", shortens: .beginning(to: 16)),
        .init("images", .right),
        .init("of the true class", .right, rank: 1),
      ], limit: limit)
    for pair in pairs {
      table.addRow([
        matrix.classNames[pair.trueClass], matrix.classNames[pair.predictedClass], "\(pair.count)",
        Format.percent(Double(pair.count) / Double(matrix.support(pair.trueClass))),
      ])
    }
    return titled("Classes mixed up most often (a matrix of \(matrix.classCount) classes has no room)", table, limit)
  }

  /// Class names as column titles: whole when there are few, cut when there are many, numbers where cut names would be
  /// the same. `nil` where even numbers have no room.
  private func columnTitles(_ matrix: ConfusionMatrix, limit: Int?) -> [String]? {
    let names = matrix.classNames
    var columns = names.count <= 5 ? 14 : names.count <= 12 ? 6 : 4
    if let limit {
      let figures = (0..<names.count).flatMap { t in (0..<names.count).map { matrix[true: t, predicted: $0] } }
      let needed = max("\(figures.max() ?? 0)".count, "\(names.count - 1)".count)
      let others = Self.corner.count + 2 + "images".count
      columns = min(columns, (limit - others) / max(1, names.count) - 2)
      if columns < needed { return nil }
    }
    let cut = names.map { DisplayText.prefix(DisplayText.printable($0), columns: columns) }
    return Set(cut).count == cut.count ? cut : names.indices.map(String.init)
  }

  private func thresholdTable(_ report: ThresholdReport, limit: Int?) -> String {
    var table = Table(
      [
        .init("predicted class", shortens: .beginning(to: 16)), .init("predicted", .right, rank: 1),
        .init("pass", .right),
        .init("fraction", .right, rank: 3), .init("right", .right, rank: 2), .init("precision", .right),
        .init("95 % interval", .right),
      ], limit: limit)
    func add(_ name: String, _ coverage: Proportion, _ precision: Proportion) {
      table.addRow([
        name, "\(coverage.trials)", "\(coverage.successes)", coverage.value.map { Format.percent($0) } ?? "–",
        "\(precision.successes)", number(precision.value), range(precision.interval),
      ])
    }
    for row in report.classes { add(row.name, row.coverage, row.precision) }
    table.addRule()
    add("all", report.coverage, report.accuracy)
    return titled("Threshold \(Float(report.threshold)): answers with at least this probability pass", table, limit)
  }

  /// A table below a line that says what it shows.
  func titled(_ title: String, _ table: Table, _ limit: Int?) -> String {
    DisplayText.folded(title, limit: limit) + table.rendered()
  }

  func describe(_ proportion: Proportion) -> String {
    guard let value = proportion.value, let interval = proportion.interval else { return "–" }
    return "\(Format.percent(value, decimals: 2)) (\(proportion.successes) of \(proportion.trials)), 95 % interval "
      + "\(Format.percent(interval.lower, decimals: 2)) to \(Format.percent(interval.upper, decimals: 2))"
  }
  func number(_ value: Double?) -> String { value.map { Format.fixed($0, 4) } ?? "–" }
  func range(_ interval: Interval?) -> String {
    interval.map { "\(Format.fixed($0.lower, 3))–\(Format.fixed($0.upper, 3))" } ?? "–"
  }
}
