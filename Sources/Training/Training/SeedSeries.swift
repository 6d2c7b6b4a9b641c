import Images
import Serialization
import Support

/// The same run with several seeds, one after the other, and what they have in common.
///
/// Each has a folder of its own and is an ordinary run. Given once more, the series keeps the finished runs, continues
/// the interrupted one, and refuses runs of other settings.
package struct SeedSeries {
  package let seeds: [UInt64]
  private let plan: RunPlan

  /// One run of the series.
  package struct Run {
    /// From 1.
    package let number: Int
    package let configuration: RunConfiguration
    package let data: TrainingData
    package let folder: String
    /// The folder of the whole series.
    package let series: String
    /// Whether the folder holds a state to continue from, or the whole run.
    package let resumes: Bool
  }

  /// Throws if there is no validation split to compare the runs on, or if the seeds leave their range.
  package init(_ plan: RunPlan, count: Int) throws(ConfigurationFailure) {
    let first = plan.configuration.seed
    let (last, overflow) = first.addingReportingOverflow(UInt64(count - 1))
    guard !overflow else {
      throw ConfigurationFailure(
        option: "seed", expected: "at most \(UInt64.max - UInt64(count - 1))", found: "\(first)")
    }
    guard plan.configuration.validation > 0 || plan.configuration.data.ownValidation else {
      throw ConfigurationFailure(
        option: "seeds", expected: "a validation split to compare the runs on", found: "--validation 0")
    }
    (self.plan, seeds) = (plan, Array(first...last))
  }

  /// Trains all runs; the summary is written after each.
  ///
  /// - Parameter train: trains one to its end, or throws.
  package func run(
    _ data: TrainingData, train: (Run) throws -> Trainer
  ) throws -> (summary: SeedSummary, folder: String) {
    let (folder, lock) = try plan.openSeries(data.set.provenance)
    // Held until the end.
    defer { withExtendedLifetime(lock) {} }
    var summary = SeedSummary([])
    for (number, seed) in seeds.enumerated() {
      var configuration = plan.configuration
      configuration.seed = seed
      let path = FileSystem.path(folder, "seed-\(seed)")
      let trainer = try train(
        Run(
          number: number + 1, configuration: configuration,
          data: try configuration.data.ownValidation
            ? data : TrainingData(data.set, validation: configuration.validation, seed: seed),
          folder: path, series: folder,
          resumes: FileSystem.exists(RunPaths.checkpoint(path))))
      summary = SeedSummary(
        summary.runs + [
          SeedSummary.Run(seed: seed, history: trainer.history, best: trainer.best, weights: RunPaths.weights(path))
        ])
      try summary.write(to: folder)
    }
    return (summary, folder)
  }
}

/// Keeps a series of runs for one process. Throws for the folder of a single run.
final class SeriesLock {
  private let lock: FolderLock

  /// - Parameter replacing: whether the runs of a series that is there are removed.
  init(_ path: String, replacing: Bool) throws {
    try FileSystem.createFolder(path)
    lock = try FolderLock(folder: path)
    try Self.checkFree(path, replacing: replacing)
    guard replacing else { return }
    for run in try Self.runs(path) {
      let lock = try FolderLock(folder: run)
      try RunFolder.removeRun(run)
      withExtendedLifetime(lock) {}
    }
    try FileSystem.removeFile(SeedSummary.path(path))
  }

  /// Throws what `init` would throw; creates and removes nothing.
  static func check(_ path: String, replacing: Bool) throws {
    try FileSystem.checkFolder(path)
    if FolderLock.isHeld(path) { throw FolderLockFailure.inUse(folder: path, process: nil) }
    try checkFree(path, replacing: replacing)
  }

  private static func checkFree(_ path: String, replacing: Bool) throws {
    if RunFolder.holdsRun(path) { throw TrainingFailure.folderHoldsRun(path) }
    guard replacing else { return }
    for run in try runs(path) { try RunFolder.checkFree(run, replacing: true) }
  }

  private static func runs(_ path: String) throws -> [String] {
    guard FileSystem.isFolder(path) else { return [] }
    return try FileSystem.names(in: path).filter { $0.hasPrefix("seed-") }.map { FileSystem.path(path, $0) }
      .filter(RunFolder.holdsRun)
  }
}
