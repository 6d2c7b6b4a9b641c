import Foundation
import Tensors

/// The number that the logits are divided by before the softmax, so that confidence agrees with accuracy.
///
/// Guo et al. 2017, section 4.2. It changes no answer, only how sure it is. To be fitted on images the model was not
/// trained on, and not on those it is judged by.
package struct TemperatureScaling: Sendable, Equatable, Codable {
  package let temperature: Double
  /// Mean negative log likelihood before and after, in nats.
  package let lossBefore: Double
  package let lossAfter: Double
  /// Whether no temperature within the range is the best one: the best would be 0 (every image is recognised) or
  /// infinite, which says that there are too few images or errors to learn from.
  package let isAtLimit: Bool

  /// Temperatures beyond are taken back to here: where every image is right (or wrong) the best one would be 0 (or
  /// infinite).
  package static let range = 0.01...100.0

  /// The temperature of the smallest negative log likelihood of the mean of the views' probabilities.
  ///
  /// With β = 1/temperature, an image's loss is -ln of the mean over its views v of p(v) = exp(β z(v, true)) / Σ exp(β
  /// z(v, k)); its slope the mean over the views, weighted by p, of (expected logit - true logit). For one view the
  /// loss is convex in β. For more it need not be: so the least of a grid of temperatures is sought first, and then,
  /// between its neighbours, the place where the slope changes its sign, by halving.
  /// - Throws: predictions without logits.
  package init(_ predictions: Predictions) throws(EvaluationFailure) {
    let views = predictions.views
    guard !views.isEmpty else { throw .noLogits(needed: "fitting a temperature") }
    let (labels, classes) = (predictions.labels, predictions.classCount)

    func lossAndSlope(_ beta: Double) -> (loss: Double, slope: Double) {
      var (loss, slope) = (0.0, 0.0)
      for image in labels.indices {
        // Σ over the views of p and of p · (expected logit - true logit), both relative to the largest p so far.
        var (largest, weights, slopes) = (-Double.infinity, 0.0, 0.0)
        for logits in views {
          let (logLikelihood, excess) = Probabilities.logLikelihood(
            logits, start: image * classes, classes: classes, label: labels[image], inverseTemperature: beta)
          if logLikelihood > largest {
            let shrink = exp(largest - logLikelihood)
            (weights, slopes, largest) = (weights * shrink, slopes * shrink, logLikelihood)
          }
          let weight = exp(logLikelihood - largest)
          weights += weight
          slopes += weight * excess
        }
        loss -= largest + log(weights / Double(views.count))
        slope += slopes / weights
      }
      return (loss / Double(labels.count), slope / Double(labels.count))
    }

    // Where the loss still falls at an end, the best lies beyond. Logits that are all equal have no slope anywhere:
    // they are left alone.
    if lossAndSlope(1).slope == 0 {
      (temperature, isAtLimit) = (1, false)
    } else if lossAndSlope(1 / Self.range.lowerBound).slope <= 0 {
      (temperature, isAtLimit) = (Self.range.lowerBound, true)
    } else if lossAndSlope(1 / Self.range.upperBound).slope >= 0 {
      (temperature, isAtLimit) = (Self.range.upperBound, true)
    } else {
      let (low, high) = Self.bracket { lossAndSlope($0).loss }
      temperature = exp(-Self.signChange(from: low, to: high) { lossAndSlope(exp($0)).slope })
      isAtLimit = false
    }
    lossBefore = lossAndSlope(1).loss
    lossAfter = lossAndSlope(1 / temperature).loss
  }

  /// The logarithms of β on both sides of the least of 24 losses, spread evenly over the range.
  private static func bracket(_ loss: (Double) -> Double) -> (low: Double, high: Double) {
    let (low, high, steps) = (log(1 / range.upperBound), log(1 / range.lowerBound), 24)
    func place(_ step: Int) -> Double { low + (high - low) * Double(step) / Double(steps) }
    var (best, least) = (0, Double.infinity)
    for step in 0...steps {
      let value = loss(exp(place(step)))
      if value < least { (best, least) = (step, value) }
    }
    return (place(max(0, best - 1)), place(min(steps, best + 1)))
  }

  /// Where a function passes from below 0 to above, found by 60 halvings: more than a double can tell apart.
  private static func signChange(from low: Double, to high: Double, _ slope: (Double) -> Double) -> Double {
    var (low, high) = (low, high)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if slope(middle) < 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
