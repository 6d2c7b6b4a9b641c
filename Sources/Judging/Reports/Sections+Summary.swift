import Evaluation
import Support

/// The sections of a report, one file for each few of them.
enum Sections {
  /// Below this many images a figure says little, and the report says so.
  static let fewImages = 100

  static func summary(_ content: ReportContent) -> ReportSection {
    let report = content.report
    var blocks: [ReportBlock] = []
    if report.context.isSynthetic {
      blocks.append(
        .warning(
          "These images are synthetic: drawn by the program. The figures say nothing about photographs."))
    } else if report.context.isTrainedOnSynthetic == true {
      blocks.append(.warning("The model was trained on synthetic images: drawn by the program, no photographs."))
    }
    if let text = Self.familiarity[report.context.split] { blocks.append(.warning(text)) }
    blocks += [.headlines(headlines(content)), .findings(findings(content))]
    return ReportSection(id: "summary", title: "Summary", blocks: blocks)
  }

  /// Why the figures of a split flatter the model.
  private static let familiarity = [
    "validation":
      "The weights were chosen by how they do on these images, so the figures are slightly optimistic. "
      + "Test images, which no choice was made on, tell how good the model is.",
    "train": "The model was trained on these images: the figures say how well it remembers them.",
  ]

  private static func headlines(_ content: ReportContent) -> [Headline] {
    let report = content.report
    var headlines = [
      Headline(
        "Accuracy", Figures.percent(report.accuracy),
        note: "\(Figures.count(report.accuracy.successes)) of \(Figures.images(report.images)) right"
          + (report.accuracy.interval.map { "; 95 % interval \(Figures.range($0))" } ?? ""),
        fraction: report.accuracy.value, interval: report.accuracy.interval)
    ]
    if let weakest = weakestClass(report) {
      headlines.append(
        Headline(
          "Weakest class", Figures.percent(weakest.recall),
          note: "of the \(Figures.images(weakest.support)) of \(Markup.shortened(weakest.name, columns: 32)) "
            + "are recognised; 95 % interval \(Figures.range(weakest.recall.interval))",
          fraction: weakest.recall.value, interval: weakest.recall.interval))
    }
    headlines.append(
      Headline(
        "Mean F1", Figures.ratio(report.macroAverage.f1),
        note: "of \(covered(report)); precision \(Figures.ratio(report.macroAverage.precision)), recall "
          + Figures.ratio(report.macroAverage.recall), fraction: report.macroAverage.f1))
    headlines.append(
      Headline(
        "Calibration error", Figures.percent(report.calibration.expectedError),
        note: "mean distance of confidence from truth; 0 is perfect"))
    if let top = report.topK.first(where: { $0.k > 1 && $0.k < report.classes.count }) {
      headlines.append(
        Headline(
          "Top-\(top.k)", Figures.percent(top.accuracy),
          note: "the true class is among the \(top.k) most probable; 95 % interval "
            + Figures.range(top.accuracy.interval), fraction: top.accuracy.value, interval: top.accuracy.interval))
    }
    return headlines
  }

  /// The class with the lowest recall; `nil` when no class has images or there is only one.
  static func weakestClass(_ report: EvaluationReport) -> ClassMetrics? {
    let counted = report.classes.filter { $0.support > 0 }
    guard counted.count > 1 else { return nil }
    return counted.min { ($0.recall.value ?? 0, $0.support) < ($1.recall.value ?? 0, $1.support) }
  }

  private static func findings(_ content: ReportContent) -> [Finding] {
    let report = content.report
    var findings: [Finding] = []
    if let interval = report.accuracy.interval {
      let width = interval.upper - interval.lower
      var text =
        "On new images of the same kind expect \(Figures.span(interval)) right answers (95 % confidence)."
      if report.images < fewImages {
        text += " \(Figures.images(report.images)) are few: gather more before relying on any figure here."
      } else if width > 0.05 {
        // An interval's width shrinks with the square root of the number of images.
        text += " Four times as many images would halve this range."
      }
      findings.append(Finding("How good it is", text))
    }
    if let worst = report.confusionMatrix.mostConfused(1).first {
      let support = report.confusionMatrix.support(worst.trueClass)
      let (from, to) = (report.classes[worst.trueClass].name, report.classes[worst.predictedClass].name)
      findings.append(
        Finding(
          "Most frequent mistake",
          "\(Figures.images(worst.count)) of \(from) taken for \(to), "
            + "\(Figures.percent(Double(worst.count) / Double(max(1, support)))) of that class. "
            + "More training images of these two classes are the first thing to try."))
    } else {
      findings.append(Finding("Mistakes", "None: every image was recognised."))
    }
    findings.append(Finding("Trust in its confidence", calibrationAnswer(report) + " " + calibrationText(report)))
    let chosen = report.context.decision
    let promise = chosen.flatMap(choiceText)
    if let first = report.thresholds.first, promise == nil || first.threshold == chosen?.threshold {
      // What was promised on other images, and what came of it on these.
      let text = [promise, thresholdText(first)].compactMap { $0 }.joined(separator: " ")
      findings.append(Finding(promise == nil ? "With a threshold" : "Chosen threshold", text))
    } else if let promise {
      findings.append(Finding("Chosen threshold", promise))
    }
    let empty = report.classes.filter { $0.support == 0 }
    if !empty.isEmpty {
      let names = empty.prefix(5).map(\.name) + (empty.count > 5 ? ["\(empty.count - 5) more"] : [])
      findings.append(
        Finding("Not judged", "No images of \(Format.list(names, "and")): their recall is unknown."))
    }
    return findings
  }

  /// From this expected calibration error on, confidence is not to be taken at its word.
  private static let notableError = 0.03
  /// From this distance of mean confidence and accuracy on, the model is too sure or too modest as a whole.
  private static let notableBias = 0.02

  private static func meanConfidence(_ report: EvaluationReport) -> Double {
    let sum = report.calibration.bins.reduce(0) { $0 + ($1.meanConfidence ?? 0) * Double($1.accuracy.trials) }
    return sum / Double(max(1, report.images))
  }

  /// Whether the intervals of all bins hold their mean confidence: then even a large error may be chance.
  private static func isWithinChance(_ report: EvaluationReport) -> Bool {
    report.calibration.bins.allSatisfy { bin in
      guard let mean = bin.meanConfidence, let interval = bin.accuracy.interval else { return true }
      return interval.lower <= mean && mean <= interval.upper
    }
  }

  private static func calibrationAnswer(_ report: EvaluationReport) -> String {
    if report.calibration.expectedError > notableError, isWithinChance(report) {
      return "As far as so few images can tell."
    }
    let bias = meanConfidence(report) - (report.accuracy.value ?? 0)
    if report.calibration.expectedError <= notableError { return "Yes." }
    if abs(bias) <= notableBias { return "On the whole." }
    return bias > 0 ? "No: it is too sure of itself." : "No: it is too modest."
  }

  /// How confidence and truth agree, and what to do about it.
  static func calibrationText(_ report: EvaluationReport) -> String {
    let means =
      "It claims \(Figures.percent(meanConfidence(report))) on average and is right "
      + "\(Figures.percent(report.accuracy)) of the time."
    let error = report.calibration.expectedError
    let isTempered = report.context.temperature != nil
    if error <= notableError { return means + (isTempered ? " Its answers are calibrated." : "") }
    if isWithinChance(report) {
      return means
        + " At a given confidence it is off by \(Figures.percent(error)) in the mean, which chance may explain."
    }
    return means + " At a given confidence it is off by \(Figures.percent(error)) in the mean. "
      + (isTempered
        ? "Fit its temperature again on new validation images."
        : "Calibrate it on validation images before setting a threshold.")
  }

  /// What the chosen threshold promises; `nil` when none was chosen for a precision.
  static func choiceText(_ decision: DecisionContext) -> String? {
    guard let threshold = decision.threshold, let target = decision.targetPrecision else { return nil }
    var text =
      "Answers of at least \(Figures.threshold(threshold)) are right at least \(Figures.percent(target)) of the time"
    if let confidence = decision.confidence {
      text += ", with \(Format.percent(confidence, decimals: 0)) confidence"
    }
    text += ". Chosen on \(Figures.images(decision.images)) of the \(decision.split) split"
    if let coverage = decision.coverage, let precision = decision.precision {
      text +=
        ", of which \(Figures.percent(coverage)) got such an answer and "
        + "\(Figures.percent(precision)) of those were right"
    }
    return text + "."
  }

  static func thresholdText(_ report: ThresholdReport) -> String {
    guard report.accuracy.trials > 0 else {
      return "No answer reaches a confidence of \(Figures.threshold(report.threshold))."
    }
    return
      "At a confidence of \(Figures.threshold(report.threshold)) and over, \(Figures.percent(report.coverage)) of "
      + "these images get an answer and \(Figures.percent(report.accuracy)) of those answers are right"
      + (report.accuracy.interval.map { " (95 % interval \(Figures.range($0)))." } ?? ".")
  }
}
