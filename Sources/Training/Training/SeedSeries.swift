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

  init(_ path: String) throws {
    try FileSystem.createFolder(path)
    lock = try FolderLock(folder: path)
    if FileSystem.exists(RunPaths.checkpoint(path)) || FileSystem.exists(RunPaths.weights(path)) {
      throw TrainingFailure.folderHoldsRun(path)
    }
  }
}
