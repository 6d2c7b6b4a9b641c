import Datasets
import Evaluation
import Images
import Inference
import ModelReports
import Support
import Tensors
import Training

/// Images of classes that a model does not know.
struct UnknownImages {
  let set: ImageSet

  /// Test images of the data named with `--unknown`, or of the data evaluated; training images where there are no
  /// others.
  ///
  /// Throws the reader's failures, for classes that the model knows, and when no images are left.
  init(_ model: TrainedModel, _ data: EvaluationDataOptions, _ options: TrialOptions) throws {
    guard let path = options.unknown ?? data.data ?? model.recipe?.data.source else {
      throw EvaluationRequestFailure.noRecipe(weights: model.path)
    }
    let (known, size) = (Set(model.file.metadata.classNames), model.file.metadata.input.height)
    if let name = options.unknownClasses?.first(where: known.contains) {
      throw EvaluationRequestFailure.knownClass(name)
    }
    let source = try DataSource.open(path: path, takesUnlabelled: true)
    let level = data.labelLevel ?? (source.kind == .cifar100 ? model.recipe?.data.labelLevel ?? .fine : .fine)
    let all = try source.images(
      split: source.splits.contains(.test) ? .test : .train, labelLevel: level, classes: options.unknownClasses,
      imageSize: size, skipsUnreadable: data.reading.skipUnreadable, limit: data.reading.amount.limit)
    let kept = all.labels.indices.filter { !known.contains(all.classNames[all.labels[$0]]) }
    guard !kept.isEmpty else { throw EvaluationRequestFailure.nothingUnknown(data: source.path) }
    set = kept.count == all.count ? all : all.subset(kept)
  }

  /// How well they are told from the images of the model's classes. Throws logits that are not finite.
  func report(
    _ answers: Evaluator.Answers, known: Predictions, threshold: Double, temperature: Double
  ) throws(EvaluationFailure) -> UnknownReport {
    // Their labels mean nothing to the model; only its confidence is asked for.
    let unknown = try Predictions(
      classNames: known.classNames, labels: [Int](repeating: 0, count: set.count), views: answers.views,
      temperature: temperature, imageNames: set.names)
    func sample(_ predictions: Predictions) -> UnknownReport.Sample {
      .init(
        scores: Probabilities.energies(predictions.views, classes: predictions.classCount),
        confidences: predictions.confidences)
    }
    return try UnknownReport(
      known: sample(known), unknown: sample(unknown), threshold: threshold, dataSummary: summary)
  }

  private var summary: String {
    let present = set.classNames.indices.filter { Set(set.labels).contains($0) }.map { set.classNames[$0] }
    return "\(set.count) images of \(present.listed()), \(set.provenance.summary)"
  }
}
