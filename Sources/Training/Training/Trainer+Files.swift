import Autodiff
import Inference
import Kernels
import Models
import Serialization
import Support

/// A run's files: weights, checkpoints, and the way back from them.
extension Trainer {
  /// The weights in the store with all that is needed to use them.
  func weightsFile(_ record: EpochRecord) -> WeightsFile {
    let set = data.set
    let metadata = WeightsMetadata(
      model: configuration.model.name, modelConfiguration: network.fileConfiguration, classNames: set.classNames,
      mean: data.statistics.mean.map { Float($0) }, std: data.statistics.deviation.map { Float($0) },
      input: .init(height: set.height, width: set.width),
      provenance: .init(
        programVersion: Version.number,
        dataSummary: "\(set.provenance.description), \(data.train.count) images",
        isSynthetic: set.provenance.isSynthetic, seed: configuration.seed, recipe: recipe, epoch: record.epoch,
        validationAccuracy: record.validationAccuracy),
      precision: configuration.precision.rawValue,
      testTimeAugmentation: configuration.testTimeAugmentation.rawValue)
    return WeightsFile(tensors: network.namedTensors(), metadata: metadata)
  }

  /// Takes up the state of the folder's checkpoint; `run` continues from there.
  ///
  /// Another number of epochs is fine where the steps so far are those of a run of that length.
  ///
  /// Throws if the checkpoint is unreadable, damaged, or of another configuration or other data, with what differs.
  public func resume(from folder: borrowing RunFolder) throws {
    let path = RunPaths.checkpoint(folder.path)
    let checkpoint = try Checkpoint<TrainingState>.read(path)
    let found = PartialConfiguration.renamed(checkpoint.configuration)
    var differences = ConfigurationDifference.between(fingerprint, found)
    let former = found[RunConfiguration.epochsKey].flatMap { Int($0) }
    if let former, differences.map(\.key) == [RunConfiguration.epochsKey] {
      let begun = checkpoint.state.epoch + (checkpoint.state.batch > 0 ? 1 : 0)
      if let failure = RunExtension.obstacle(configuration, from: former, done: begun, folder: folder.path) {
        throw failure
      }
      formerEpochs = former
      differences = []
    }
    if !differences.isEmpty {
      // Other settings change the data's digest as well: it is named only where nothing else explains it.
      let settings = differences.filter { $0.key != RunConfiguration.dataKey }
      if settings.isEmpty { throw TrainingFailure.otherData(checkpoint: path) }
      throw CheckpointFailure.otherConfiguration(path: path, differences: settings)
    }
    let tensors = try blocks.map { block in
      guard let tensor = checkpoint[block.name]?.tensor, tensor.shape.count == block.region.count else {
        throw CheckpointMismatch(path: path, tensor: block.name)
      }
      return tensor
    }
    try checkpoint.state.check(
      path: path, batches: loader.batchCount, images: data.train.count, epochs: configuration.epochs)
    for (block, tensor) in zip(blocks, tensors) { block.region.assign(tensor.elements) }
    state = checkpoint.state
  }

  /// Writes the configuration of a run that got another length, also into its best weights: they are what the longer
  /// run would have written. Calibration stays with them.
  package func writeNewLength(to folder: borrowing RunFolder) throws {
    // First of all: from here on the run continues by itself to its new end.
    try JSONText.write(configuration, to: RunPaths.configuration(folder.path))
    for path in [RunPaths.weights(folder.path), RunPaths.lastWeights(folder.path)] where FileSystem.exists(path) {
      let file = try WeightsFile.read(path)
      var metadata = file.metadata
      metadata.provenance.recipe = recipe
      try WeightsFile(tensors: file.tensors, metadata: metadata).write(to: path)
    }
  }

  private var recipe: String { (try? JSONText.encode(configuration, layout: .line)) ?? "{}" }

  /// Flat blocks go in as they are, the padding between tensors included: nothing can be lost on the way.
  func save(_ path: String) throws {
    let tensors = blocks.map { NamedTensor($0.name, [$0.region.count], .floats($0.region.copy())) }
    try Checkpoint(tensors: tensors, state: state, configuration: fingerprint).write(to: path)
  }

  private var blocks: [(name: String, region: Region)] {
    [("parameters", network.store.values), ("states", network.store.stateValues)] + optimizer.blocks
  }
}

/// A checkpoint whose tensors are not those of the configured run.
struct CheckpointMismatch: Failure {
  let path: String
  let tensor: String
  var message: String { "'\(path)': the tensor '\(tensor)' is missing or has another size than the model's" }
  var hint: String? { "the checkpoint is of another version of this program; start a new run" }
  var status: ExitStatus { .configuration }
}

extension Network {
  /// Starts from a weights file of the same architecture. A last layer for another number of classes keeps its random
  /// weights: that is fine-tuning.
  func initialize(from path: String) throws {
    let file = try WeightsFile.read(path)
    let found = try Self.configuration(file.metadata, path: path)
    guard found.name == configuration.name, found.width == configuration.width else {
      throw InitialWeightsFailure(path: path, expected: configuration, found: found)
    }
    let keepsHead = file.metadata.classNames.count == configuration.classes
    try load(file.tensors, path: path) { !keepsHead && $0.hasPrefix("fc.") }
  }
}

/// Weights of another architecture or width.
struct InitialWeightsFailure: Failure {
  let path: String
  let expected: ModelConfiguration
  let found: ModelConfiguration
  var message: String { "'\(path)': holds a \(found.title), the run trains a \(expected.title)" }
  var hint: String? {
    let width = found.width == expected.width ? "" : " --width \(found.width)"
    return "give --model \(found.name)\(width), or weights of a \(expected.title)"
  }
  var status: ExitStatus { .configuration }
}
