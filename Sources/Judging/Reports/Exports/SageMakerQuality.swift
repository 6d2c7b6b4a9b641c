import Evaluation
import Support
import Tensors

/// The figures in the form of SageMaker Model Monitor's model quality `statistics.json`.
///
/// Two classes give `binary_classification_metrics` with the second class as the positive one, more give
/// `multiclass_classification_metrics`. Classes are called by their number from 0; in the confusion matrix the outer
/// number is the true class. A standard deviation is that of the figure over five random samples of 80 % of the images,
/// and `"NaN"` below 200 images, as the service does it.
///
/// The figures "of the best constant classifier" are those of one that always gives the same answer: the positive class
/// of two, as in the service's documentation, and the most frequent class of more.
package struct SageMakerQuality: Sendable {
  /// From this number of images on there are standard deviations.
  package static let imagesForDeviation = 200
  private static let samples = 5

  private let predictions: Predictions
  private let seed: UInt64

  /// - Parameter seed: of the random samples. The same seed gives the same file.
  package init(_ predictions: Predictions, seed: UInt64 = 0) { (self.predictions, self.seed) = (predictions, seed) }

  package func json() throws(JSONFailure) -> String {
    let isBinary = predictions.classCount == 2
    let all = Array(0..<predictions.count)
    let values = figures(of: all)
    let deviations = deviations(count: all.count)
    let metrics = values.map { name, value in
      (name, QualityDocument.Metric(value: value, deviation: deviations?[name] ?? .nan))
    }
    return try JSONText.encode(
      QualityDocument(
        images: predictions.count, isBinary: isBinary, confusion: confusion,
        metrics: Dictionary(uniqueKeysWithValues: metrics), curves: isBinary ? curves : nil))
  }

  private var confusion: [[Int]] {
    let matrix = ConfusionMatrix(predictions)
    return (0..<matrix.classCount).map { t in (0..<matrix.classCount).map { matrix[true: t, predicted: $0] } }
  }

  private var curves: QualityDocument.Curves {
    let curves = RankingCurves(predictions, classIndex: 1)
    let first = curves.points.first.map(curves.precision) ?? 0
    return QualityDocument.Curves(
      falsePositiveRates: [0] + curves.points.map { curves.falsePositiveRate($0) ?? 0 },
      truePositiveRates: [0] + curves.points.map { curves.truePositiveRate($0) ?? 0 },
      precisions: [first] + curves.points.map(curves.precision),
      recalls: [0] + curves.points.map { curves.truePositiveRate($0) ?? 0 })
  }

  /// By name: the standard deviation over the samples, with n - 1. `nil` for too few images.
  private func deviations(count: Int) -> [String: Double]? {
    guard count >= Self.imagesForDeviation else { return nil }
    var drawn: [[String: Double]] = []
    for sample in 0..<Self.samples {
      var stream = RandomStream(seed: seed, "model quality sample", sample)
      drawn.append(figures(of: Array(stream.permutation(count).prefix(count * 4 / 5))))
    }
    guard let names = drawn.first?.keys else { return nil }
    return Dictionary(
      uniqueKeysWithValues: names.map { name in
        let values = drawn.map { $0[name] ?? .nan }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (name, (squares / Double(values.count - 1)).squareRoot())
      })
  }

  /// Every figure by its name in the file, for some of the images.
  private func figures(of images: [Int]) -> [String: Double] {
    let labels = images.map { predictions.labels[$0] }
    let answers = images.map { predictions.predicted[$0] }
    let isBinary = predictions.classCount == 2
    let constant: Int
    if isBinary {
      constant = 1
    } else {
      var support = [Int](repeating: 0, count: predictions.classCount)
      for label in labels { support[label] += 1 }
      constant = support.indices.max { (support[$0], $1) < (support[$1], $0) } ?? 0
    }
    var figures = isBinary ? binary(labels, answers) : weighted(labels, answers)
    let still = [Int](repeating: constant, count: labels.count)
    let constantFigures = isBinary ? binary(labels, still) : weighted(labels, still)
    for (name, value) in constantFigures where !name.hasSuffix("_rate") {
      figures[name + "_best_constant_classifier"] = value
    }
    if isBinary {
      let curves = RankingCurves(
        scores: images.map { predictions.probability(image: $0, of: 1) }, isPositive: labels.map { $0 == 1 })
      figures["auc"] = curves.rocArea ?? .nan
    }
    return figures
  }

  private func binary(_ labels: [Int], _ answers: [Int]) -> [String: Double] {
    let counts = ClassCounts(labels, answers, of: 1)
    return [
      "accuracy": fraction(zip(labels, answers).count { $0 == $1 }, of: labels.count), "recall": counts.recall,
      "precision": counts.precision, "f0_5": counts.f(0.5), "f1": counts.f(1), "f2": counts.f(2),
      "true_positive_rate": counts.recall, "false_negative_rate": counts.positives > 0 ? 1 - counts.recall : 0,
      "false_positive_rate": counts.falsePositiveRate,
      "true_negative_rate": counts.negatives > 0 ? 1 - counts.falsePositiveRate : 0,
    ]
  }

  private func weighted(_ labels: [Int], _ answers: [Int]) -> [String: Double] {
    let counts = (0..<predictions.classCount).map { ClassCounts(labels, answers, of: $0) }
    func mean(_ value: (ClassCounts) -> Double) -> Double {
      counts.reduce(0) { $0 + Double($1.positives) * value($1) } / Double(max(1, labels.count))
    }
    return [
      "accuracy": fraction(zip(labels, answers).count { $0 == $1 }, of: labels.count),
      "weighted_recall": mean(\.recall),
      "weighted_precision": mean(\.precision), "weighted_f0_5": mean { $0.f(0.5) }, "weighted_f1": mean { $0.f(1) },
      "weighted_f2": mean { $0.f(2) },
    ]
  }
}

/// One class against the rest. Proportions of nothing are 0, as in scikit-learn's `zero_division=0`.
private struct ClassCounts {
  var (truePositives, falsePositives, positives, negatives) = (0, 0, 0, 0)

  init(_ labels: [Int], _ answers: [Int], of classIndex: Int) {
    for (label, answer) in zip(labels, answers) {
      if label == classIndex { positives += 1 } else { negatives += 1 }
      if answer == classIndex {
        if label == classIndex { truePositives += 1 } else { falsePositives += 1 }
      }
    }
  }

  var recall: Double { fraction(truePositives, of: positives) }
  var precision: Double { fraction(truePositives, of: truePositives + falsePositives) }
  var falsePositiveRate: Double { fraction(falsePositives, of: negatives) }
  /// The weighted harmonic mean of precision and recall in which recall counts β² times as much.
  func f(_ beta: Double) -> Double {
    let weight = beta * beta
    let hits = (1 + weight) * Double(truePositives)
    let all = hits + weight * Double(positives - truePositives) + Double(falsePositives)
    return all > 0 ? hits / all : 0
  }
}

private func fraction(_ part: Int, of whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }
