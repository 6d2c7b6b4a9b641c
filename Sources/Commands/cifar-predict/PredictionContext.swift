import CommandSupport
import Inference

/// What holds for all answers of a run.
struct PredictionContext {
  let weights: String
  let model: String
  let decider: Decider
  let augmentation: TestTimeAugmentation
  let topK: Int
  /// Whether the threshold is the user's and not that of the weights.
  let isThresholdGiven: Bool
  /// Summary of the training images if they were drawn by a program.
  let syntheticTraining: String?

  /// Throws a number of classes beyond the model's.
  init(
    _ trained: TrainedModel, model options: ModelOptions, answers: AnswerOptions
  ) throws(PredictionRequestFailure) {
    let metadata = trained.file.metadata
    weights = trained.path
    model = trained.network.configuration.title
    topK = try answers.topK(classes: metadata.classNames.count)
    decider = Decider(metadata, threshold: answers.threshold)
    isThresholdGiven = answers.threshold != nil
    augmentation = trained.augmentation(options.tta)
    syntheticTraining = metadata.provenance.isSynthetic ? metadata.provenance.dataSummary : nil
  }

  var judges: Bool { decider.judges }
  var showsUnknownScore: Bool { decider.unknownThreshold != nil }
  var classNames: [String] { decider.classNames }
}
