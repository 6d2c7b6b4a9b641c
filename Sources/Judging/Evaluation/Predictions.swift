import Tensors

/// What a model answered for a number of images, and what is true: all that the measures of this target need.
///
/// N images, K classes; lists over both are row-major [N, K].
package struct Predictions: Sendable, Equatable {
  /// Class k is called `classNames[k]`.
  package let classNames: [String]
  /// The true class of each image.
  package let labels: [Int]
  /// [N, K], each row adding up to 1.
  package let probabilities: [Float]
  /// [N, K] for each view of the images (the image itself, its mirror image): the numbers before the softmax, needed
  /// for a temperature. Empty when only probabilities are known.
  package let views: [[Float]]
  /// File name or record of each image.
  package let imageNames: [String]?
  /// The most probable class of each image; the first of equals.
  package let predicted: [Int]
  /// The probability of that class.
  package let confidences: [Float]

  package var count: Int { labels.count }
  package var classCount: Int { classNames.count }
  /// [N, K], those of the first view.
  package var logits: [Float]? { views.first }

  /// Rows may miss a sum of 1 by this much: half precision and quantised models do.
  package static let sumTolerance: Float = 0.01

  /// - Throws: no images or classes, lists of wrong length, a label out of range, rows that are no probabilities.
  package init(
    classNames: [String], labels: [Int], probabilities: [Float], logits: [Float]? = nil, imageNames: [String]? = nil
  ) throws(EvaluationFailure) {
    try self.init(
      classNames: classNames, labels: labels, probabilities: probabilities, views: logits.map { [$0] } ?? [],
      imageNames: imageNames)
  }

  private init(
    classNames: [String], labels: [Int], probabilities: [Float], views: [[Float]], imageNames: [String]?
  ) throws(EvaluationFailure) {
    let (images, classes) = (labels.count, classNames.count)
    guard classes > 0 else { throw .noClasses }
    guard images > 0 else { throw .noImages }
    for (what, found, expected) in [
      ("probabilities", probabilities.count, images * classes), ("image names", imageNames?.count, images),
    ] + views.map({ ("logits", $0.count, images * classes) }) as [(String, Int?, Int)] {
      if let found, found != expected { throw .wrongCount(what: what, expected: expected, found: found) }
    }
    func name(_ image: Int) -> String { imageNames?[image] ?? "image \(image)" }

    var predicted = [Int](repeating: 0, count: images)
    var confidences = [Float](repeating: 0, count: images)
    for image in 0..<images {
      guard (0..<classes).contains(labels[image]) else {
        throw .labelOutOfRange(image: name(image), label: labels[image], classes: classes)
      }
      var (sum, best, bestClass) = (Float(0), -Float.infinity, 0)
      for k in 0..<classes {
        let probability = probabilities[image * classes + k]
        guard probability >= 0, probability <= 1 + Self.sumTolerance else {
          throw .notProbabilities(
            image: name(image), expected: "probabilities from 0 to 1", found: "\(probability) for \(classNames[k])")
        }
        sum += probability
        if probability > best { (best, bestClass) = (probability, k) }
      }
      guard abs(sum - 1) <= Self.sumTolerance else {
        throw .notProbabilities(image: name(image), expected: "probabilities that add up to 1", found: "\(sum)")
      }
      predicted[image] = bestClass
      confidences[image] = best
    }
    for logits in views {
      if let element = logits.firstIndex(where: { !$0.isFinite }) {
        throw .logitsNotFinite(image: name(element / classes))
      }
    }
    self.classNames = classNames
    self.labels = labels
    self.probabilities = probabilities
    self.views = views
    self.imageNames = imageNames
    self.predicted = predicted
    self.confidences = confidences
  }

  /// From logits [N, K]: the probabilities are softmax(logits / temperature), computed in Double.
  package init(
    classNames: [String], labels: [Int], logits: [Float], temperature: Double = 1, imageNames: [String]? = nil
  ) throws(EvaluationFailure) {
    try self.init(
      classNames: classNames, labels: labels, views: [logits], temperature: temperature, imageNames: imageNames)
  }

  /// From logits [N, K] for each view of the images: the probabilities are the means over the views of
  /// softmax(logits / temperature).
  package init(
    classNames: [String], labels: [Int], views: [[Float]], temperature: Double = 1, imageNames: [String]? = nil
  ) throws(EvaluationFailure) {
    let (classes, count) = (classNames.count, labels.count * classNames.count)
    guard classes > 0 else { throw .noClasses }
    guard temperature > 0, temperature.isFinite else {
      throw .invalidSetting(name: "temperature", expected: "a finite number over 0", found: "\(temperature)")
    }
    guard !views.isEmpty else { throw .noLogits(needed: "computing probabilities") }
    for logits in views {
      guard logits.count == count else { throw .wrongCount(what: "logits", expected: count, found: logits.count) }
      if let element = logits.firstIndex(where: { !$0.isFinite }) {
        throw .logitsNotFinite(
          image: imageNames.flatMap { element / classes < $0.count ? $0[element / classes] : nil }
            ?? "image \(element / classes)")
      }
    }
    let probabilities = Probabilities.averaged(views, classes: classes, temperature: temperature)
    try self.init(
      classNames: classNames, labels: labels, probabilities: probabilities, views: views, imageNames: imageNames)
  }

  /// The same answers with the probabilities of another temperature.
  /// - Throws: predictions without logits, a temperature that is not a finite number over 0.
  package func with(temperature: Double) throws(EvaluationFailure) -> Predictions {
    try Predictions(
      classNames: classNames, labels: labels, views: views, temperature: temperature, imageNames: imageNames)
  }

  /// The probability of a class for an image.
  package func probability(image: Int, of classIndex: Int) -> Float { probabilities[image * classCount + classIndex] }
  /// Name of an image for tables and messages.
  package func imageName(_ image: Int) -> String { imageNames?[image] ?? "image \(image)" }
}
