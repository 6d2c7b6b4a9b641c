import Evaluation
import Images
import Inference
import Support

extension EvaluationContext {
  /// What a report says about a model and the images it was asked about.
  package init(
    _ model: TrainedModel, _ set: ImageSet, split: String, augmentation: TestTimeAugmentation,
    answers: Evaluator.Answers
  ) {
    let (metadata, provenance) = (model.file.metadata, set.provenance)
    self.init(
      programVersion: Version.number, weights: model.path, model: model.network.configuration.title,
      dataSummary: provenance.description, split: split, isSynthetic: provenance.isSynthetic,
      imagesPerSecond: Double(set.count) / max(answers.seconds, 1e-9), temperature: metadata.temperature)
    dataName = provenance.name
    trainingDataSummary = metadata.provenance.dataSummary
    isTrainedOnSynthetic = metadata.provenance.isSynthetic
    testTimeAugmentation = augmentation.rawValue
    decision = metadata.decision.map { DecisionContext($0, threshold: metadata.threshold) }
    decision?.unknownThreshold = metadata.unknown?.threshold
    decision?.unknownQuantile = metadata.unknown?.quantile
  }
}
