import Datasets
import Kernels
import Models
import Serialization
import Support
import SyntheticImages
import TestSupport
import Testing
import Training

/// Small runs of the speed recipes: everything they have of their own survives an interruption, and threads change
/// nothing.
@Suite(.serialized) struct SpeedRecipeRunTests {
  /// 16x16 pixels: 32 images to train on in 4 batches, 8 to validate.
  private static let images = SyntheticSet.vehicles.images(split: .train, count: 40, seed: 3).resized(to: 16)

  private static func configuration(_ recipe: SpeedRecipe) -> RunConfiguration {
    var data = RunConfiguration.Data(source: "synthetic:vehicles")
    data.imageSize = 16
    var configuration = recipe.configuration(data, classCount: 2, epochs: 3, batchSize: 8)
    (configuration.validation, configuration.seed, configuration.precision) = (0.2, 4, .fp32)
    configuration.optimizer.earlyEpochs = 1
    configuration.optimizer.lookahead?.interval = 3
    return configuration
  }

  @Test(arguments: [SpeedRecipe.airbench94, .airbench94Muon], [[1], [4], [6, 2]])
  func resumedEqualsUninterrupted(_ recipe: SpeedRecipe, _ stops: [Int]) throws {
    let folder = try TemporaryFolder()
    var configuration = Self.configuration(recipe)
    // Clipping looks at all gradients, also at those of what no longer trains.
    configuration.optimizer.clipNorm = 0.5
    try TrainingBench.run(configuration, Self.images, in: folder.file("whole"), threads: 1)
    for (number, stop) in stops.enumerated() {
      let outcome = try TrainingBench.run(
        configuration, Self.images, in: folder.file("parts"), threads: 2, resuming: number > 0, stop: stop)
      guard case .interrupted = outcome else {
        Issue.record("\(outcome)")
        return
      }
    }
    try TrainingBench.run(configuration, Self.images, in: folder.file("parts"), threads: 3, resuming: true)
    #expect(try TrainingBench.differences(folder.file("parts"), folder.file("whole")) == [])
  }

  /// The whitening is made from the training images of a fresh run, and of no other.
  @Test func whiteningComesFromTheTrainingImages() throws {
    let folder = try TemporaryFolder()
    var configuration = Self.configuration(.airbench94)
    configuration.epochs = 1
    try TrainingBench.run(configuration, Self.images, in: folder.file("first"))
    func whitening(_ run: String) throws -> [Float] {
      let file = try WeightsFile.read(RunPaths.lastWeights(folder.file(run)))
      return try #require(file["whiten.weight"]?.tensor).elements
    }
    let first = try whitening("first")
    let plain = try configuration.model.build(seed: configuration.seed).store.tensors()
    #expect(first != plain.first { $0.name == "whiten.weight" }?.tensor.elements)
    // Other images, but initial weights: those stay.
    configuration.initFrom = RunPaths.weights(folder.file("first"))
    let others = SyntheticSet.vehicles.images(split: .train, count: 40, seed: 9).resized(to: 16)
    try TrainingBench.run(configuration, others, in: folder.file("second"))
    #expect(try whitening("second") == first)
    configuration.initFrom = nil
    try TrainingBench.run(configuration, others, in: folder.file("third"))
    #expect(try whitening("third") != first)
  }

  /// After its early epochs the whitening's bias stays as it is.
  @Test func theBiasTrainsEarly() throws {
    let folder = try TemporaryFolder()
    var biases: [[Float]] = []
    for (name, epochs) in [("one", 1), ("two", 2)] {
      var configuration = Self.configuration(.airbench94)
      (configuration.epochs, configuration.optimizer.lookahead) = (epochs, nil)
      // The same rates in the first epoch, however many follow.
      configuration.schedule = .init(.constant, peak: 0.01)
      try TrainingBench.run(configuration, Self.images, in: folder.file(name))
      let file = try WeightsFile.read(RunPaths.lastWeights(folder.file(name)))
      biases.append(try #require(file["whiten.bias"]?.tensor).elements)
    }
    let initial = try Self.configuration(.airbench94).model.build(seed: 4).store.tensors()
    #expect(biases[0] == biases[1] && biases[0] != initial.first { $0.name == "whiten.bias" }?.tensor.elements)
  }

  @Test func aCheckpointWithoutTheSlowCopyIsRefused() throws {
    let folder = try TemporaryFolder()
    var configuration = Self.configuration(.airbench94)
    configuration.optimizer.lookahead = nil
    try TrainingBench.run(configuration, Self.images, in: folder.file("run"), stop: 1)
    configuration.optimizer.lookahead = .init()
    let failure = #expect(throws: CheckpointFailure.self) {
      try TrainingBench.run(configuration, Self.images, in: folder.file("run"), resuming: true)
    }
    #expect(failure?.message.contains("lookahead") == true, "\(failure?.message ?? "")")
  }

  @Test func imagesThatAreTooSmallAreRefused() {
    #expect(throws: ImagesTooSmall(height: 8, width: 8, model: "airbench")) {
      try TrainingBench.trainer(Self.configuration(.airbench94))
    }
  }
}
