import Foundation

/// Loss and accuracy of logits.
package enum Scoring {
  /// Mean cross-entropy without smoothing, and the share of images whose largest logit (the first of equals) is right.
  package static func score(_ logits: [Float], _ truth: [Int], classes: Int) -> (loss: Double, accuracy: Double) {
    precondition(logits.count == truth.count * classes, "\(logits.count) logits for \(truth.count) images")
    var total = 0.0
    var correct = 0
    for (row, label) in truth.enumerated() {
      let first = row * classes
      var best = 0
      for k in 1..<classes where logits[first + k] > logits[first + best] { best = k }
      let largest = Double(logits[first + best])
      var sum = 0.0
      for k in 0..<classes { sum += exp(Double(logits[first + k]) - largest) }
      total += largest + log(sum) - Double(logits[first + label])
      if best == label { correct += 1 }
    }
    let count = Double(max(1, truth.count))
    return (total / count, Double(correct) / count)
  }
}
