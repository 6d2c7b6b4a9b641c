import Foundation

/// The number that the logits are divided by before the softmax, so that confidence agrees with accuracy.
///
/// Guo et al. 2017, section 4.2. It changes no answer, only how sure it is. To be fitted on images the model was not
/// trained on, and not on those it is judged by.
public struct TemperatureScaling: Sendable, Equatable, Codable {
  public let temperature: Double
  /// Mean negative log likelihood before and after, in nats.
  public let lossBefore: Double
  public let lossAfter: Double

  /// Temperatures beyond are taken back to here: where every image is right (or wrong) the best one would be 0 (or
  /// infinite).
  public static let range = 0.01...100.0

  /// The temperature of the smallest negative log likelihood.
  ///
  /// The loss is convex in β = 1/temperature: each image's is log Σ exp(β z) - β z(true). So its slope, the mean of
  /// (expected logit - true logit), grows with β, and the temperature lies where it changes its sign; found by halving.
  /// - Throws: predictions without logits.
  public init(_ predictions: Predictions) throws(EvaluationFailure) {
    guard let logits = predictions.logits else { throw .noLogits(needed: "fitting a temperature") }
    let (labels, classes) = (predictions.labels, predictions.classCount)

    func lossAndSlope(_ beta: Double) -> (loss: Double, slope: Double) {
      var (loss, slope) = (0.0, 0.0)
      for image in labels.indices {
        let start = image * classes
        var highest = -Double.infinity
        for k in 0..<classes { highest = max(highest, Double(logits[start + k])) }
        var (sum, weighted) = (0.0, 0.0)
        for k in 0..<classes {
          let difference = Double(logits[start + k]) - highest
          let term = exp(beta * difference)
          sum += term
          weighted += term * difference
        }
        let own = Double(logits[start + labels[image]]) - highest
        loss += log(sum) - beta * own
        slope += weighted / sum - own
      }
      return (loss / Double(labels.count), slope / Double(labels.count))
    }

    var (low, high) = (log(1 / Self.range.upperBound), log(1 / Self.range.lowerBound))
    // 60 halvings of a range of 9.2 leave less than a double can tell apart.
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if lossAndSlope(exp(middle)).slope < 0 { low = middle } else { high = middle }
    }
    // Logits that are all equal have no slope anywhere: leave them alone.
    let isFlat = lossAndSlope(1).slope == 0
    temperature = isFlat ? 1 : exp(-(low + high) / 2)
    lossBefore = lossAndSlope(1).loss
    lossAfter = lossAndSlope(1 / temperature).loss
  }
}
