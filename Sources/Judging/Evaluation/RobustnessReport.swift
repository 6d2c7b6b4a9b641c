/// Accuracy on images that were made worse on purpose.
package struct RobustnessReport: Sendable, Equatable, Codable {
  /// One kind of damage.
  package struct Corruption: Sendable, Equatable, Codable {
    /// `noise`, `blur`, `contrast`, `brightness` or `jpeg`.
    package let kind: String
    /// From severity 1, the mildest, to 5.
    package let accuracies: [Proportion]
    /// Mean over the severities.
    package let meanAccuracy: Double

    /// Traps without severities.
    package init(kind: String, accuracies: [Proportion]) {
      precondition(!accuracies.isEmpty, "no severities of \(kind)")
      (self.kind, self.accuracies) = (kind, accuracies)
      meanAccuracy = accuracies.reduce(0) { $0 + ($1.value ?? 0) } / Double(accuracies.count)
    }
  }

  /// The seed of the noise.
  package let seed: UInt64
  /// Accuracy on the images as they are.
  package let cleanAccuracy: Proportion
  package let corruptions: [Corruption]
  /// Mean over the kinds.
  package let meanAccuracy: Double

  /// Traps without corruptions.
  package init(seed: UInt64, cleanAccuracy: Proportion, corruptions: [Corruption]) {
    precondition(!corruptions.isEmpty, "no corruptions")
    (self.seed, self.cleanAccuracy, self.corruptions) = (seed, cleanAccuracy, corruptions)
    meanAccuracy = corruptions.reduce(0) { $0 + $1.meanAccuracy } / Double(corruptions.count)
  }
}
