/// Accuracy on images that were made worse on purpose.
public struct RobustnessReport: Sendable, Equatable, Codable {
  /// One kind of damage.
  public struct Corruption: Sendable, Equatable, Codable {
    /// `noise`, `blur`, `contrast`, `brightness` or `jpeg`.
    public let kind: String
    /// From severity 1, the mildest, to 5.
    public let accuracies: [Proportion]
    /// Mean over the severities.
    public let meanAccuracy: Double

    /// Traps without severities.
    public init(kind: String, accuracies: [Proportion]) {
      precondition(!accuracies.isEmpty, "no severities of \(kind)")
      (self.kind, self.accuracies) = (kind, accuracies)
      meanAccuracy = accuracies.reduce(0) { $0 + ($1.value ?? 0) } / Double(accuracies.count)
    }
  }

  /// The seed of the noise.
  public let seed: UInt64
  /// Accuracy on the images as they are.
  public let cleanAccuracy: Proportion
  public let corruptions: [Corruption]
  /// Mean over the kinds.
  public let meanAccuracy: Double

  /// Traps without corruptions.
  public init(seed: UInt64, cleanAccuracy: Proportion, corruptions: [Corruption]) {
    precondition(!corruptions.isEmpty, "no corruptions")
    (self.seed, self.cleanAccuracy, self.corruptions) = (seed, cleanAccuracy, corruptions)
    meanAccuracy = corruptions.reduce(0) { $0 + $1.meanAccuracy } / Double(corruptions.count)
  }
}
