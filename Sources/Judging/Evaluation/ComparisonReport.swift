/// This model and another on the same images.
public struct ComparisonReport: Sendable, Equatable, Codable {
  /// An image on which the two answer differently.
  public struct Difference: Sendable, Equatable, Codable {
    /// Position among the images evaluated, from 0.
    public let index: Int
    /// File name, or number of the record.
    public let name: String
    public let trueClass: String
    /// What this model and the other take it for.
    public let predictedClass: String
    public let otherPredictedClass: String
  }

  /// The other model's weights file and name.
  public let weights: String
  public let model: String
  /// The other's accuracy.
  public let accuracy: Proportion
  /// This model's accuracy less the other's, with the 95 % interval for paired answers.
  public let difference: Double
  public let interval: Interval
  /// Exact two-sided p-value of McNemar's test: how probable a difference this large is if both are equally good.
  public let probability: Double
  public let bothRight: Int
  public let onlyThisRight: Int
  public let onlyOtherRight: Int
  public let bothWrong: Int
  /// Number of images on which the answers differ, wrong ones included.
  public let differingImages: Int
  /// These images in their order, at most `mostImages`.
  public let images: [Difference]

  /// More are counted but not listed.
  public static let mostImages = 1000

  /// - Throws: answers about other images or classes.
  public init(
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
