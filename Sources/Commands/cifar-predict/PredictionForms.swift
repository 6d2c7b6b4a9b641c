import Inference
import Support

/// A form in which answers are written, piece by piece.
protocol PredictionForm {
  /// What stands before the first answer.
  mutating func head() throws -> String
  mutating func text(of answer: PredictionAnswer) throws -> String
  /// What stands after the last one.
  mutating func tail() throws -> String
}

extension PredictionEntry {
  fileprivate init(_ answer: PredictionAnswer, _ context: PredictionContext) {
    switch answer.outcome {
    case .failure(let text): self.init(file: answer.file, error: text)
    case .verdict(let verdict, _):
      self.init(file: answer.file, verdict, by: context.decider, topK: context.topK)
    }
  }
}

/// JSON lines. Each stands by itself, so each says whether its probabilities are calibrated.
struct PredictionLines: PredictionForm {
  private let context: PredictionContext

  init(_ context: PredictionContext) { self.context = context }

  func head() -> String { "" }

  func text(of answer: PredictionAnswer) throws -> String {
    var entry = PredictionEntry(answer, context)
    if entry.error == nil { entry.calibrated = context.decider.isCalibrated }
    return try JSONText.encode(entry, layout: .line) + "\n"
  }

  func tail() -> String { "" }
}

/// One JSON document, written as it grows: what holds for all answers, then one answer per line, then how many there
/// were.
struct PredictionDocument: PredictionForm {
  /// Raised when the meaning of a name changes.
  private static let format = 1

  private struct Head: Encodable {
    let format: Int
    let programVersion: String
    let weights: String
    let model: String
    let classes: [String]
    let calibrated: Bool
    let temperature: Double?
    let threshold: Double?
    let unknownThreshold: Double?
    let classThresholds: [Double]?
    let testTimeAugmentation: String
    let isTrainedOnSynthetic: Bool
  }

  private let context: PredictionContext
  private var images = 0
  private var failed = 0

  init(_ context: PredictionContext) { self.context = context }

  func head() throws -> String {
    let decider = context.decider
    let head = Head(
      format: Self.format, programVersion: Version.number, weights: context.weights, model: context.model,
      classes: decider.classNames, calibrated: decider.isCalibrated,
      temperature: decider.isCalibrated ? decider.temperature : nil, threshold: decider.threshold,
      unknownThreshold: decider.unknownThreshold, classThresholds: decider.classThresholds,
      testTimeAugmentation: context.augmentation.rawValue, isTrainedOnSynthetic: context.syntheticTraining != nil)
    return #"{"context": "# + (try JSONText.encode(head, layout: .line)) + #", "predictions": ["#
  }

  mutating func text(of answer: PredictionAnswer) throws -> String {
    let separator = images + failed == 0 ? "\n" : ",\n"
    if case .failure = answer.outcome { failed += 1 } else { images += 1 }
    return separator + (try JSONText.encode(PredictionEntry(answer, context), layout: .line))
  }

  func tail() -> String { "\n], \"images\": \(images), \"failed\": \(failed)}\n" }
}

/// Comma-separated values (RFC 4180, with line feeds), one row per image.
struct PredictionCSV: PredictionForm {
  private let context: PredictionContext

  init(_ context: PredictionContext) { self.context = context }

  func head() -> String {
    let more = (1..<context.topK).flatMap { ["class\($0 + 1)", "probability\($0 + 1)"] }
    return CSVTable.row(
      [
        "file", "class", "probability", "accepted", "reason", "unknownScore", "reached", "calibrated", "error",
      ] + more)
  }

  func text(of answer: PredictionAnswer) -> String {
    let entry = PredictionEntry(answer, context)
    let more = entry.top?.dropFirst().flatMap { [$0.class, "\($0.probability)"] }
    return CSVTable.row(
      [
        entry.file, entry.class ?? "", entry.probability.map { "\($0)" } ?? "", entry.accepted.map { "\($0)" } ?? "",
        entry.reason ?? "", entry.unknownScore.map { "\($0)" } ?? "", entry.reached?.joined(separator: ";") ?? "",
        entry.error == nil ? "\(context.decider.isCalibrated)" : "", entry.error ?? "",
      ] + (more ?? [String](repeating: "", count: 2 * (context.topK - 1))))
  }

  func tail() -> String { "" }
}
