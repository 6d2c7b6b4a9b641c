import Serialization
import Support

/// The files of one run. Every one is written whole or not at all, so that a run killed at any moment leaves a valid
/// earlier state.
public struct RunFolder: ~Copyable {
  public let path: String
  private let lock: FolderLock

  /// Makes a folder for a new run. Throws if it is in use, holds a run already or cannot be written.
  public init(creating path: String) throws { try self.init(creating: path, replacing: false) }

  /// Makes a folder for a new run.
  ///
  /// - Parameter replacing: whether a run that is there is removed. A folder that holds other files besides is refused.
  package init(creating path: String, replacing: Bool) throws {
    try FileSystem.createFolder(path)
    // Locked before it is looked at: else a run that ends just now would be overwritten.
    let lock = try FolderLock(folder: path)
    try Self.checkFree(path, replacing: replacing)
    if Self.holdsRun(path) { try Self.removeRun(path) }
    self.lock = lock
    self.path = path
  }

  /// Throws what `init(creating:)` would throw; creates and removes nothing.
  package static func check(_ path: String, replacing: Bool) throws {
    try FileSystem.checkFolder(path)
    if FolderLock.isHeld(path) { throw FolderLockFailure.inUse(folder: path, process: nil) }
    try checkFree(path, replacing: replacing)
  }

  package static func holdsRun(_ path: String) -> Bool {
    FileSystem.exists(RunPaths.checkpoint(path)) || FileSystem.exists(RunPaths.weights(path))
  }

  /// Throws for a folder with a run that is not to be replaced, or cannot be because other files lie with it.
  static func checkFree(_ path: String, replacing: Bool) throws {
    guard holdsRun(path) else { return }
    guard replacing else { throw TrainingFailure.folderHoldsRun(path) }
    let others = try FileSystem.names(in: path).filter { name in
      !RunPaths.names.contains(name) && name != FolderLock.fileName
        // What a killed process had not finished: `.NAME.partial-…`.
        && !RunPaths.names.contains { name.hasPrefix(".\($0).partial-") }
    }
    if !others.isEmpty { throw TrainingFailure.foreignFiles(path, others) }
  }

  /// Removes the files of a run; the weights and the state to continue from go last.
  static func removeRun(_ path: String) throws(FileFailure) {
    let marks = [RunPaths.checkpoint(path), RunPaths.weights(path)]
    let others = RunPaths.names.map { FileSystem.path(path, $0) }.filter { !marks.contains($0) }
    for file in others + marks { try FileSystem.removeFile(file) }
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
