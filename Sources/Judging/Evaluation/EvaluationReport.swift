import Support

/// What was evaluated: the part of a report that the predictions do not know.
package struct EvaluationContext: Sendable, Equatable, Codable {
  package var programVersion: String
  /// The weights file as the user named it.
  package var weights: String
  /// Name of the model, such as `resnet20`.
  package var model: String
  /// One line about the images.
  package var dataSummary: String
  /// What the data set is called in titles, such as the name of its folder or archive; `nil` when it has none.
  package var dataName: String?
  /// `test`, `validation` or `train`.
  package var split: String
  /// The images were drawn by the program; figures measured with them say nothing about photographs.
  package var isSynthetic: Bool
  /// Speed of inference; `nil` when it was not measured.
  package var imagesPerSecond: Double?
  /// The temperature the probabilities were computed with; `nil` when the model was not calibrated.
  package var temperature: Double?
  /// One line about the images the model was trained on; `nil` when its file does not say.
  package var trainingDataSummary: String?
  /// Whether those images were drawn by the program.
  package var isTrainedOnSynthetic: Bool?
  /// `none`, or what the answers were averaged over: `flip` is the image and its mirror image.
  package var testTimeAugmentation: String?
  /// How temperature and thresholds were chosen; `nil` when the model was not calibrated.
  package var decision: DecisionContext?

  package init(
    programVersion: String, weights: String, model: String, dataSummary: String, split: String, isSynthetic: Bool,
    imagesPerSecond: Double? = nil, temperature: Double? = nil
  ) {
    self.programVersion = programVersion
    self.weights = weights
    self.model = model
    self.dataSummary = dataSummary
    self.split = split
    self.isSynthetic = isSynthetic
    self.imagesPerSecond = imagesPerSecond
    self.temperature = temperature
  }
}

/// Everything measured about a model on a set of images. The property names are those of the JSON file and are
/// described in `docs/report-format.md`.
package struct EvaluationReport: Sendable, Equatable, Codable {
  /// Proportion of images whose true class is among the k most probable.
  package struct TopK: Sendable, Equatable, Codable {
    package let k: Int
    package let accuracy: Proportion
  }

  /// The version of the format this program writes. Names are only added; a change of meaning would raise it.
  package static let currentFormat = 1

  package let format: Int
  package let context: EvaluationContext
  package let images: Int
  /// With Wilson's 95 % interval.
  package let accuracy: Proportion
  /// Clopper and Pearson's exact 95 % interval of the accuracy.
  package let accuracyExactInterval: Interval?
  package let topK: [TopK]
  /// Mean of -ln p(true class), in nats.
  package let crossEntropy: Double
  package let brierScore: Double
  package let calibration: Calibration
  package let classes: [ClassMetrics]
  package let macroAverage: AverageMetrics
  package let weightedAverage: AverageMetrics
  /// `confusion[t][p]`: images of class t that were taken for class p.
  package let confusion: [[Int]]
  package let thresholds: [ThresholdReport]
  /// For each class: the ROC and precision-recall curves and their areas.
  package let rankings: [ClassRanking]
  /// Coverage and accuracy over the confidence threshold.
  package let riskCoverage: [RiskCoverage]
  /// What the classes' own thresholds do; empty when there are none.
  package let classThresholds: [ClassThreshold]
  /// The mistakes the model was most sure of, worst first, at most `mostMistakes`.
  package let mistakes: [Mistake]
  /// Images of no class; `nil` when none were shown.
  package var unknown: UnknownReport?
  /// Another model on the same images; `nil` when there is none.
  package var comparison: ComparisonReport?
  /// Accuracy on damaged images; `nil` when it was not measured.
  package var robustness: RobustnessReport?
  /// The bars that were set, in the order of the options; empty for none.
  package var gates: [Gate] = []

  /// More are counted, in the confusion matrix, but not listed.
  package static let mostMistakes = 1000

  enum CodingKeys: String, CodingKey {
    case format, context, images, accuracy, accuracyExactInterval, topK, crossEntropy, brierScore, calibration, classes
    case macroAverage, weightedAverage, confusion, thresholds, rankings, riskCoverage, classThresholds, mistakes
    case unknown, comparison, robustness, gates
  }

  /// - Parameters:
  ///   - topK: the k to report; values over the number of classes are refused.
  ///   - thresholds: the confidence thresholds to report.
  ///   - classThresholds: for each class its own, or none.
  /// - Throws: a k or a threshold outside its range.
  package init(
    _ predictions: Predictions, context: EvaluationContext, topK: [Int] = [], thresholds: [Double] = [],
    classThresholds: [Double]? = nil
  ) throws(EvaluationFailure) {
    let matrix = ConfusionMatrix(predictions)
    format = Self.currentFormat
    self.context = context
    images = predictions.count
    accuracy = matrix.accuracy
    accuracyExactInterval = Interval.exact(successes: matrix.correct, trials: matrix.total)
    var ranks: [TopK] = []
    for k in topK {
      guard (1...predictions.classCount).contains(k) else {
        throw .invalidSetting(name: "top-k", expected: "1 to \(predictions.classCount)", found: "\(k)")
      }
      ranks.append(TopK(k: k, accuracy: predictions.topK(k)))
    }
    self.topK = ranks
    crossEntropy = predictions.crossEntropy
    brierScore = predictions.brierScore
    calibration = try Calibration(predictions)
    classes = ClassMetrics.all(matrix)
    macroAverage = .macro(classes)
    weightedAverage = .weighted(classes)
    let count = matrix.classCount
    confusion = (0..<count).map { t in (0..<count).map { matrix[true: t, predicted: $0] } }
    var reports: [ThresholdReport] = []
    for threshold in thresholds { reports.append(try ThresholdReport(predictions, threshold: threshold)) }
    self.thresholds = reports
    rankings = ClassRanking.all(predictions)
    riskCoverage = RiskCoverage.table(predictions, thresholds: RiskCoverage.usualThresholds + thresholds)
    self.classThresholds =
      try classThresholds.map { (bars) throws(EvaluationFailure) in
        try ClassThreshold.all(predictions, thresholds: bars)
      } ?? []
    mistakes = Mistake.worst(predictions, limit: Self.mostMistakes)
  }

  /// The matrix in a form that can be asked questions.
  package var confusionMatrix: ConfusionMatrix {
    ConfusionMatrix(classNames: classes.map(\.name), counts: confusion.flatMap { $0 })
  }

  /// The report as indented JSON with sorted keys.
  package func json() throws(JSONFailure) -> String { try JSONText.encode(self) }
}
