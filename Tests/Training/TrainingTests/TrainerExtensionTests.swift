import Optimizers
import Serialization
import Support
import TestSupport
import Testing
import Training

/// Runs that get another length than they were started with.
@Suite(.serialized) struct TrainerExtensionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var stop = Int.max
    var change: @Sendable (inout RunConfiguration) -> Void = { _ in }
  }

  static let possible = [
    Case(testDescription: "finished"), Case(testDescription: "interrupted within an epoch", stop: 6),
    Case(testDescription: "interrupted between epochs", stop: 4),
    Case(testDescription: "steps") { ($0.schedule.kind, $0.schedule.stepEpochs) = (.step, 2) },
    Case(testDescription: "milestones") { ($0.schedule.kind, $0.schedule.milestones) = (.multistep, [2, 4]) },
    Case(testDescription: "warm-up and average") { c in
      (c.schedule.warmupEpochs, c.optimizer.averageDecay) = (1.5, 0.9)
    },
    Case(testDescription: "AdamW") { ($0.optimizer.adamw, $0.schedule.peak) = (.init(), 0.001) },
    Case(testDescription: "Muon") { $0.optimizer.muon = .init() },
  ]

  /// Trains as `cifar-train --resume --epochs` does.
  private func extend(_ configuration: RunConfiguration, in folder: String) throws {
    let trainer = try TrainingBench.trainer(configuration, resuming: true)
    let run = try RunFolder(resuming: folder)
    try trainer.resume(from: run)
    #expect(trainer.formerEpochs == 3)
    try trainer.writeNewLength(to: run)
    _ = try trainer.run(in: run, clock: { 0 })
  }

  @Test(arguments: possible) func extendedEqualsLongFromTheStart(_ sample: Case) throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingBench.configuration()
    sample.change(&configuration)
    try TrainingBench.run(configuration, in: folder.file("run"), stop: sample.stop)
    configuration.epochs = 5
    try TrainingBench.run(configuration, in: folder.file("whole"))
    try extend(configuration, in: folder.file("run"))
    #expect(try TrainingBench.differences(folder.file("run"), folder.file("whole")) == [])
    let written = try RunConfiguration.read(from: folder.file("run/config.json"))
    #expect(written.epochs == 5)
  }

  static let impossible = [
    (Case(testDescription: "cosine") { $0.schedule.kind = .cosine }, RunExtensionFailure.Reason.schedule("cosine")),
    (Case(testDescription: "one-cycle") { $0.schedule.kind = .oneCycle }, .schedule("one-cycle")),
    (Case(testDescription: "triangle") { $0.schedule.kind = .triangle }, .schedule("triangle")),
    (Case(testDescription: "look-ahead") { $0.optimizer.lookahead = .init() }, .lookahead),
  ]

  @Test(arguments: impossible) func whatDependsOnTheLengthIsRefused(
    _ sample: Case, _ reason: RunExtensionFailure.Reason
  ) throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingBench.configuration()
    sample.change(&configuration)
    try TrainingBench.run(configuration, in: folder.file("run"))
    let before = try folder.read("run/checkpoint.safetensors")
    configuration.epochs = 5
    let failure = #expect(throws: RunExtensionFailure.self) {
      try TrainingBench.run(configuration, in: folder.file("run"), resuming: true)
    }
    #expect(failure?.reason == reason && failure?.status == .configuration)
    #expect(failure?.hint?.contains("--init-from \(folder.file("run"))/best.safetensors") == true)
    let isUntouched = try folder.read("run/checkpoint.safetensors") == before
    #expect(isUntouched)
  }

  /// A run can become shorter, but not shorter than it is.
  @Test(arguments: [(2, true), (1, false)]) func shorter(_ epochs: Int, _ isPossible: Bool) throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingBench.configuration()
    try TrainingBench.run(configuration, in: folder.file("run"), stop: 6)
    configuration.epochs = epochs
    if isPossible {
      try TrainingBench.run(configuration, in: folder.file("whole"))
      try extend(configuration, in: folder.file("run"))
      #expect(try TrainingBench.differences(folder.file("run"), folder.file("whole")) == [])
    } else {
      let failure = #expect(throws: RunExtensionFailure.self) { try extend(configuration, in: folder.file("run")) }
      #expect(failure?.reason == .tooShort(done: 2))
    }
  }

  /// Only best weights whose epoch lies before the extension carry the former length until then.
  @Test func calibrationOfTheBestWeightsStays() throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingBench.configuration()
    try TrainingBench.run(configuration, in: folder.file("run"))
    let path = folder.file("run/best.safetensors")
    let file = try WeightsFile.read(path)
    var metadata = file.metadata
    metadata.temperature = 1.5
    try WeightsFile(tensors: file.tensors, metadata: metadata).write(to: path)
    configuration.epochs = 4
    let trainer = try TrainingBench.trainer(configuration, resuming: true)
    let run = try RunFolder(resuming: folder.file("run"))
    try trainer.resume(from: run)
    try trainer.writeNewLength(to: run)
    let after = try WeightsFile.read(path).metadata
    #expect(after.temperature == 1.5)
    #expect(after.provenance.recipe.contains("\"epochs\":4"))
  }
}
