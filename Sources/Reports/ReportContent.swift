import Evaluation
import Images

/// Everything a report can tell. Only the evaluation is needed; what is missing leaves its section out.
public struct ReportContent: Sendable {
  /// The figures of the evaluation.
  public var report: EvaluationReport
  /// The answers behind them: needed for curves and for the figures by threshold.
  public var predictions: Predictions?
  /// How the model was trained, by epoch.
  public var training: [TrainingPoint] = []
  /// The mistakes to show, worst first.
  public var mistakes: [PicturedMistake] = []
  /// A threshold that was chosen, and where it was chosen, such as `validation`.
  public var thresholdChoice: (choice: ThresholdChoice, split: String)?
  public var robustness: RobustnessTable?
  public var comparison: ComparisonSummary?
  public var provenance = Provenance()
  /// Further sections, shown before the provenance.
  public var furtherSections: [ReportSection] = []

  public init(_ report: EvaluationReport, predictions: Predictions? = nil) {
    (self.report, self.predictions) = (report, predictions)
  }
}

/// One epoch of a training curve.
public struct TrainingPoint: Sendable, Equatable {
  /// Counted from 1.
  public var epoch: Int
  public var learningRate: Double
  public var trainLoss: Double
  /// A share of the images, as all accuracies.
  public var trainAccuracy: Double
  public var validationLoss: Double?
  public var validationAccuracy: Double?

  public init(
    epoch: Int, learningRate: Double, trainLoss: Double, trainAccuracy: Double, validationLoss: Double? = nil,
    validationAccuracy: Double? = nil
  ) {
    (self.epoch, self.learningRate) = (epoch, learningRate)
    (self.trainLoss, self.trainAccuracy) = (trainLoss, trainAccuracy)
    (self.validationLoss, self.validationAccuracy) = (validationLoss, validationAccuracy)
  }
}

/// An image that was taken for another class.
public struct PicturedMistake: Sendable, Equatable {
  /// File name or record of the image.
  public var name: String
  public var trueClass: String
  public var predictedClass: String
  /// The probability of the predicted class.
  public var confidence: Double
  public var picture: Image?
  /// The picture with what the answer rests on made visible, such as a class-activation map.
  public var heatMap: Image?

  public init(
    name: String, trueClass: String, predictedClass: String, confidence: Double, picture: Image? = nil,
    heatMap: Image? = nil
  ) {
    (self.name, self.trueClass, self.predictedClass) = (name, trueClass, predictedClass)
    (self.confidence, self.picture, self.heatMap) = (confidence, picture, heatMap)
  }
}

/// Accuracy on images that were made worse.
public struct RobustnessTable: Sendable, Equatable {
  /// One way of making images worse.
  public struct Row: Sendable, Equatable {
    public var name: String
    /// By severity, mildest first.
    public var accuracies: [Proportion]
    public init(_ name: String, _ accuracies: [Proportion]) { (self.name, self.accuracies) = (name, accuracies) }
  }
  /// Accuracy on the images as they are.
  public var clean: Proportion
  public var rows: [Row]
  public init(clean: Proportion, rows: [Row]) { (self.clean, self.rows) = (clean, rows) }
}

/// Two models on the same images.
public struct ComparisonSummary: Sendable {
  public var firstName: String
  public var secondName: String
  public var first: Proportion
  public var second: Proportion
  public var comparison: ModelComparison
  /// The interval of the second accuracy minus the first, as shares.
  public var difference: Interval?
  /// Names of images on which exactly one of the two is right.
  public var differingImages: [String]

  public init(
    firstName: String, secondName: String, first: Proportion, second: Proportion, comparison: ModelComparison,
    difference: Interval? = nil, differingImages: [String] = []
  ) {
    (self.firstName, self.secondName, self.first, self.second) = (firstName, secondName, first, second)
    (self.comparison, self.difference, self.differingImages) = (comparison, difference, differingImages)
  }
}

/// Where the figures come from, so that they can be had again.
public struct Provenance: Sendable, Equatable {
  public struct Fact: Sendable, Equatable {
    public var name: String
    public var value: String
    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }
  /// Such as the checksum of the data, seeds, machine, versions, command line and time; in the order to be shown.
  public var facts: [Fact]
  /// The configuration of the training as text, such as JSON.
  public var configuration: String?
  public init(facts: [Fact] = [], configuration: String? = nil) {
    (self.facts, self.configuration) = (facts, configuration)
  }
}
