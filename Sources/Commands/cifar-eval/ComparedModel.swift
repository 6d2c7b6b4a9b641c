import Evaluation
import Images
import Inference
import ModelReports

/// Another model that is asked about the same images, to compare the answers.
struct ComparedModel {
  let model: TrainedModel
  /// For each class of the first model, the output of this one.
  private let outputs: [Int]

  /// Throws if there is no such model, or if it has other classes or takes images of another size.
  init(path: String, against first: TrainedModel) throws {
    model = try TrainedModel(path: path)
    let (own, expected) = (model.file.metadata, first.file.metadata)
    outputs = expected.classNames.compactMap { own.classNames.firstIndex(of: $0) }
    guard outputs.count == expected.classNames.count, own.classNames.count == outputs.count else {
      throw EvaluationRequestFailure.otherClasses(
        path: model.path, found: own.classNames, expected: expected.classNames)
    }
    guard own.input == expected.input else {
      throw EvaluationRequestFailure.otherSize(
        path: model.path, found: own.input.height, expected: expected.input.height)
    }
  }

  /// Which of the two models know the images already. What is known of this one goes into the report, too.
  func warnings(_ first: TrainedModel, _ set: ImageSet, _ report: inout ComparisonReport?) -> [String] {
    guard let own = Familiarity(of: model, with: set) else {
      return ["'\(model.path)': cannot tell whether the other model was trained on these images"]
    }
    report?.trainedImages = own.trained
    report?.validatedImages = own.validated
    return [
      Familiarity(of: first, with: set)?.warning("this model"), own.warning("the other model"),
    ].compactMap { $0 }
  }

  /// The comparison on the images that the first model has answered. Throws logits that are not finite.
  func report(_ answers: Evaluator.Answers, _ set: ImageSet, first: Predictions) throws -> ComparisonReport {
    let count = outputs.count
    // Its classes may stand in another order.
    let views = answers.views.map { logits in
      logits.indices.map { logits[$0 / count * count + outputs[$0 % count]] }
    }
    let own = try Evaluator.Answers(views: views, seconds: answers.seconds).predictions(set, of: model)
    return try ComparisonReport(first, other: own, weights: model.path, model: model.network.configuration.title)
  }
}
