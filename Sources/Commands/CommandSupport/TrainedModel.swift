import Datasets
import Evaluation
import Images
import Inference
import Models
import Serialization
import Support
import Training

/// A weights file, the network in it, and what it says about its training.
package struct TrainedModel {
  /// The weights file: what the user named, or the best weights of the run folder they named.
  package let path: String
  package private(set) var file: WeightsFile
  package let network: Network
  package let statistics: ChannelStatistics
  /// The run's configuration; `nil` for weights that do not tell.
  package let recipe: RunConfiguration?

  /// More classes than any data set for which a confusion matrix can be held in memory makes sense.
  private static let mostClasses = 4096

  /// Reads the file and builds the network.
  ///
  /// Throws if there is no such file or run, or if the file is damaged, of an unknown model, or takes other images than
  /// square ones in colour.
  package init(path given: String) throws {
    path = try Self.weights(given)
    file = try WeightsFile.read(path)
    let metadata = file.metadata
    guard metadata.input.channels == 3, metadata.input.height == metadata.input.width,
      let statistics = ChannelStatistics(mean: metadata.mean.map(Double.init), deviation: metadata.std.map(Double.init))
    else { throw EvaluationRequestFailure.input(path: path, metadata.input) }
    guard metadata.classNames.count <= Self.mostClasses else {
      throw EvaluationRequestFailure.manyClasses(path: path, metadata.classNames.count, limit: Self.mostClasses)
    }
    self.statistics = statistics
    network = try Network(file, path: path)
    let recipe = try? JSONText.decode(RunConfiguration.self, from: metadata.provenance.recipe)
    // A recipe that no run can have is as good as none.
    self.recipe = recipe.flatMap { (try? $0.validate()) == nil ? nil : $0 }
  }

  /// The weights file of a run folder, or the path itself.
  private static func weights(_ path: String) throws -> String {
    guard FileSystem.isFolder(path) else { return path }
    let best = RunFolder.weights(path)
    if FileSystem.isFile(best) { return best }
    let names = try FileSystem.names(in: path)
    let runs = names.map { FileSystem.path(path, $0) }.filter { FileSystem.isFile(RunFolder.weights($0)) }
    throw EvaluationRequestFailure.noRun(
      folder: path, isUnfinished: FileSystem.isFile(RunFolder.checkpoint(path)), runs: runs)
  }

  /// Writes other metadata into the weights file, in one step, and uses them from here on.
  package mutating func store(_ metadata: WeightsMetadata) throws(SafetensorsFailure) {
    let changed = WeightsFile(tensors: file.tensors, metadata: metadata)
    try changed.write(to: path)
    file = changed
  }

  /// What a report says about model and images.
  package func context(
    _ set: ImageSet, _ split: Split, augmentation: TestTimeAugmentation, imagesPerSecond: Double
  ) -> EvaluationContext {
    let (metadata, provenance) = (file.metadata, set.provenance)
    var context = EvaluationContext(
      programVersion: Version.number, weights: path, model: network.configuration.title,
      dataSummary: provenance.summary,
      split: split.rawValue, isSynthetic: provenance.isSynthetic, imagesPerSecond: imagesPerSecond,
      temperature: metadata.temperature)
    context.trainingDataSummary = metadata.provenance.dataSummary
    context.isTrainedOnSynthetic = metadata.provenance.isSynthetic
    context.testTimeAugmentation = augmentation.rawValue
    context.decision = decision
    return context
  }

  /// The folder of the run that wrote the weights; `nil` for weights that lie elsewhere by now.
  package var runFolder: String? {
    let folder = FileSystem.folder(of: path)
    let isOwn = [RunFolder.weights(folder), RunFolder.lastWeights(folder)].contains {
      FileSystem.name(of: $0) == FileSystem.name(of: path)
    }
    return isOwn && FileSystem.isFile(RunFolder.metrics(folder)) ? folder : nil
  }

  /// How temperature and thresholds were chosen.
  private var decision: DecisionContext? {
    let metadata = file.metadata
    guard let decision = metadata.decision else { return nil }
    var context = DecisionContext(
      images: decision.images, split: decision.split, testTimeAugmentation: decision.testTimeAugmentation)
    (context.lossBefore, context.lossAfter) = (decision.lossBefore, decision.lossAfter)
    (context.threshold, context.targetPrecision) = (metadata.threshold, decision.targetPrecision)
    (context.confidence, context.coverage) = (decision.confidence, decision.coverage)
    (context.precision, context.lowerBound) = (decision.precision, decision.lowerBound)
    (context.unknownThreshold, context.unknownQuantile) = (metadata.unknown?.threshold, metadata.unknown?.quantile)
    return context
  }
}
