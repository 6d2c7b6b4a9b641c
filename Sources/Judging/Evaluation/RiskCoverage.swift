/// How many answers are left, and how many of these are right, when only those of at least a confidence are accepted.
package struct RiskCoverage: Sendable, Equatable, Codable {
  package let threshold: Double
  /// Of all images: how many are accepted.
  package let coverage: Proportion
  /// Of the accepted: how many are right.
  package let accuracy: Proportion

  /// Round thresholds, closer together where networks put most of their answers.
  package static let usualThresholds = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999]

  /// One row for each threshold, in ascending order.
  package static func table(
    _ predictions: Predictions, thresholds: [Double] = usualThresholds
  ) -> [RiskCoverage] {
    let points = CoverageCurve(predictions).points
    return Array(Set(thresholds)).sorted().map { threshold in
      // Compared as 32-bit floats: 0.93 must accept the float nearest to 0.93.
      let point = points.last { $0.threshold >= Double(Float(threshold)) }
      let accepted = point?.accepted ?? 0
      return RiskCoverage(
        threshold: threshold, coverage: Proportion(accepted, of: predictions.count),
        accuracy: Proportion(point?.right ?? 0, of: accepted))
    }
  }
}
