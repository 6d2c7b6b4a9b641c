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
    if FileSystem.exists(RunPaths.checkpoint(path)) || FileSystem.exists(RunPaths.weights(path)) {
      throw TrainingFailure.folderHoldsRun(path)
    }
    self.lock = lock
    self.path = path
  }

  /// Opens the folder of a run that is to be continued.
  public init(resuming path: String) throws {
    try Self.requireRun(path)
    lock = try FolderLock(folder: path)
    self.path = path
  }

  /// Throws unless the folder holds something to continue from.
  package static func requireRun(_ path: String) throws(TrainingFailure) {
    if FileSystem.exists(RunPaths.checkpoint(path)) { return }
    throw FileSystem.exists(RunPaths.configuration(path)) ? .notBegun(path) : .noRun(path)
  }

  /// Writes `metrics.csv` and `metrics.jsonl` from the whole history: a resumed run cannot leave rows twice.
  func write(_ history: [EpochRecord]) throws {
    let csv = ([EpochRecord.header] + history.map(\.csv)).joined(separator: "\n") + "\n"
    try AtomicFile.write(csv, to: RunPaths.metricsTable(path))
    var lines = ""
    for record in history { lines += try JSONText.encode(record, layout: .line) + "\n" }
    try AtomicFile.write(lines, to: RunPaths.metrics(path))
  }
}
