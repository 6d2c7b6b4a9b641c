/// Precision, recall and F1 of one class.
package struct ClassMetrics: Sendable, Equatable, Codable {
  package let name: String
  /// Of the images taken for this class, the proportion that are of it. Without such images it has no value.
  package let precision: Proportion
  /// Of the images of this class, the proportion that were recognised. Without such images it has no value.
  package let recall: Proportion
  /// Harmonic mean of both, 2 TP / (2 TP + FP + FN); `nil` for a class that neither occurs nor is predicted.
  package let f1: Double?

  /// Number of images of this class.
  package var support: Int { recall.trials }
  /// Number of images taken for this class.
  package var predicted: Int { precision.trials }
  /// Number of images of this class that were recognised.
  package var truePositives: Int { recall.successes }

  package init(name: String, truePositives: Int, predicted: Int, support: Int) {
    self.name = name
    precision = Proportion(truePositives, of: predicted)
    recall = Proportion(truePositives, of: support)
    f1 = predicted + support > 0 ? 2 * Double(truePositives) / Double(predicted + support) : nil
  }

  /// One for each class, in the order of the classes.
  package static func all(_ matrix: ConfusionMatrix) -> [ClassMetrics] {
    (0..<matrix.classCount).map {
      ClassMetrics(
        name: matrix.classNames[$0], truePositives: matrix[true: $0, predicted: $0], predicted: matrix.predicted($0),
        support: matrix.support($0))
    }
  }

  private enum CodingKeys: String, CodingKey { case name, support, predicted, truePositives, precision, recall, f1 }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(support, forKey: .support)
    try container.encode(predicted, forKey: .predicted)
    try container.encode(truePositives, forKey: .truePositives)
    try container.encode(precision, forKey: .precision)
    try container.encode(recall, forKey: .recall)
    try container.encode(f1, forKey: .f1)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    precision = try container.decode(Proportion.self, forKey: .precision)
    recall = try container.decode(Proportion.self, forKey: .recall)
    f1 = try container.decode(Double?.self, forKey: .f1)
  }
}

/// Precision, recall and F1 averaged over the classes that have images.
///
/// Of these a class without a value counts as 0, as scikit-learn's `zero_division=0` does: leaving it out would reward
/// a model that never predicts a difficult class. A class without images says nothing about the model: of a hundred
/// classes of which two were shown, the mean is that of the two.
package struct AverageMetrics: Sendable, Equatable, Codable {
  /// How many classes it covers; `nil` in reports of earlier versions, which counted all.
  package let classes: Int?
  package let precision: Double
  package let recall: Double
  package let f1: Double

  /// Every class counts the same.
  package static func macro(_ classes: [ClassMetrics]) -> AverageMetrics { average(classes) { _ in 1 } }
  /// Every class counts by its number of images.
  package static func weighted(_ classes: [ClassMetrics]) -> AverageMetrics { average(classes) { Double($0.support) } }

  private static func average(_ classes: [ClassMetrics], weight: (ClassMetrics) -> Double) -> AverageMetrics {
    let shown = classes.filter { $0.support > 0 }
    let total = shown.reduce(0) { $0 + weight($1) }
    func mean(_ value: (ClassMetrics) -> Double?) -> Double {
      total > 0 ? shown.reduce(0) { $0 + weight($1) * (value($1) ?? 0) } / total : 0
    }
    return AverageMetrics(
      classes: shown.count, precision: mean(\.precision.value), recall: mean(\.recall.value), f1: mean(\.f1))
  }
}
