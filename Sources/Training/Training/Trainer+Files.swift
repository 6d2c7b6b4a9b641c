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
    let recipe = (try? JSONText.encode(configuration, layout: .line)) ?? "{}"
    let metadata = WeightsMetadata(
      model: configuration.model.name, modelConfiguration: network.fileConfiguration, classNames: set.classNames,
      mean: data.statistics.mean.map { Float($0) }, std: data.statistics.deviation.map { Float($0) },
      input: .init(height: set.height, width: set.width),
      provenance: .init(
        programVersion: Version.number,
        dataSummary: "\(set.provenance.summary), \(data.train.count) images",
        isSynthetic: set.provenance.isSynthetic, seed: configuration.seed, recipe: recipe, epoch: record.epoch,
        validationAccuracy: record.validationAccuracy),
      precision: configuration.precision.rawValue,
      testTimeAugmentation: configuration.testTimeAugmentation.rawValue)
    return WeightsFile(tensors: network.namedTensors(), metadata: metadata)
  }

  /// Takes up the state of the folder's checkpoint; `run` continues from there.
  ///
  /// Throws if the checkpoint is unreadable, damaged, or of another configuration or other data, with what differs.
  public func resume(from folder: borrowing RunFolder) throws {
    let path = RunPaths.checkpoint(folder.path)
    let checkpoint = try Checkpoint<TrainingState>.read(path)
    let found = PartialConfiguration.renamed(checkpoint.configuration)
    let differences = ConfigurationDifference.between(fingerprint, found)
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
    for (block, tensor) in zip(blocks, tensors) { block.region.assign(tensor.elements) }
    state = checkpoint.state
  }

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
