import Support

/// A bar that a figure must reach, and whether it does: what `cifar-eval --require-…` ends with status 1 for.
package struct Gate: Sendable, Equatable, Codable {
  /// The figure: `accuracy`, or `accuracyLowerBound` for the lower end of its 95 % interval.
  package let name: String
  package let required: Double
  /// `nil` when the figure has no value.
  package let measured: Double?
  package let passed: Bool

  private init(_ name: String, required: Double, measured: Double?) {
    (self.name, self.required, self.measured) = (name, required, measured)
    passed = measured.map { $0 >= required } ?? false
  }

  /// The accuracy itself.
  package static func accuracy(_ accuracy: Proportion, required: Double) -> Gate {
    Gate("accuracy", required: required, measured: accuracy.value)
  }

  /// The lower end of Wilson's 95 % interval: a small test set does not pass by luck.
  package static func accuracyLowerBound(_ accuracy: Proportion, required: Double) -> Gate {
    Gate("accuracyLowerBound", required: required, measured: accuracy.interval?.lower)
  }

  /// Such as "accuracy at least 0.8: missed, measured 0.7".
  package var text: String {
    let outcome = passed ? "passed" : "missed"
    return "\(title) at least \(required): \(outcome), measured \(measured.map { Format.fixed($0, 4) } ?? "nothing")"
  }

  /// What is said on standard error where it is missed.
  package var failureText: String {
    "the \(title) is \(measured.map { "\($0)" } ?? "without value"), below the required \(required)"
  }

  /// What is measured, in words.
  package var title: String { name == "accuracy" ? name : "lower bound of the accuracy" }
}
