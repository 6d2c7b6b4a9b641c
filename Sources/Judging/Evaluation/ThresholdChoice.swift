/// The smallest confidence threshold that keeps a promise about precision.
package struct ThresholdChoice: Sendable, Equatable, Codable {
  /// Answers of at least this confidence are accepted.
  package let threshold: Double
  package let targetPrecision: Double
  package let confidence: Double
  /// Of all images: how many are accepted.
  package let coverage: Proportion
  /// Of the accepted: how many are right.
  package let precision: Proportion
  /// Exact lower bound of that precision with the confidence (Clopper and Pearson 1934).
  package let lowerBound: Double

  /// The smallest threshold at which the exact one-sided lower bound of the precision of the accepted answers reaches
  /// the target; `nil` when none does, because there are too few images or too many errors.
  ///
  /// The bound holds for a threshold fixed beforehand. Choosing among many makes it somewhat hopeful, so choose on
  /// validation images and report what the threshold gives on the test images.
  /// - Throws: a target outside 0…1 or a confidence not between 0 and 1.
  package static func smallest(
    _ predictions: Predictions, targetPrecision: Double, confidence: Double = 0.95
  ) throws(EvaluationFailure) -> ThresholdChoice? {
    guard targetPrecision > 0, targetPrecision < 1 else {
      throw .invalidSetting(
        name: "target precision", expected: "a number between 0 and 1", found: "\(targetPrecision)")
    }
    guard confidence > 0, confidence < 1 else {
      throw .invalidSetting(name: "confidence", expected: "a number between 0 and 1", found: "\(confidence)")
    }
    var choice: CoverageCurve.Point?
    for candidate in CoverageCurve(predictions).points {
      // bound ≥ target ⇔ P(at least that many right | target) ≤ 1 - confidence: one evaluation instead of an inversion.
      let (right, accepted) = (candidate.right, candidate.accepted)
      let chance =
        right > 0
        ? SpecialFunctions.incompleteBeta(Double(right), Double(accepted - right) + 1, targetPrecision) : 1
      if chance <= 1 - confidence { choice = candidate }
    }
    return choice.flatMap { ThresholdChoice($0, predictions.count, targetPrecision, confidence) }
  }

  /// The threshold of the highest lower bound: the best that can be promised when `smallest` finds none. The smallest
  /// of equals; `targetPrecision` of the result is the bound itself.
  package static func best(_ predictions: Predictions, confidence: Double = 0.95) -> ThresholdChoice {
    precondition(confidence > 0 && confidence < 1, "confidence \(confidence) must lie between 0 and 1")
    var best: (candidate: CoverageCurve.Point, bound: Double)?
    for candidate in CoverageCurve(predictions).points {
      let bound =
        Interval.exactLowerBound(successes: candidate.right, trials: candidate.accepted, confidence: confidence) ?? 0
      if bound >= best?.bound ?? 0 { best = (candidate, bound) }
    }
    let all = CoverageCurve.Point(threshold: 0, accepted: predictions.count, right: 0)
    return ThresholdChoice(best?.candidate ?? all, predictions.count, best?.bound ?? 0, confidence)
  }

  private init(_ candidate: CoverageCurve.Point, _ images: Int, _ targetPrecision: Double, _ confidence: Double) {
    threshold = min(1, candidate.threshold)
    self.targetPrecision = targetPrecision
    self.confidence = confidence
    coverage = Proportion(candidate.accepted, of: images)
    precision = Proportion(candidate.right, of: candidate.accepted)
    lowerBound =
      Interval.exactLowerBound(successes: candidate.right, trials: candidate.accepted, confidence: confidence) ?? 0
  }
}
