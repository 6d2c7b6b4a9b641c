import Datasets
import Foundation
import Images
import Kernels
import Serialization
import Support
import Training

/// The same run with several seeds, one after the other, and what they have in common.
///
/// Each has a folder of its own and is an ordinary run. Given once more, the series keeps the finished runs, goes on with
/// the interrupted one, and refuses runs of other settings.
struct SeedSeries {
  private let plan: RunPlan
  private let seeds: [UInt64]
  private let backend: Backend
  private let quiet: Bool
  private let json: Bool

  /// Throws if there is no validation split to compare the runs on, or if the seeds leave their range.
  init(_ plan: RunPlan, count: Int, backend: Backend, quiet: Bool, json: Bool) throws(ConfigurationFailure) {
    let first = plan.configuration.seed
    let (last, overflow) = first.addingReportingOverflow(UInt64(count - 1))
    guard !overflow else {
      throw ConfigurationFailure(
        option: "seed", expected: "at most \(UInt64.max - UInt64(count - 1))", found: "\(first)")
    }
    guard plan.configuration.validation > 0 else {
      throw ConfigurationFailure(
        option: "seeds", expected: "a validation split to compare the runs on", found: "--validation 0")
    }
    seeds = Array(first...last)
    (self.plan, self.backend, self.quiet, self.json) = (plan, backend, quiet, json)
  }

  func run(_ set: ImageSet) throws {
    let (folder, lock) = try plan.openSeries(set.provenance)
    // Held until the end.
    defer { withExtendedLifetime(lock) {} }
    var runs: [SeedSummary.Run] = []
    for (number, seed) in seeds.enumerated() {
      say("\(number > 0 ? "\n" : "")seed \(seed), run \(number + 1) of \(seeds.count)")
      runs.append(try run(seed, set, in: folder))
      try SeedSummary(runs).write(to: folder)
    }
    let summary = SeedSummary(runs)
    say("\n" + summary.text + "summary  \(SeedSummary.path(folder))")
    if json { print(try JSONText.encode(summary, layout: .line)) }
  }

  private func run(_ seed: UInt64, _ set: ImageSet, in series: String) throws -> SeedSummary.Run {
    var configuration = plan.configuration
    configuration.seed = seed
    let path = FileSystem.path(series, "seed-\(seed)")
    let data = try TrainingData(set, validation: configuration.validation, seed: seed)
    let resumes = FileSystem.exists(RunPaths.checkpoint(path))
    let session = try TrainingSession(configuration, data, backend: backend, resumes: resumes)
    StopRequest.install()
    let folder = resumes ? try RunFolder(resuming: path) : try RunFolder(creating: path)
    try session.begin(in: folder)
    if session.trainer.isFinished {
      say("trained before: kept \(RunPaths.weights(path))")
    } else {
      var display = TrainingDisplay(quiet: quiet, json: json)
      try session.run(in: folder, &display, goingOnBy: command(series))
    }
    return SeedSummary.Run(
      seed: seed, history: session.trainer.history, best: session.trainer.best, weights: RunPaths.weights(path))
  }

  /// The command of this series, which goes on with it.
  private func command(_ folder: String) -> String {
    let arguments = CommandLine.arguments.dropFirst() + (plan.output == nil ? ["--output", folder] : [])
    return (["cifar-train"] + arguments).map(ShellText.word).joined(separator: " ")
  }

  private func say(_ text: String) {
    if !quiet && !json { print(text) }
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
