/// An image that was taken for another class.
package struct Mistake: Sendable, Equatable, Codable {
  /// Position among the images evaluated, from 0.
  package let index: Int
  /// File name, or number of the record.
  package let name: String
  package let trueClass: String
  package let predictedClass: String
  /// Probability of the predicted class, and of the true one.
  package let confidence: Double
  package let trueProbability: Double

  package init(
    index: Int, name: String, trueClass: String, predictedClass: String, confidence: Double, trueProbability: Double
  ) {
    (self.index, self.name, self.trueClass, self.predictedClass) = (index, name, trueClass, predictedClass)
    (self.confidence, self.trueProbability) = (confidence, trueProbability)
  }

  /// The worst mistakes: those the model was most sure of, at most `limit`; of equals the first images.
  package static func worst(_ predictions: Predictions, limit: Int) -> [Mistake] {
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
