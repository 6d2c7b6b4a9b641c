import Foundation

/// Loss and accuracy of probabilities.
package enum Scoring {
  /// Mean cross-entropy without smoothing, and the share of images whose largest probability (the first of equals) is that
  /// of the true class. Probabilities of exactly 0 count as the smallest that a float near 1 can differ by.
  package static func score(
    probabilities: [Float], _ truth: [Int], classes: Int
  ) -> (loss: Double, accuracy: Double) {
    precondition(
      probabilities.count == truth.count * classes, "\(probabilities.count) numbers for \(truth.count) images")
    var total = 0.0
    var correct = 0
    for (row, label) in truth.enumerated() {
      let first = row * classes
      var best = 0
      for k in 1..<classes where probabilities[first + k] > probabilities[first + best] { best = k }
      // A probability that is no number must show in the loss.
      let probability = probabilities[first + label]
      total -= log(Double(probability.isNaN ? probability : max(probability, Float.ulpOfOne)))
      if best == label { correct += 1 }
    }
    let count = Double(max(1, truth.count))
    return (total / count, Double(correct) / count)
  }
}
