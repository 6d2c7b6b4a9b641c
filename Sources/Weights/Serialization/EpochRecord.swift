import Support
/// What one epoch showed: a row of the table, of `metrics.csv` and of `metrics.jsonl`.
public struct EpochRecord: Codable, Sendable, Equatable {
  /// Counted from 1.
  public var epoch: Int
  /// At the end of the epoch.
  public var learningRate: Float
  /// Means over the epoch's augmented images, while the weights were moving.
  public var trainLoss: Double
  public var trainAccuracy: Double
  /// `nil` without a validation split.
  public var validationLoss: Double?
  public var validationAccuracy: Double?
  /// Training only, validation not counted.
  public var imagesPerSecond: Double
  /// Training and validation.
  public var seconds: Double
  /// Seconds that training waited for the loader.
  public var waitSeconds: Double

  package init(
    epoch: Int, learningRate: Float, trainLoss: Double, trainAccuracy: Double, validationLoss: Double?,
    validationAccuracy: Double?, imagesPerSecond: Double, seconds: Double, waitSeconds: Double
  ) {
    (self.epoch, self.learningRate, self.trainLoss, self.trainAccuracy) = (
      epoch, learningRate, trainLoss, trainAccuracy
    )
    (self.validationLoss, self.validationAccuracy) = (validationLoss, validationAccuracy)
    (self.imagesPerSecond, self.seconds, self.waitSeconds) = (imagesPerSecond, seconds, waitSeconds)
  }

  package static let header =
    "epoch,learningRate,trainLoss,trainAccuracy,validationLoss,validationAccuracy,imagesPerSecond,seconds,waitSeconds"

  package var csv: String {
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    return [
      "\(epoch)", "\(learningRate)", text(trainLoss), text(trainAccuracy), text(validationLoss),
      text(validationAccuracy), text(imagesPerSecond), text(seconds), text(waitSeconds),
    ].joined(separator: ",")
  }

  /// Higher accuracy, or equal accuracy and lower loss; without validation every epoch is better than the one before.
  package func isBetter(than other: EpochRecord?) -> Bool {
    guard let other, let accuracy = validationAccuracy, let otherAccuracy = other.validationAccuracy else {
      return true
    }
    if accuracy != otherAccuracy { return accuracy > otherAccuracy }
    return (validationLoss ?? .infinity) < (other.validationLoss ?? .infinity)
  }

  /// The epoch whose weights a run keeps; `nil` before the first has ended.
  package static func best(of history: [EpochRecord]) -> EpochRecord? {
    history.reduce(nil) { $1.isBetter(than: $0) ? $1 : $0 }
  }

  /// What every epoch of a run showed; empty where no epoch has ended. Throws for a file that is damaged.
  package static func history(of folder: String) throws -> [EpochRecord] {
    let path = RunPaths.metrics(folder)
    guard FileSystem.isFile(path) else { return [] }
    let text = try FileReading.text(at: path, limit: 256 << 20)
    return try text.split(separator: "\n").map {
      try JSONText.decode(EpochRecord.self, from: String($0), path: path)
    }
  }
}
