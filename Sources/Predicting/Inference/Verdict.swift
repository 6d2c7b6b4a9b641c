import Support

/// What a model answers about one image, and whether the answer is to be relied on.
public struct Verdict: Sendable, Equatable {
  /// Why an answer is not accepted.
  public enum Refusal: Sendable, Equatable, CustomStringConvertible {
    /// The image belongs to no class the model knows. Said first: a confidence about such an image means nothing.
    case unknown(score: Double, threshold: Double)
    /// The model is not sure enough.
    case belowThreshold(confidence: Double, threshold: Double)

    /// For people, such as `below threshold 0.87` or `unknown: energy -0.41 is over -1.20`.
    public var description: String {
      switch self {
      case .unknown(let score, let threshold):
        "unknown: energy \(Format.fixed(score, 2)) is over \(Format.fixed(threshold, 2))"
      case .belowThreshold(_, let threshold): "below threshold \(Self.shortest(threshold))"
      }
    }

    /// For programs: `unknown` or `belowThreshold`.
    public var name: String {
      switch self {
      case .unknown: "unknown"
      case .belowThreshold: "belowThreshold"
      }
    }

    /// At most four decimals, without zeros at the end.
    private static func shortest(_ value: Double) -> String {
      var text = Format.fixed(value, 4)
      while text.hasSuffix("0") && !text.hasSuffix(".0") { text.removeLast() }
      return text
    }
  }

  /// Calibrated probabilities of the classes, in their order; they add up to 1.
  public let probabilities: [Float]
  /// The most probable class; the first of equals.
  public let predicted: Int
  /// High for images of no class; see `Probabilities.energies`.
  public let unknownScore: Double
  /// The classes whose probability reaches their own threshold; `nil` without such thresholds.
  public let reached: [Int]?
  /// `nil` for an answer that is accepted.
  public let refusal: Refusal?

  /// The probability of the predicted class.
  public var confidence: Float { probabilities[predicted] }
  public var isAccepted: Bool { refusal == nil }

  /// The k most probable classes, most probable first; of equals the first classes.
  public func top(_ k: Int) -> [Int] {
    let order = probabilities.indices.sorted { (probabilities[$1], $0) < (probabilities[$0], $1) }
    return Array(order.prefix(max(0, k)))
  }
}
