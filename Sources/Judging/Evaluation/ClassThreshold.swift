/// What a class's own threshold does: an image is taken for the class when the probability of the class reaches it,
/// whatever the other classes get ("assumed threshold" of Rekognition Custom Labels).
package struct ClassThreshold: Sendable, Equatable, Codable {
  package let name: String
  package let threshold: Double
  /// Of the images taken for the class: those of it.
  package let precision: Proportion
  /// Of the images of the class: those taken for it.
  package let recall: Proportion
  /// 2 TP / (2 TP + FP + FN); `nil` for a class that neither occurs nor is taken.
  package let f1: Double?

  package init(_ predictions: Predictions, classIndex: Int, threshold: Double) {
    var (taken, right, support) = (0, 0, 0)
    let (bar, classes) = (Float(threshold), predictions.classCount)
    let (labels, probabilities) = (predictions.labels, predictions.probabilities)
    for image in labels.indices {
      let isOfClass = labels[image] == classIndex
      if isOfClass { support += 1 }
      guard probabilities[image * classes + classIndex] >= bar else { continue }
      taken += 1
      if isOfClass { right += 1 }
    }
    name = predictions.classNames[classIndex]
    self.threshold = threshold
    precision = Proportion(right, of: taken)
    recall = Proportion(right, of: support)
    f1 = taken + support > 0 ? 2 * Double(right) / Double(taken + support) : nil
  }

  /// The threshold of a class that no image can tell about.
  package static let fallback = 0.5

  /// For each class the threshold of the best F1 on these images, to be used on others; 0.5 for a class without images.
  package static func best(_ predictions: Predictions) -> [Double] {
    predictions.classNames.indices.map {
      min(1, RankingCurves(predictions, classIndex: $0).bestThreshold?.threshold ?? fallback)
    }
  }

  /// One for each class. Throws unless there is one threshold from 0 to 1 for each.
  package static func all(
    _ predictions: Predictions, thresholds: [Double]
  ) throws(EvaluationFailure) -> [ClassThreshold] {
    guard thresholds.count == predictions.classCount else {
      throw .wrongCount(what: "class thresholds", expected: predictions.classCount, found: thresholds.count)
    }
    if let wrong = thresholds.first(where: { !(0...1).contains($0) }) {
      throw .invalidSetting(name: "class threshold", expected: "a number from 0 to 1", found: "\(wrong)")
    }
    return thresholds.indices.map { ClassThreshold(predictions, classIndex: $0, threshold: thresholds[$0]) }
  }

  private enum CodingKeys: String, CodingKey { case name, threshold, precision, recall, f1 }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(threshold, forKey: .threshold)
    try container.encode(precision, forKey: .precision)
    try container.encode(recall, forKey: .recall)
    try container.encode(f1, forKey: .f1)
  }
}
