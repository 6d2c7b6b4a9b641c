/// How many answers are left, and how many of these are right, when only those of at least a confidence are accepted.
public struct RiskCoverage: Sendable, Equatable, Codable {
  public let threshold: Double
  /// Of all images: how many are accepted.
  public let coverage: Proportion
  /// Of the accepted: how many are right.
  public let accuracy: Proportion

  public init(threshold: Double, coverage: Proportion, accuracy: Proportion) {
    (self.threshold, self.coverage, self.accuracy) = (threshold, coverage, accuracy)
  }

  /// Round thresholds, closer together where networks put most of their answers.
  public static let usualThresholds = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999]

  /// One row for each threshold, in ascending order.
  public static func table(
    _ predictions: Predictions, thresholds: [Double] = usualThresholds
  ) -> [RiskCoverage] {
    let bars = Array(Set(thresholds)).sorted()
    // Each image is counted where it passes last; sums from above say how many pass each bar.
    var (passing, right) = ([Int](repeating: 0, count: bars.count), [Int](repeating: 0, count: bars.count))
    let floats = bars.map { Float($0) }
    for image in 0..<predictions.count {
      let confidence = predictions.confidences[image]
      guard let bar = floats.lastIndex(where: { $0 <= confidence }) else { continue }
      passing[bar] += 1
      if predictions.predicted[image] == predictions.labels[image] { right[bar] += 1 }
    }
    for bar in bars.indices.dropLast().reversed() {
      passing[bar] += passing[bar + 1]
      right[bar] += right[bar + 1]
    }
    return bars.indices.map {
      RiskCoverage(
        threshold: bars[$0], coverage: Proportion(passing[$0], of: predictions.count),
        accuracy: Proportion(right[$0], of: passing[$0]))
    }
  }
}
