import Serialization
import Support

/// What a checkpoint holds beside the tensors. Random numbers have no state: they are functions of seed, epoch and
/// index.
package struct TrainingState: Codable, Sendable, Equatable {
  /// Finished epochs.
  package var epoch = 0
  /// Finished batches of the next epoch, with the sums over them.
  package var batch = 0
  package var lossSum = 0.0
  package var correct = 0
  package var seen = 0
  /// Time spent in the unfinished epoch before an interruption.
  package var seconds = 0.0
  /// Of these, the time that training waited for images.
  package var waitSeconds = 0.0
  package var history: [EpochRecord] = []
  /// Counted from 1; 0 before any epoch was validated.
  package var bestEpoch = 0

  var best: EpochRecord? { history.first { $0.epoch == bestEpoch } }

  /// Checks a state that was read, since a run takes up whatever it says.
  ///
  /// - Parameters:
  ///   - path: where it was read.
  ///   - batches: steps of an epoch.
  ///   - images: images of an epoch.
  ///   - epochs: length of the run.
  func check(path: String, batches: Int, images: Int, epochs: Int) throws(ImpossibleState) {
    func check(_ holds: Bool, _ name: String, _ expected: String, _ found: Any) throws(ImpossibleState) {
      if !holds { throw ImpossibleState(path: path, name: name, expected: expected, found: "\(found)") }
    }
    func duration(_ name: String, _ value: Double) throws(ImpossibleState) {
      try check(value >= 0 && value.isFinite, name, "a time in seconds", value)
    }
    try check((0...epochs).contains(epoch), "epoch", "0 to \(epochs)", epoch)
    // A whole epoch is finished before it is saved; a finished run has no further one.
    let limit = epoch == epochs ? 0 : batches - 1
    try check((0...max(0, limit)).contains(batch), "batch", "0 to \(max(0, limit))", batch)
    try check((0...images).contains(seen), "seen", "0 to \(images) images", seen)
    try check((seen == 0) == (batch == 0), "seen", "images of \(Format.plural(batch, "batch", "batches"))", seen)
    try check((0...seen).contains(correct), "correct", "0 to \(seen) images", correct)
    try check(lossSum.isFinite && (seen > 0 || lossSum == 0), "lossSum", "the sum of \(seen) losses", lossSum)
    try duration("seconds", seconds)
    try duration("waitSeconds", waitSeconds)
    try check(
      history.map(\.epoch) == Array(1..<(epoch + 1)), "history", "the epochs 1 to \(epoch)",
      history.map(\.epoch).suffix(3))
    try check((min(1, epoch)...epoch).contains(bestEpoch), "bestEpoch", "\(min(1, epoch)) to \(epoch)", bestEpoch)
  }
}

/// A checkpoint that says what no run can have done.
package struct ImpossibleState: Failure {
  let path: String
  package let name: String
  let expected: String
  let found: String
  package var message: String { "'\(path)': state '\(name)': expected \(expected), found \(found)" }
  package var hint: String? { "copy the checkpoint again, or start the run anew" }
  package var status: ExitStatus { .malformedInput }
}
