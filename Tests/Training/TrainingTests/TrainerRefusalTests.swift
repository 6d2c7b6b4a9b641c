import Autodiff
import Datasets
import Inference
import Kernels
import Models
import Optimizers
import Serialization
import Support
import TestSupport
import Testing
import Training

/// Runs that cannot start or go on, and what they leave untouched.
@Suite(.serialized) struct TrainerRefusalTests {
  // MARK: - Divergence

  @Test func aRateFarTooLargeIsSaidAndLeavesNoWeights() throws {
    let folder = try TemporaryFolder()
    let failure = #expect(throws: TrainingFailure.self) {
      try TrainingBench.run(TrainingBench.configuration(rate: 1e30), in: folder.file("run"))
    }
    guard case .diverged(epoch: 1, _, rate: 1e30, checkpoint: nil)? = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(failure?.hint?.contains("--lr") == true)
    #expect(try FileSystem.names(in: folder.file("run")) == ["checkpoint.safetensors"])
  }

  /// One step an epoch: the loss before the step is fine, the weights after it are not, and must not become the best.
  @Test(arguments: [0, 0.2]) func weightsThatBlewUpInTheLastStepAreNotSaved(_ validation: Double) throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingBench.configuration(rate: 1e38)
    configuration.batchSize = 64
    configuration.validation = validation
    #expect(throws: TrainingFailure.self) { try TrainingBench.run(configuration, in: folder.file("run")) }
    #expect(try FileSystem.names(in: folder.file("run")) == ["checkpoint.safetensors"])
  }

  @Test func earlierCheckpointAndWeightsSurviveADivergence() throws {
    let folder = try TemporaryFolder()
    let configuration = TrainingBench.configuration(epochs: 4)
    var good = configuration
    good.epochs = 2
    try TrainingBench.run(good, in: folder.file("good"))

    let data = try TrainingData(TrainingBench.images(), validation: 0.2, seed: configuration.seed)
    let trainer = try Trainer(configuration, data, backend: Backend(threads: 2))
    var failure: TrainingFailure?
    do {
      let run = try RunFolder(creating: folder.file("run"))
      _ = try trainer.run(
        in: run, clock: { 0 },
        report: { event in
          if case .step(3, 2, _, _, _) = event { trainer.poison() }
        })
    } catch let error as TrainingFailure {
      failure = error
    }
    #expect(
      failure
        == .diverged(epoch: 3, batch: 3, rate: 0.05, checkpoint: folder.file("run/checkpoint.safetensors")))
    #expect(failure?.hint?.contains(folder.file("run/checkpoint.safetensors")) == true)
    let best = try WeightsFile.read(folder.file("run/best.safetensors"))
    let isSame = best.tensors == (try WeightsFile.read(folder.file("good/best.safetensors")).tensors)
    #expect(isSame)
    // The checkpoint is that after two epochs; from there the run ends well.
    let outcome = try TrainingBench.run(configuration, in: folder.file("run"), resuming: true)
    try TrainingBench.run(configuration, in: folder.file("whole"))
    guard case .finished = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(try TrainingBench.differences(folder.file("run"), folder.file("whole")) == [])
  }

  // MARK: - Checkpoints

  private static let changes: [(key: String, change: @Sendable (inout RunConfiguration) -> Void)] = [
    ("schedule.peak", { $0.schedule.peak = 0.1 }), ("batchSize", { $0.batchSize = 4 }),
    ("optimizer.momentum", { $0.optimizer.momentum = 0.5 }), ("model.name", { $0.model.name = "resnet32" }),
    ("model.shortcut", { $0.model.shortcut = .projection }),
    ("optimizer.averageDecay", { $0.optimizer.averageDecay = 0.9 }),
    ("augmentation.padding", { $0.augmentation = nil }), ("seed", { $0.seed = 12 }),
    ("validation", { $0.validation = 0.5 }),
  ]

  @Test func aCheckpointOfAnotherConfigurationIsRefusedByName() throws {
    let folder = try TemporaryFolder()
    try TrainingBench.run(TrainingBench.configuration(), in: folder.file("run"), stop: 1)
    let before = try folder.read("run/checkpoint.safetensors")
    for (key, change) in Self.changes {
      var other = TrainingBench.configuration()
      change(&other)
      let failure = #expect(throws: CheckpointFailure.self) {
        try TrainingBench.run(other, in: folder.file("run"), resuming: true)
      }
      guard case .otherConfiguration(_, let differences)? = failure else {
        Issue.record("\(key): \(String(describing: failure))")
        continue
      }
      #expect(differences.contains { $0.key == key })
      // The split follows from seed and share: that the data differ too explains nothing.
      #expect(!differences.contains { $0.key == "data" }, "\(key)")
      #expect(failure?.status == .configuration)
    }
    let isUntouched = try folder.read("run/checkpoint.safetensors") == before
    #expect(isUntouched)
  }

  @Test func seedsThatOnlyDifferInTheLastDigitDiffer() throws {
    var (one, other) = (TrainingBench.configuration(), TrainingBench.configuration())
    (one.seed, other.seed) = (.max, .max - 1)
    let prints = try [one, other].map { try $0.fingerprint(dataDigest: "") }
    #expect(prints[0] != prints[1])
    #expect(prints[0]["seed"] == "18446744073709551615")
  }

  @Test func otherDataAreRefused() throws {
    let folder = try TemporaryFolder()
    let configuration = TrainingBench.configuration()
    try TrainingBench.run(configuration, in: folder.file("run"), stop: 1)
    var changed = TrainingBench.images()
    changed.pixels[100] ^= 1
    let checkpoint = folder.file("run/checkpoint.safetensors")
    for images in [changed, TrainingBench.images(44)] {
      #expect(throws: TrainingFailure.otherData(checkpoint: checkpoint)) {
        try TrainingBench.run(configuration, images, in: folder.file("run"), resuming: true)
      }
    }
  }

  @Test(arguments: [100, 5_000, 400_000]) func aDamagedCheckpointIsRefused(_ offset: Int) throws {
    let folder = try TemporaryFolder()
    try TrainingBench.run(TrainingBench.configuration(), in: folder.file("run"), stop: 1)
    var bytes = try folder.read("run/checkpoint.safetensors")
    bytes[offset] ^= 0x10
    try folder.write(bytes, to: "run/checkpoint.safetensors")
    let failure = #expect(throws: CheckpointFailure.self) {
      try TrainingBench.run(TrainingBench.configuration(), in: folder.file("run"), resuming: true)
    }
    #expect(failure?.status == .malformedInput)
    #expect(failure?.message.contains("checkpoint.safetensors") == true)
  }

  @Test func aTruncatedCheckpointIsRefused() throws {
    let folder = try TemporaryFolder()
    try TrainingBench.run(TrainingBench.configuration(), in: folder.file("run"), stop: 1)
    let bytes = try folder.read("run/checkpoint.safetensors")
    for length in [0, 7, 1000, bytes.count - 1] {
      try folder.write(Array(bytes[..<length]), to: "run/checkpoint.safetensors")
      #expect(throws: CheckpointFailure.self) {
        try TrainingBench.run(TrainingBench.configuration(), in: folder.file("run"), resuming: true)
      }
    }
  }

  @Test func weightsAreNoCheckpoint() throws {
    let folder = try TemporaryFolder()
    let configuration = TrainingBench.configuration(epochs: 1)
    try TrainingBench.run(configuration, in: folder.file("run"))
    try folder.write(try folder.read("run/best.safetensors"), to: "run/checkpoint.safetensors")
    #expect(throws: CheckpointFailure.notACheckpoint(path: folder.file("run/checkpoint.safetensors"))) {
      try TrainingBench.run(configuration, in: folder.file("run"), resuming: true)
    }
  }

  // MARK: - Initial weights

  @Test func fineTuningKeepsAllButAHeadForOtherClasses() throws {
    let folder = try TemporaryFolder()
    try TrainingBench.run(TrainingBench.configuration(epochs: 1), in: folder.file("first"))
    let source = try WeightsFile.read(folder.file("first/best.safetensors"))
    for classes in [2, 6] {
      // A rate of next to nothing: what is saved is what it started from.
      var configuration = TrainingBench.configuration(epochs: 1, rate: 1e-30, classes: classes)
      configuration.optimizer.weightDecay = 0
      configuration.initFrom = folder.file("first/best.safetensors")
      let images = TrainingBench.images(60, classes == 2 ? .vehicles : .shapes)
      try TrainingBench.run(configuration, images, in: folder.file("\(classes)"))
      let result = try WeightsFile.read(folder.file("\(classes)/last.safetensors"))
      for tensor in source.tensors where !tensor.name.contains("running") {
        let keeps = classes == 2 || !tensor.name.hasPrefix("fc.")
        #expect((result[tensor.name]?.values == tensor.values) == keeps, "\(tensor.name), \(classes) classes")
      }
      #expect(result["fc.weight"]?.shape == [classes, 64])
    }
  }

  @Test func weightsOfAnotherModelAreRefused() throws {
    let folder = try TemporaryFolder()
    try TrainingBench.run(TrainingBench.configuration(epochs: 1), in: folder.file("first"))
    let path = folder.file("first/best.safetensors")
    var configuration = TrainingBench.configuration(epochs: 1)
    configuration.initFrom = path
    configuration.model.name = "resnet9"
    do {
      _ = try TrainingBench.trainer(configuration)
      Issue.record("accepted")
    } catch {
      let failure = try #require(error as? any Failure)
      #expect(failure.message == "'\(path)': holds a resnet20, the run trains a resnet9")
      #expect(failure.hint == "give --model resnet20, or weights of a resnet9")
      #expect(failure.status == .configuration)
    }
    configuration.model = ModelConfiguration(name: "resnet20", classes: 2, shortcut: .projection)
    #expect(throws: WeightsMismatch.self) { try TrainingBench.trainer(configuration) }
    configuration.model = ModelConfiguration(name: "resnet20", classes: 2, width: 2)
    let failure = #expect(throws: (any Error).self) { try TrainingBench.trainer(configuration) } as? any Failure
    #expect(failure?.message == "'\(path)': holds a resnet20, the run trains a resnet20 of width 2")
    #expect(failure?.hint == "give --model resnet20 --width 1, or weights of a resnet20 of width 2")
    configuration.initFrom = folder.file("none.safetensors")
    #expect(throws: SafetensorsFailure.self) { try TrainingBench.trainer(configuration) }
  }

  // MARK: - Impossible runs

  @Test func aModelForAnotherNumberOfClassesIsRefused() {
    #expect(throws: TrainingFailure.otherClasses(model: 3, data: 2)) {
      try TrainingBench.trainer(TrainingBench.configuration(classes: 3))
    }
  }

  @Test func unknownModelsAreRefused() {
    var configuration = TrainingBench.configuration()
    configuration.model.name = "resnet21"
    #expect(throws: ModelFailure.unknown("resnet21")) { try TrainingBench.trainer(configuration) }
  }

  @Test func augmentationLargerThanTheImagesIsRefused() {
    var configuration = TrainingBench.configuration()
    configuration.augmentation?.padding = 9
    #expect(throws: AugmentationFailure.self) { try TrainingBench.trainer(configuration) }
  }
}

extension Trainer {
  /// Makes all weights not-a-number, as a step that went wrong would.
  fileprivate func poison() {
    let values = network.store.values
    values.assign([Float](repeating: .nan, count: values.count))
  }
}
