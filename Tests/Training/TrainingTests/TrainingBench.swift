import Datasets
import Images
import Kernels
import Models
import Optimizers
import Serialization
import Support
import SyntheticImages
import TestSupport
import Training

/// Small runs: a few dozen small synthetic images, a network that trains on them in a fraction of a second.
enum TrainingBench {
  /// Images of 8 by 8 pixels, classes in turn.
  static func images(_ count: Int = 40, _ kind: SyntheticSet = .vehicles, seed: UInt64 = 3) -> ImageSet {
    kind.images(split: .train, count: count, seed: seed).resized(to: 8)
  }

  /// 40 images are 32 to train on in 4 batches, and 8 to validate.
  static func configuration(epochs: Int = 3, rate: Float = 0.05, classes: Int = 2) -> RunConfiguration {
    var data = RunConfiguration.Data(source: "synthetic:vehicles")
    data.imageSize = 8
    var configuration = RunConfiguration(
      data: data, model: ModelConfiguration(name: "resnet20", classes: classes),
      schedule: Schedule(.constant, peak: rate), epochs: epochs, batchSize: 8)
    configuration.validation = 0.2
    configuration.seed = 11
    return configuration
  }

  static let batchesPerEpoch = 4

  static func trainer(
    _ configuration: RunConfiguration, _ images: ImageSet? = nil, threads: Int = 2, resuming: Bool = false
  ) throws -> Trainer {
    let data = try TrainingData(
      images ?? Self.images(), validation: configuration.validation, seed: configuration.seed)
    return try Trainer(
      configuration, data, backend: Backend(threads: threads, precision: configuration.precision),
      resuming: resuming)
  }

  /// Trains in a folder as one process would, and stops when `shouldStop` was asked for the `stop`-th time: that is
  /// once a batch. The clock stands still, so that equal runs leave equal files.
  @discardableResult
  static func run(
    _ configuration: RunConfiguration, _ images: ImageSet? = nil, in folder: String, threads: Int = 2,
    resuming: Bool = false, stop: Int = .max, report: (TrainingEvent) throws -> Void = { _ in }
  ) throws -> TrainingOutcome {
    let trainer = try trainer(configuration, images, threads: threads, resuming: resuming)
    let runFolder = resuming ? try RunFolder(resuming: folder) : try RunFolder(creating: folder)
    if resuming { try trainer.resume(from: runFolder) }
    var asked = 0
    return try trainer.run(
      in: runFolder, clock: { 0 },
      shouldStop: {
        asked += 1
        return asked >= stop
      }, report: report)
  }

  static let weightFiles = ["best.safetensors", "last.safetensors"]

  /// Which results of two runs are not bit for bit the same: weights, metrics and the checkpoint's tensors. The seconds
  /// that training waited for the loader cannot be promised and are left out.
  static func differences(_ one: String, _ other: String) throws -> [String] {
    var names = try weightFiles.filter {
      try FileReading.bytes(at: FileSystem.path(one, $0)) != FileReading.bytes(at: FileSystem.path(other, $0))
    }
    func rows(_ folder: String) throws -> [Substring] {
      try FileReading.text(at: FileSystem.path(folder, "metrics.csv")).split(separator: "\n")
        .map { $0[..<($0.lastIndex(of: ",") ?? $0.endIndex)] }
    }
    if try rows(one) != rows(other) { names.append("metrics.csv") }
    let checkpoints = try [one, other].map { try Safetensors.read(RunPaths.checkpoint($0)).tensors }
    if checkpoints[0] != checkpoints[1] { names.append("checkpoint.safetensors") }
    return names
  }
}
