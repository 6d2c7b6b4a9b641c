import Evaluation

/// Whether networks know a set well enough that their contradictions say something about its labels.
///
/// Networks that are weak contradict right labels too, and how often cannot be seen in the contradictions themselves.
/// It shows in the other images: where networks err for want of examples, they also miss labels without being sure of
/// another class, while wrong labels alone leave the rest of the answers as they were. So the labels that are not in
/// doubt are asked for: nearly all of them must be the networks' first answer, and so surely that chance does not
/// explain it. At least half of all labels must be, too: with many classes a confident contradiction is cheap.
package struct LabelEvidence: Sendable, Codable, Equatable {
  /// Labels that are not suspected, and those of them that are the networks' first answer.
  package let undoubted: Int
  package let confirmed: Int
  /// Lower end of Wilson's 95 % interval of the proportion.
  package let confirmedAtLeast: Double
  /// What that must reach.
  package let needed: Double
  /// Whether suspects and the estimate hold.
  package let isEnough: Bool

  /// At the bar at most one label in twenty is missed without being contradicted. Measured: docs/audit.md.
  private static let bar = 0.95
  private static let leastAgreement = 0.5

  init(_ learned: ConfidentLearning, images: Int) {
    undoubted = images - learned.suspects.count
    confirmed = learned.confirmed
    confirmedAtLeast = Interval.wilson(successes: confirmed, trials: undoubted)?.lower ?? 0
    needed = Self.bar
    isEnough = confirmedAtLeast >= Self.bar && learned.accuracy >= Self.leastAgreement
  }
}
