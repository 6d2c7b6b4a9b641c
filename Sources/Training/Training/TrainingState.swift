import Serialization

/// What a checkpoint holds beside the tensors. Random numbers have no state: they are functions of seed, epoch and
/// index.
struct TrainingState: Codable, Sendable, Equatable {
  /// Finished epochs.
  var epoch = 0
  /// Finished batches of the next epoch, with the sums over them.
  var batch = 0
  var lossSum = 0.0
  var correct = 0
  var seen = 0
  /// Time spent in the unfinished epoch before an interruption.
  var seconds = 0.0
  /// Of these, the time that training waited for images.
  var waitSeconds = 0.0
  var history: [EpochRecord] = []
  /// Counted from 1; 0 before any epoch was validated.
  var bestEpoch = 0

  var best: EpochRecord? { history.first { $0.epoch == bestEpoch } }
}
