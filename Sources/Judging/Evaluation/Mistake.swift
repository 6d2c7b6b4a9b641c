/// An image that was taken for another class.
public struct Mistake: Sendable, Equatable, Codable {
  /// Position among the images evaluated, from 0.
  public let index: Int
  /// File name, or number of the record.
  public let name: String
  public let trueClass: String
  public let predictedClass: String
  /// Probability of the predicted class, and of the true one.
  public let confidence: Double
  public let trueProbability: Double

  public init(
    index: Int, name: String, trueClass: String, predictedClass: String, confidence: Double, trueProbability: Double
  ) {
    (self.index, self.name, self.trueClass, self.predictedClass) = (index, name, trueClass, predictedClass)
    (self.confidence, self.trueProbability) = (confidence, trueProbability)
  }

  /// The worst mistakes: those the model was most sure of, at most `limit`; of equals the first images.
  public static func worst(_ predictions: Predictions, limit: Int) -> [Mistake] {
    let (labels, predicted, confidences) = (predictions.labels, predictions.predicted, predictions.confidences)
    let wrong = labels.indices.filter { labels[$0] != predicted[$0] }
    let order = wrong.sorted { (confidences[$1], $0) < (confidences[$0], $1) }
    return order.prefix(max(0, limit)).map { image in
      Mistake(
        index: image, name: predictions.imageName(image), trueClass: predictions.classNames[labels[image]],
        predictedClass: predictions.classNames[predicted[image]], confidence: Double(confidences[image]),
        trueProbability: Double(predictions.probability(image: image, of: labels[image])))
    }
  }
}
