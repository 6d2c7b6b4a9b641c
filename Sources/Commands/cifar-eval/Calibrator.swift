import CommandSupport
import Datasets
import Evaluation
import Images
import Inference
import Serialization
import Support

/// Chooses a model's temperature and thresholds on images it was not trained on.
struct Calibrator {
  /// What was chosen, ready to be stored, and what there is to say about it.
  struct Result {
    let metadata: WeightsMetadata
    let notes: [String]
  }

  /// Of the images of the model's classes, this share keeps an energy that counts as known.
  static let knownShare = 0.95

  /// The precision asked for, and how certain it must be; `nil`: no threshold is to be chosen.
  let target: (precision: Double, confidence: Double)?

  /// The target of the options; else that of the model, whose threshold must be chosen anew when its temperature is.
  init(_ options: DecisionOptions, _ model: TrainedModel) {
    let former = model.file.metadata.decision
    let precision = options.targetPrecision ?? former?.targetPrecision
    let confidence = options.confidence ?? (options.targetPrecision == nil ? former?.confidence : nil) ?? 0.95
    target = precision.map { ($0, confidence) }
  }

  /// - Parameters:
  ///   - set: images of the model's classes, labelled as it numbers them.
  ///   - answers: the model's, for these images.
  /// - Throws: `ExitStatus.barMissed`, after saying so, if no threshold reaches the target; answers that are no numbers.
  func choose(
    _ model: TrainedModel, _ set: ImageSet, _ answers: Evaluator.Answers, augmentation: TestTimeAugmentation
  ) throws -> Result {
    var metadata = model.file.metadata
    let plain = try Predictions(
      classNames: set.classNames, labels: set.labels, views: answers.views, imageNames: set.names)
    let fit = try TemperatureScaling(plain)
    // No errors to learn from: probabilities of 0 and 1 would be a claim, not a finding.
    let temperature = fit.isAtLimit ? 1 : fit.temperature
    let predictions = try plain.with(temperature: temperature)
    metadata.temperature = temperature
    metadata.classThresholds = ClassThreshold.best(predictions)
    let energies = Decider.energies(answers.views, classes: set.classNames.count)
    metadata.unknown = .init(
      threshold: UnknownReport.quantile(energies, share: Self.knownShare), quantile: Self.knownShare, images: set.count)
    metadata.decision = .init(
      images: set.count, testTimeAugmentation: augmentation.rawValue, lossBefore: fit.lossBefore,
      lossAfter: fit.isAtLimit ? fit.lossBefore : fit.lossAfter)
    if let target { try choose(predictions, target.precision, target.confidence, &metadata) }

    let count = Format.count(set.count)
    let loss = "loss \(Format.fixed(fit.lossBefore, 4)) to \(Format.fixed(fit.lossAfter, 4))"
    let note =
      fit.isAtLimit
      ? "calibrated on \(count) validation images; all right or at random, they teach no temperature, which stays 1"
      : "calibrated on \(count) validation images: temperature \(Format.fixed(temperature, 3)), \(loss)"
    return Result(metadata: metadata, notes: [note])
  }

  private func choose(
    _ predictions: Predictions, _ precision: Double, _ confidence: Double, _ metadata: inout WeightsMetadata
  ) throws {
    let choice = try ThresholdChoice.smallest(predictions, targetPrecision: precision, confidence: confidence)
    guard let choice else {
      let best = ThresholdChoice.best(predictions, confidence: confidence)
      StandardStreams.writeError(
        """
        cifar-eval: no threshold gives a precision of \(precision) with confidence \(confidence) on the \
        \(Format.count(predictions.count)) validation images: the best lower bound is \
        \(Format.fixed(best.lowerBound, 4)), at threshold \(Float(best.threshold)) (\(best.precision.successes) of \
        \(best.precision.trials) right); nothing was stored

        """)
      throw ExitStatus.barMissed
    }
    metadata.threshold = choice.threshold
    metadata.decision?.targetPrecision = precision
    metadata.decision?.confidence = confidence
    metadata.decision?.coverage = choice.coverage.value
    metadata.decision?.precision = choice.precision.value
    metadata.decision?.lowerBound = choice.lowerBound
  }
}
