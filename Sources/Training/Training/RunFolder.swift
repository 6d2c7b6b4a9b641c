import Serialization
import Support

/// The files of one run. Every one is written whole or not at all, so that a run killed at any moment leaves a valid
/// earlier state.
public struct RunFolder: ~Copyable {
  public let path: String
  private let lock: FolderLock

  /// Makes a folder for a new run. Throws if it is in use, holds a run already or cannot be written.
  public init(creating path: String) throws {
    try FileSystem.createFolder(path)
    // Locked before it is looked at: else a run that ends just now would be overwritten.
    let lock = try FolderLock(folder: path)
    if FileSystem.exists(Self.checkpoint(path)) || FileSystem.exists(Self.weights(path)) {
      throw TrainingFailure.folderHoldsRun(path)
    }
    self.lock = lock
    self.path = path
  }

  /// Opens the folder of a run that is to go on.
  public init(resuming path: String) throws {
    try Self.requireRun(path)
    lock = try FolderLock(folder: path)
    self.path = path
  }

  /// Throws unless the folder holds something to go on from.
  public static func requireRun(_ path: String) throws(TrainingFailure) {
    if FileSystem.exists(checkpoint(path)) { return }
    throw FileSystem.exists(configuration(path)) ? .notBegun(path) : .noRun(path)
  }

  /// The weights of the best epoch.
  public static func weights(_ folder: String) -> String { FileSystem.path(folder, "best.safetensors") }
  public static func lastWeights(_ folder: String) -> String { FileSystem.path(folder, "last.safetensors") }
  public static func configuration(_ folder: String) -> String { FileSystem.path(folder, "config.json") }
  public static func checkpoint(_ folder: String) -> String { FileSystem.path(folder, "checkpoint.safetensors") }
  /// What every epoch showed, one JSON object a line.
  public static func metrics(_ folder: String) -> String { FileSystem.path(folder, "metrics.jsonl") }
  public static func log(_ folder: String) -> String { FileSystem.path(folder, "train.log") }

  /// Writes `metrics.csv` and `metrics.jsonl` from the whole history: a resumed run cannot leave rows twice.
  func write(_ history: [EpochRecord]) throws {
    let csv = ([EpochRecord.header] + history.map(\.csv)).joined(separator: "\n") + "\n"
    try AtomicFile.write(csv, to: FileSystem.path(path, "metrics.csv"))
    var lines = ""
    for record in history { lines += try JSONText.encode(record, layout: .line) + "\n" }
    try AtomicFile.write(lines, to: Self.metrics(path))
  }

  /// What every epoch of a run showed; empty where no epoch has ended. Throws for a file that is damaged.
  public static func history(_ folder: String) throws -> [EpochRecord] {
    let path = metrics(folder)
    guard FileSystem.exists(path) else { return [] }
    let text = try FileReading.text(at: path, limit: 256 << 20)
    return try text.split(separator: "\n").map { try JSONText.decode(EpochRecord.self, from: String($0), path: path) }
  }
}
