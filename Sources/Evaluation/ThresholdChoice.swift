/// The smallest confidence threshold that keeps a promise about precision.
public struct ThresholdChoice: Sendable, Equatable, Codable {
  /// Answers of at least this confidence are accepted.
  public let threshold: Double
  public let targetPrecision: Double
  public let confidence: Double
  /// Of all images: how many are accepted.
  public let coverage: Proportion
  /// Of the accepted: how many are right.
  public let precision: Proportion
  /// Exact lower bound of that precision with the confidence (Clopper and Pearson 1934).
  public let lowerBound: Double

  /// The smallest threshold at which the exact one-sided lower bound of the precision of the accepted answers reaches
  /// the target; `nil` when none does, because there are too few images or too many errors.
  ///
  /// The bound holds for a threshold fixed beforehand. Choosing among many makes it somewhat hopeful, so choose on
  /// validation images and report what the threshold gives on the test images.
  /// - Throws: a target outside 0…1 or a confidence not between 0 and 1.
  public static func smallest(
    _ predictions: Predictions, targetPrecision: Double, confidence: Double = 0.95
  ) throws(EvaluationFailure) -> ThresholdChoice? {
    guard targetPrecision > 0, targetPrecision < 1 else {
      throw .invalidSetting(
        name: "target precision", expected: "a number between 0 and 1", found: "\(targetPrecision)")
    }
    guard confidence > 0, confidence < 1 else {
      throw .invalidSetting(name: "confidence", expected: "a number between 0 and 1", found: "\(confidence)")
    }
    let confidences = predictions.confidences
    let order = confidences.indices.sorted { confidences[$0] > confidences[$1] }
    var right = 0
    var choice: (threshold: Float, right: Int, accepted: Int)?
    for (rank, image) in order.enumerated() {
      if predictions.predicted[image] == predictions.labels[image] { right += 1 }
      let accepted = rank + 1
      // Equal confidences are accepted together or not at all.
      if accepted < order.count, confidences[order[accepted]] == confidences[image] { continue }
      // bound ≥ target ⇔ P(at least that many right | target) ≤ 1 - confidence: one evaluation instead of an inversion.
      let chance =
        right > 0
        ? SpecialFunctions.incompleteBeta(Double(right), Double(accepted - right) + 1, targetPrecision) : 1
      if chance <= 1 - confidence { choice = (confidences[image], right, accepted) }
    }
    guard let choice,
      let bound = Interval.exactLowerBound(
        successes: choice.right, trials: choice.accepted, confidence: confidence)
    else { return nil }
    return ThresholdChoice(
      threshold: Double(choice.threshold), targetPrecision: targetPrecision, confidence: confidence,
      coverage: Proportion(choice.accepted, of: predictions.count),
      precision: Proportion(choice.right, of: choice.accepted), lowerBound: bound)
  }
}
