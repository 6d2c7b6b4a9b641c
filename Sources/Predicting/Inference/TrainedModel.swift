import Images
import Kernels
import Models
import Serialization
import Support

/// A weights file and the network in it.
package struct TrainedModel {
  /// The weights file: what the user named, or the best weights of the run folder they named.
  package let path: String
  package private(set) var file: WeightsFile
  package let network: Network
  package let statistics: ChannelStatistics

  /// More classes than any data set for which a confusion matrix can be held in memory makes sense.
  private static let mostClasses = ImageSet.mostClasses

  /// Reads the file and builds the network.
  ///
  /// Throws if there is no such file or run, or if the file is damaged, of an unknown model, or takes other images than
  /// square ones in colour.
  ///
  /// - Parameter given: a weights file, or the folder of a run.
  package init(path given: String) throws {
    path = try Self.weights(given)
    file = try WeightsFile.read(path)
    let metadata = file.metadata
    guard metadata.input.channels == 3, metadata.input.height == metadata.input.width,
      let statistics = ChannelStatistics(mean: metadata.mean.map(Double.init), deviation: metadata.std.map(Double.init))
    else { throw TrainedModelFailure.input(path: path, metadata.input) }
    guard metadata.classNames.count <= Self.mostClasses else {
      throw TrainedModelFailure.manyClasses(path: path, metadata.classNames.count, limit: Self.mostClasses)
    }
    self.statistics = statistics
    network = try Network(file, path: path)
  }

  /// The weights file of a run folder, or the path itself.
  package static func weights(_ path: String) throws -> String {
    guard FileSystem.isFolder(path) else { return path }
    let best = RunPaths.weights(path)
    if FileSystem.isFile(best) { return best }
    let names = try FileSystem.names(in: path)
    let runs = names.map { FileSystem.path(path, $0) }.filter { FileSystem.isFile(RunPaths.weights($0)) }
    throw TrainedModelFailure.noRun(
      folder: path, isUnfinished: FileSystem.isFile(RunPaths.checkpoint(path)), runs: runs)
  }

  /// Writes other metadata into the weights file, in one step, and uses them from here on.
  package mutating func store(_ metadata: WeightsMetadata) throws(SafetensorsFailure) {
    let changed = WeightsFile(tensors: file.tensors, metadata: metadata)
    try changed.write(to: path)
    file = changed
  }

  package var classNames: [String] { file.metadata.classNames }
  /// Height and width of the images the network takes, in pixels.
  package var imageSize: Int { file.metadata.input.height }

  /// The folder of the run that wrote the weights; `nil` for weights that lie elsewhere by now.
  package var runFolder: String? {
    let folder = FileSystem.folder(of: path)
    let isOwn = [RunPaths.weights(folder), RunPaths.lastWeights(folder)].contains {
      FileSystem.name(of: $0) == FileSystem.name(of: path)
    }
    return isOwn && FileSystem.isFile(RunPaths.metrics(folder)) ? folder : nil
  }

  /// The files of that run that cannot be made anew without training.
  package var runFiles: [String] {
    guard let folder = runFolder else { return [] }
    return [
      RunPaths.weights, RunPaths.lastWeights, RunPaths.checkpoint, RunPaths.configuration, RunPaths.metrics,
      RunPaths.metricsTable,
    ].map { $0(folder) }
  }
}

/// How a model is asked unless told otherwise.
extension TrainedModel {
  /// The precision it was trained in; `fp32` where the file does not tell.
  package var precision: Precision { file.metadata.precision.flatMap(Precision.init(rawValue:)) ?? .fp32 }

  /// What answers are averaged over: as wanted, else as temperature and thresholds were chosen, else as in training.
  package func augmentation(_ wanted: TestTimeAugmentation?) -> TestTimeAugmentation {
    wanted ?? [file.metadata.decision?.testTimeAugmentation, file.metadata.testTimeAugmentation].lazy.compactMap {
      $0.flatMap(TestTimeAugmentation.init(rawValue:))
    }.first ?? .none
  }
}

/// Weights that cannot be used.
package enum TrainedModelFailure: Failure, Equatable {
  case noRun(folder: String, isUnfinished: Bool, runs: [String])
  case input(path: String, WeightsMetadata.InputSize)
  case manyClasses(path: String, Int, limit: Int)

  package var message: String {
    switch self {
    case .noRun(let folder, _, _):
      "'\(folder)': expected a run's folder with best.safetensors, found no such file in it"
    case .input(let path, let size):
      "'\(path)': expected a model for square images with 3 channels, found one for "
        + "\(size.width)x\(size.height) pixels with \(size.channels)"
    case .manyClasses(let path, let found, let limit): "'\(path)': expected at most \(limit) classes, found \(found)"
    }
  }

  package var hint: String? {
    switch self {
    case .noRun(_, true, _): "the run has not finished an epoch; go on with cifar-train --resume"
    case .noRun(_, false, let runs) where !runs.isEmpty: "there are runs inside: \(runs.listed(limit: 5))"
    case .noRun: "give the folder that cifar-train wrote, or a .safetensors file"
    case .input, .manyClasses: "this program cannot evaluate it"
    }
  }

  package var status: ExitStatus {
    switch self {
    case .noRun: .missingInput
    case .input, .manyClasses: .malformedInput
    }
  }
}
