import Foundation

/// What logits say: probabilities, how likely the true class is, and the measures made of them. Lists over N images and
/// K classes are row-major [N, K]; everything is computed in double precision.
package enum Probabilities {
  /// softmax(logits / temperature), [N, K]. Traps unless the logits fill whole rows.
  package static func softmax(_ logits: [Float], classes: Int, temperature: Double = 1) -> [Float] {
    var result = [Float](repeating: 0, count: logits.count)
    forEachRow(logits, classes, temperature) { element, probability in result[element] = Float(probability) }
    return result
  }

  /// The mean over some views of the same images of softmax(logits / temperature), [N, K], summed in single precision
  /// in the order of the views. Traps unless all views have the same number of logits, in whole rows.
  ///
  /// - Parameter weights: how often each view counts; `nil` for once.
  package static func averaged(
    _ views: [[Float]], classes: Int, temperature: Double = 1, weights: [Int]? = nil
  ) -> [Float] {
    let count = views.first?.count ?? 0
    precondition(views.allSatisfy { $0.count == count }, "views of \(views.map(\.count)) logits")
    var result = [Float](repeating: 0, count: count)
    for (number, view) in views.enumerated() {
      let weight = Float(weights?[number] ?? 1)
      forEachRow(view, classes, temperature) { element, probability in
        result[element] += weight * Float(probability)
      }
    }
    let total = Float(weights?.reduce(0, +) ?? views.count)
    if total != 1 { for element in 0..<count { result[element] /= total } }
    return result
  }

  private static func forEachRow(
    _ logits: [Float], _ classes: Int, _ temperature: Double, _ body: (_ element: Int, _ probability: Double) -> Void
  ) {
    precondition(classes > 0 && logits.count % classes == 0, "\(logits.count) logits of \(classes) classes")
    var row = [Double](repeating: 0, count: classes)
    for start in stride(from: 0, to: logits.count, by: classes) {
      let highest = highest(logits.span, start, classes)
      var sum = 0.0
      for k in 0..<classes {
        row[k] = exp((Double(logits[start + k]) - highest) / temperature)
        sum += row[k]
      }
      for k in 0..<classes { body(start + k, row[k] / sum) }
    }
  }

  /// ln Σ exp(z) over the row of logits that starts at `start`.
  package static func logSumExp(_ logits: Span<Float>, _ start: Int, _ classes: Int) -> Double {
    let highest = highest(logits, start, classes)
    var sum = 0.0
    for k in start..<start + classes { sum += exp(Double(logits[k]) - highest) }
    return highest + log(sum)
  }

  private static func highest(_ logits: Span<Float>, _ start: Int, _ classes: Int) -> Double {
    var highest = -Double.infinity
    for k in start..<start + classes { highest = max(highest, Double(logits[k])) }
    return highest
  }

  /// The energy of each image, -ln Σ exp(logit), the mean over its views: high for images of no class (Liu et al. 2020,
  /// section 3.1).
  ///
  /// - Parameter views: logits [N, K] of each view. Traps if their counts differ.
  package static func energies(_ views: [[Float]], classes: Int) -> [Float] {
    let count = (views.first?.count ?? 0) / classes
    precondition(views.allSatisfy { $0.count == count * classes }, "\(views.map(\.count)) logits of \(classes) classes")
    var sums = [Double](repeating: 0, count: count)
    for view in views {
      for image in 0..<count { sums[image] -= logSumExp(view.span, image * classes, classes) }
    }
    return sums.map { Float($0 / Double(views.count)) }
  }

  /// With p = softmax(β logits) of the row that starts at `start`: ln p(label), and by how much the expected logit
  /// exceeds that of the label, which is the slope of -ln p(label) over β.
  package static func logLikelihood(
    _ logits: [Float], start: Int, classes: Int, label: Int, inverseTemperature beta: Double
  ) -> (logLikelihood: Double, excess: Double) {
    let highest = highest(logits.span, start, classes)
    var (sum, weighted) = (0.0, 0.0)
    for k in start..<start + classes {
      let difference = Double(logits[k]) - highest
      let term = exp(beta * difference)
      sum += term
      weighted += term * difference
    }
    let own = Double(logits[start + label]) - highest
    return (beta * own - log(sum), weighted / sum - own)
  }

  /// The smallest probability that a true class is given in `crossEntropy`: one step of a 32-bit float at 1.
  package static let smallest = Double(Float.ulpOfOne)

  /// Mean of -ln p(true class), in nats; 0 without images. A probability below `smallest` counts as that, as in
  /// scikit-learn's `log_loss`: one image that is sure and wrong must not make the mean infinite. Not-a-number stays.
  package static func crossEntropy(_ probabilities: [Float], labels: [Int], classes: Int) -> Double {
    precondition(probabilities.count == labels.count * classes, "\(probabilities.count) for \(labels.count) images")
    var total = 0.0
    for (image, label) in labels.enumerated() {
      let probability = Double(probabilities[image * classes + label])
      total -= log(probability.isNaN ? probability : max(probability, smallest))
    }
    return total / Double(max(1, labels.count))
  }

  /// The most probable class of each image; the first of equals.
  package static func predicted(_ probabilities: [Float], classes: Int) -> [Int] {
    stride(from: 0, to: probabilities.count, by: classes).map { start in
      var best = start
      for k in start + 1..<start + classes where probabilities[k] > probabilities[best] { best = k }
      return best - start
    }
  }
}
