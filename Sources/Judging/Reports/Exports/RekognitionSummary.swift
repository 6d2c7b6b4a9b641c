import Evaluation
import Support

/// The figures in the form of Rekognition Custom Labels' evaluation summary file.
///
/// As the service does, each class has its own assumed threshold, that of the best F1 on these images, and its figures
/// are those at this threshold: an image counts as found when the probability of the class reaches it. The figures over
/// all are means over the classes. The confusion matrix gives fractions of the true class and leaves out pairs that
/// never occurred.
package struct RekognitionSummary: Sendable {
  private let predictions: Predictions
  /// The number of images the model was trained on; left out of the file when unknown.
  package var trainingImages: Int?
  /// When the evaluation ended, such as `2026-01-31T07:30:23`.
  package var endTimestamp: String
  /// What stands for the ARN of the service: the name of the weights.
  package var projectVersion: String

  package init(
    _ predictions: Predictions, trainingImages: Int? = nil, endTimestamp: String, projectVersion: String
  ) {
    (self.predictions, self.trainingImages) = (predictions, trainingImages)
    (self.endTimestamp, self.projectVersion) = (endTimestamp, projectVersion)
  }

  /// The labels are sorted by F1, best first.
  package func json() throws(JSONFailure) -> String {
    let matrix = ConfusionMatrix(predictions)
    let results = predictions.classNames.indices.map { index in
      LabelResult(
        Label: predictions.classNames[index], Metrics: assumed(index), NumberOfTestingImages: matrix.support(index))
    }
    var cells: [Cell] = []
    for t in 0..<matrix.classCount {
      for p in 0..<matrix.classCount where t == p || matrix[true: t, predicted: p] > 0 {
        cells.append(
          Cell(
            GroundTruthLabel: matrix.classNames[t], PredictedLabel: matrix.classNames[p],
            Value: Double(matrix[true: t, predicted: p]) / Double(max(1, matrix.support(t)))))
      }
    }
    func mean(_ value: (LabelMetrics) -> Double) -> Double {
      results.reduce(0) { $0 + value($1.Metrics) } / Double(max(1, results.count))
    }
    return try JSONText.encode(
      Document(
        AggregatedEvaluationResults: Aggregated(
          ConfusionMatrix: cells, F1Score: mean(\.F1Score), Precision: mean(\.Precision), Recall: mean(\.Recall)),
        EvaluationDetails: Details(
          EvaluationEndTimestamp: endTimestamp, Labels: predictions.classNames,
          NumberOfTestingImages: predictions.count, NumberOfTrainingImages: trainingImages,
          ProjectVersionArn: projectVersion),
        LabelEvaluationResults: results.enumerated().sorted {
          ($1.element.Metrics.F1Score, $0.offset) < ($0.element.Metrics.F1Score, $1.offset)
        }.map(\.element)))
  }

  /// The threshold of the best F1; of equals the highest.
  private func assumed(_ classIndex: Int) -> LabelMetrics {
    let curves = RankingCurves(predictions, classIndex: classIndex)
    func f1(_ point: RankingCurves.Point) -> Double {
      2 * Double(point.truePositives) / Double(point.truePositives + point.falsePositives + curves.positives)
    }
    var best: RankingCurves.Point?
    for point in curves.points where best.map({ f1(point) > f1($0) }) ?? true { best = point }
    guard let best, curves.positives > 0 else { return LabelMetrics(F1Score: 0, Precision: 0, Recall: 0, Threshold: 1) }
    return LabelMetrics(
      F1Score: f1(best), Precision: curves.precision(best), Recall: curves.truePositiveRate(best) ?? 0,
      Threshold: best.threshold)
  }
}

// The names of the fields are those of the file.
private struct Document: Encodable {
  var Version = 1
  let AggregatedEvaluationResults: Aggregated
  let EvaluationDetails: Details
  let LabelEvaluationResults: [LabelResult]
}
private struct Cell: Encodable {
  let GroundTruthLabel, PredictedLabel: String
  let Value: Double
}
private struct Aggregated: Encodable {
  let ConfusionMatrix: [Cell]
  let F1Score, Precision, Recall: Double
}
private struct Details: Encodable {
  let EvaluationEndTimestamp: String
  let Labels: [String]
  let NumberOfTestingImages: Int
  let NumberOfTrainingImages: Int?
  let ProjectVersionArn: String
}
private struct LabelMetrics: Encodable {
  let F1Score, Precision, Recall, Threshold: Double
}
private struct LabelResult: Encodable {
  let Label: String
  let Metrics: LabelMetrics
  let NumberOfTestingImages: Int
}
