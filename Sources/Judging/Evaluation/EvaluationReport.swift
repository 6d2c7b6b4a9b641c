import Support

/// What was evaluated: the part of a report that the predictions do not know.
public struct EvaluationContext: Sendable, Equatable, Codable {
  public var programVersion: String
  /// The weights file as the user named it.
  public var weights: String
  /// Name of the model, such as `resnet20`.
  public var model: String
  /// One line about the images.
  public var dataSummary: String
  /// `test`, `validation` or `train`.
  public var split: String
  /// The images were drawn by the program; figures measured with them say nothing about photographs.
  public var isSynthetic: Bool
  /// Speed of inference; `nil` when it was not measured.
  public var imagesPerSecond: Double?
  /// The temperature the probabilities were computed with; `nil` when the model was not calibrated.
  public var temperature: Double?
  /// One line about the images the model was trained on; `nil` when its file does not say.
  public var trainingDataSummary: String?
  /// Whether those images were drawn by the program.
  public var isTrainedOnSynthetic: Bool?
  /// `none`, or what the answers were averaged over: `flip` is the image and its mirror image.
  public var testTimeAugmentation: String?
  /// How temperature and thresholds were chosen; `nil` when the model was not calibrated.
  public var decision: DecisionContext?

  public init(
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
public struct EvaluationReport: Sendable, Equatable, Codable {
  /// Share of images whose true class is among the k most probable.
  public struct TopK: Sendable, Equatable, Codable {
    public let k: Int
    public let accuracy: Proportion
    public init(k: Int, accuracy: Proportion) { (self.k, self.accuracy) = (k, accuracy) }
  }

  /// The version of the format this program writes. Names are only added; a change of meaning would raise it.
  public static let currentFormat = 1

  public let format: Int
  public let context: EvaluationContext
  public let images: Int
  /// With Wilson's 95 % interval.
  public let accuracy: Proportion
  /// Clopper and Pearson's exact 95 % interval of the accuracy.
  public let accuracyExactInterval: Interval?
  public let topK: [TopK]
  /// Mean of -ln p(true class), in nats.
  public let crossEntropy: Double
  public let brierScore: Double
  public let calibration: Calibration
  public let classes: [ClassMetrics]
  public let macroAverage: AverageMetrics
  public let weightedAverage: AverageMetrics
  /// `confusion[t][p]`: images of class t that were taken for class p.
  public let confusion: [[Int]]
  public let thresholds: [ThresholdReport]
  /// For each class: the ROC and precision-recall curves and their areas.
  public let rankings: [ClassRanking]
  /// Coverage and accuracy over the confidence threshold.
  public let riskCoverage: [RiskCoverage]
  /// What the classes' own thresholds do; empty when there are none.
  public let classThresholds: [ClassThreshold]
  /// The mistakes the model was most sure of, worst first, at most `mostMistakes`.
  public let mistakes: [Mistake]
  /// Images of no class; `nil` when none were shown.
  public var unknown: UnknownReport?
  /// Another model on the same images; `nil` when there is none.
  public var comparison: ComparisonReport?
  /// Accuracy on damaged images; `nil` when it was not measured.
  public var robustness: RobustnessReport?

  /// More are counted, in the confusion matrix, but not listed.
  public static let mostMistakes = 1000

  enum CodingKeys: String, CodingKey {
    case format, context, images, accuracy, accuracyExactInterval, topK, crossEntropy, brierScore, calibration, classes
    case macroAverage, weightedAverage, confusion, thresholds, rankings, riskCoverage, classThresholds, mistakes
    case unknown, comparison, robustness
  }

  /// - Parameters:
  ///   - topK: the k to report; values over the number of classes are refused.
  ///   - thresholds: the confidence thresholds to report.
  ///   - classThresholds: for each class its own, or none.
  /// - Throws: a k or a threshold outside its range.
  public init(
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
  public var confusionMatrix: ConfusionMatrix {
    ConfusionMatrix(classNames: classes.map(\.name), counts: confusion.flatMap { $0 })
  }

  /// The report as indented JSON with sorted keys.
  public func json() throws(JSONFailure) -> String { try JSONText.encode(self) }
}
