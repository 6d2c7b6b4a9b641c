/// What happens when only answers of at least a given confidence are accepted.
package struct ThresholdReport: Sendable, Equatable, Codable {
  /// One class among the accepted answers.
  package struct ClassRow: Sendable, Equatable, Codable {
    package let name: String
    /// Of the images taken for this class: how many pass.
    package let coverage: Proportion
    /// Of those that pass: how many are of this class.
    package let precision: Proportion

    package init(name: String, coverage: Proportion, precision: Proportion) {
      (self.name, self.coverage, self.precision) = (name, coverage, precision)
    }
  }

  /// An answer passes when its probability is at least this.
  package let threshold: Double
  /// Of all images: how many pass.
  package let coverage: Proportion
  /// Of those that pass: how many are right.
  package let accuracy: Proportion
  /// In the order of the classes.
  package let classes: [ClassRow]

  /// - Throws: a threshold outside 0…1.
  package init(_ predictions: Predictions, threshold: Double) throws(EvaluationFailure) {
    guard (0...1).contains(threshold) else {
      throw .invalidSetting(name: "threshold", expected: "a number from 0 to 1", found: "\(threshold)")
    }
    // Compared as 32-bit floats: 0.93 must accept the float nearest to 0.93.
    let bar = Float(threshold)
    var (taken, passing, right) = (
      [Int](repeating: 0, count: predictions.classCount), [Int](repeating: 0, count: predictions.classCount),
      [Int](repeating: 0, count: predictions.classCount)
    )
    for image in 0..<predictions.count {
      let predicted = predictions.predicted[image]
      taken[predicted] += 1
      guard predictions.confidences[image] >= bar else { continue }
      passing[predicted] += 1
      if predicted == predictions.labels[image] { right[predicted] += 1 }
    }
    self.threshold = threshold
    coverage = Proportion(passing.reduce(0, +), of: predictions.count)
    accuracy = Proportion(right.reduce(0, +), of: passing.reduce(0, +))
    classes = predictions.classNames.indices.map {
      ClassRow(
        name: predictions.classNames[$0], coverage: Proportion(passing[$0], of: taken[$0]),
        precision: Proportion(right[$0], of: passing[$0]))
    }
  }
}
