import Kernels
import Support
import Training

/// A run that is prepared to its first step and not begun: `--dry-run`.
struct DryRun {
  private let plan: RunPlan
  private let data: TrainingData
  private let backend: Backend
  private let seeds: Int?

  init(_ plan: RunPlan, _ data: TrainingData, backend: Backend, seeds: Int?) {
    (self.plan, self.data, self.backend, self.seeds) = (plan, data, backend, seeds)
  }

  /// What is printed with `--json`.
  private struct Report: Encodable {
    let configuration: RunConfiguration
    let trainingImages: Int
    let validationImages: Int
    let classNames: [String]
    let folder: String
    /// Whether files of the folder would be removed.
    let replaces: Bool
    /// How many runs there would be.
    let runs: Int
  }

  /// Throws what the run itself would throw before its first step.
  func check(quiet: Bool, json: Bool) throws {
    let session = try TrainingSession(
      plan.configuration, data, backend: backend, resumes: plan.resumes != nil, tensorboard: false)
    if let seeds { _ = try SeedSeries(plan, count: seeds) }
    let folder = try plan.checkFolder(data.set.provenance, isSeries: seeds != nil)
    if let resumes = plan.resumes { try session.trainer.resume(from: RunFolder(resuming: resumes)) }
    if json {
      let report = Report(
        configuration: plan.configuration, trainingImages: data.train.count, validationImages: data.validation.count,
        classNames: data.set.classNames, folder: folder, replaces: replaces(folder), runs: seeds ?? 1)
      print(try JSONText.encode(report, layout: .line))
    } else if !quiet {
      let limit = Terminal.standardOutput().limit
      for text in [
        TrainingDisplay.description(data), TrainingDisplay.description(plan.configuration, data, backend),
      ] {
        print(DisplayText.folded(text, indentation: 0, limit: limit), terminator: "")
      }
      print("run folder \(folder), \(state(of: folder, session.trainer))")
      print("dry run: all is in order, nothing was written")
    }
  }

  private func replaces(_ folder: String) -> Bool {
    plan.replaces && (RunFolder.holdsRun(folder) || FileSystem.exists(SeedSummary.path(folder)))
  }

  private func state(of folder: String, _ trainer: Trainer) -> String {
    if plan.resumes != nil { return "to be continued after \(Format.plural(trainer.history.count, "epoch"))" }
    if replaces(folder) { return "whose \(seeds == nil ? "run" : "runs") would be replaced" }
    let count = seeds.map { ", for \($0) runs" } ?? ""
    return (FileSystem.exists(folder) ? "which is there" : "to be made") + count
  }
}
