import Foundation

/// What a model answered for a number of images, and what is true: all that the measures of this target need.
///
/// N images, K classes; lists over both are row-major [N, K].
public struct Predictions: Sendable, Equatable {
  /// Class k is called `classNames[k]`.
  public let classNames: [String]
  /// The true class of each image.
  public let labels: [Int]
  /// [N, K], each row adding up to 1.
  public let probabilities: [Float]
  /// [N, K], the numbers before the softmax; needed for a temperature.
  public let logits: [Float]?
  /// File name or record of each image.
  public let imageNames: [String]?
  /// The most probable class of each image; the first of equals.
  public let predicted: [Int]
  /// The probability of that class.
  public let confidences: [Float]

  public var count: Int { labels.count }
  public var classCount: Int { classNames.count }

  /// Rows may miss a sum of 1 by this much: half precision and quantised models do.
  public static let sumTolerance: Float = 0.01

  /// - Throws: no images or classes, lists of wrong length, a label out of range, rows that are no probabilities.
  public init(
    classNames: [String], labels: [Int], probabilities: [Float], logits: [Float]? = nil, imageNames: [String]? = nil
  ) throws(EvaluationFailure) {
    let (images, classes) = (labels.count, classNames.count)
    guard classes > 0 else { throw .noClasses }
    guard images > 0 else { throw .noImages }
    for (what, found, expected) in [
      ("probabilities", probabilities.count, images * classes), ("logits", logits?.count, images * classes),
      ("image names", imageNames?.count, images),
    ] as [(String, Int?, Int)] {
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
    if let logits, let element = logits.firstIndex(where: { !$0.isFinite }) {
      throw .logitsNotFinite(image: name(element / classes))
    }
    self.classNames = classNames
    self.labels = labels
    self.probabilities = probabilities
    self.logits = logits
    self.imageNames = imageNames
    self.predicted = predicted
    self.confidences = confidences
  }

  /// From logits [N, K]: the probabilities are softmax(logits / temperature), computed in Double.
  public init(
    classNames: [String], labels: [Int], logits: [Float], temperature: Double = 1, imageNames: [String]? = nil
  ) throws(EvaluationFailure) {
    let classes = classNames.count
    guard classes > 0 else { throw .noClasses }
    guard logits.count == labels.count * classes else {
      throw .wrongCount(what: "logits", expected: labels.count * classes, found: logits.count)
    }
    guard temperature > 0, temperature.isFinite else {
      throw .invalidSetting(name: "temperature", expected: "a finite number over 0", found: "\(temperature)")
    }
    if let element = logits.firstIndex(where: { !$0.isFinite }) {
      throw .logitsNotFinite(
        image: imageNames.flatMap { element / classes < $0.count ? $0[element / classes] : nil }
          ?? "image \(element / classes)")
    }
    var probabilities = [Float](repeating: 0, count: logits.count)
    var row = [Double](repeating: 0, count: classes)
    for start in stride(from: 0, to: logits.count, by: classes) {
      var highest = -Double.infinity
      for k in 0..<classes { highest = max(highest, Double(logits[start + k])) }
      var sum = 0.0
      for k in 0..<classes {
        row[k] = exp((Double(logits[start + k]) - highest) / temperature)
        sum += row[k]
      }
      for k in 0..<classes { probabilities[start + k] = Float(row[k] / sum) }
    }
    try self.init(
      classNames: classNames, labels: labels, probabilities: probabilities, logits: logits, imageNames: imageNames)
  }

  /// The same images judged twice: the means of both probabilities. Traps if labels or classes differ.
  /// - Throws: nothing that the two did not throw themselves.
  public func averaged(with other: Predictions) throws(EvaluationFailure) -> Predictions {
    precondition(
      labels == other.labels && classNames == other.classNames, "\(count) and \(other.count) images do not agree")
    return try Predictions(
      classNames: classNames, labels: labels,
      probabilities: zip(probabilities, other.probabilities).map { ($0 + $1) / 2 }, imageNames: imageNames)
  }

  /// The probability of a class for an image.
  public func probability(image: Int, of classIndex: Int) -> Float { probabilities[image * classCount + classIndex] }
  /// Name of an image for tables and messages.
  public func imageName(_ image: Int) -> String { imageNames?[image] ?? "image \(image)" }
}
