import Inference
import Models
import Serialization
import TestSupport
import Testing

@Suite struct TrainedModelTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func model(_ change: (inout WeightsMetadata) -> Void = { _ in }) throws -> TrainedModel {
    var metadata = WeightsMetadata(
      model: "resnet20", classNames: ["bicycle", "motorcycle"], mean: [0, 0, 0], std: [1, 1, 1],
      input: .init(height: 32, width: 32),
      provenance: .init(programVersion: "0", dataSummary: "none", isSynthetic: true, seed: 0))
    change(&metadata)
    let network = try ModelConfiguration(name: "resnet20", classes: 2).build(seed: 1)
    let path = folder.file("run/best.safetensors")
    try folder.write("", to: "run/train.log")
    try WeightsFile(tensors: network.namedTensors(), metadata: metadata).write(to: path)
    return try TrainedModel(path: folder.file("run"))
  }

  /// What is wanted, else as the threshold was chosen, else as in training, else the image alone.
  @Test func viewsFollowOneRule() throws {
    #expect(try model().augmentation(nil) == .none)
    #expect(try model { $0.testTimeAugmentation = "shift" }.augmentation(nil) == .shift)
    let both = try model {
      $0.testTimeAugmentation = "flip"
      $0.decision = .init(images: 10, testTimeAugmentation: "none")
    }
    #expect(both.augmentation(nil) == .none)
    #expect(both.augmentation(.shift) == .shift)
    #expect(try model { $0.testTimeAugmentation = "views of a later version" }.augmentation(nil) == .none)
  }

  @Test func thePrecisionIsThatOfTraining() throws {
    #expect(try model().precision == .fp32)
    #expect(try model { $0.precision = "mixed" }.precision == .mixed)
    #expect(try model { $0.precision = "int1" }.precision == .fp32)
  }

  /// Files from before the keys existed say both in the recipe only.
  @Test func anOlderFileSaysBothInItsRecipe() throws {
    let older = try model { $0.provenance.recipe = #"{"precision":"fast","testTimeAugmentation":"flip","epochs":3}"# }
    #expect(older.precision == .fast && older.augmentation(nil) == .flip)
  }

  @Test func otherMetadataAreStored() throws {
    var model = try model()
    var metadata = model.file.metadata
    metadata.temperature = 1.5
    try model.store(metadata)
    #expect(model.file.metadata.temperature == 1.5)
    #expect(try TrainedModel(path: model.path).file.metadata.temperature == 1.5)
  }

  @Test func aFolderWithoutWeightsIsRefused() throws {
    try folder.write("", to: "begun/checkpoint.safetensors")
    let failure = #expect(
      throws: TrainedModelFailure.noRun(folder: folder.file("begun"), isUnfinished: true, runs: [])
    ) { try TrainedModel(path: folder.file("begun")) }
    #expect(failure?.status == .missingInput)
  }
}
