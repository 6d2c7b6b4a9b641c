/// This model and another on the same images.
package struct ComparisonReport: Sendable, Equatable, Codable {
  /// An image on which the two answer differently.
  package struct Difference: Sendable, Equatable, Codable {
    /// Position among the images evaluated, from 0.
    package let index: Int
    /// File name, or number of the record.
    package let name: String
    package let trueClass: String
    /// What this model and the other take it for.
    package let predictedClass: String
    package let otherPredictedClass: String
  }

  /// The other model's weights file and name.
  package let weights: String
  package let model: String
  /// The other's accuracy.
  package let accuracy: Proportion
  /// Of the images: those that the other model was trained on, and those its weights were chosen by; `nil` where that
  /// cannot be told.
  package var trainedImages: Int?
  package var validatedImages: Int?
  /// This model's accuracy less the other's, with the 95 % interval for paired answers.
  package let difference: Double
  package let interval: Interval
  /// Exact two-sided p-value of McNemar's test: how probable a difference this large is if both are equally good.
  package let probability: Double
  package let bothRight: Int
  package let onlyThisRight: Int
  package let onlyOtherRight: Int
  package let bothWrong: Int
  /// Number of images on which the answers differ, wrong ones included.
  package let differingImages: Int
  /// These images in their order, at most `mostImages`.
  package let images: [Difference]

  /// More are counted but not listed.
  package static let mostImages = 1000

  /// - Throws: answers about other images or classes.
  package init(
    _ predictions: Predictions, other: Predictions, weights: String, model: String
  ) throws(EvaluationFailure) {
    let comparison = try ModelComparison(predictions, other)
    (self.weights, self.model) = (weights, model)
    accuracy = ConfusionMatrix(other).accuracy
    (difference, interval, probability) = (comparison.difference, comparison.interval, comparison.probability)
    (bothRight, bothWrong) = (comparison.bothRight, comparison.bothWrong)
    (onlyThisRight, onlyOtherRight) = (comparison.onlyFirstRight, comparison.onlySecondRight)
    let differing = (0..<predictions.count).filter { predictions.predicted[$0] != other.predicted[$0] }
    differingImages = differing.count
    images = differing.prefix(Self.mostImages).map { image in
      Difference(
        index: image, name: predictions.imageName(image),
        trueClass: predictions.classNames[predictions.labels[image]],
        predictedClass: predictions.classNames[predictions.predicted[image]],
        otherPredictedClass: predictions.classNames[other.predicted[image]])
    }
  }
}
