import Serialization

/// What a run reports while it trains.
public enum TrainingEvent: Sendable {
  /// After every batch.
  case step(epoch: Int, batch: Int, batches: Int, loss: Double, imagesPerSecond: Double)
  /// After every epoch.
  case epoch(EpochRecord, isBest: Bool)
}

/// How a run ended.
public enum TrainingOutcome: Sendable, Equatable {
  /// All epochs, or as many as patience allowed.
  case finished(best: EpochRecord?, stoppedEarly: Bool)
  /// Stopped from outside; a checkpoint was saved after `epoch` whole epochs and `batch` batches.
  case interrupted(epoch: Int, batch: Int)
}
