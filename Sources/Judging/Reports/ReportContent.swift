import Evaluation
import Images
import Serialization

/// Everything a report can tell. Only the evaluation is needed; what is missing leaves its section out.
public struct ReportContent: Sendable {
  /// The figures of the evaluation.
  public var report: EvaluationReport
  /// The answers behind them: needed for the curves.
  public var predictions: Predictions?
  /// How the model was trained, by epoch.
  public var training: [EpochRecord] = []
  /// The mistakes to show, worst first.
  public var mistakes: [PicturedMistake] = []
  public var provenance = Provenance()
  public init(_ report: EvaluationReport, predictions: Predictions? = nil) {
    (self.report, self.predictions) = (report, predictions)
  }
}

/// An image that was taken for another class, to look at.
public struct PicturedMistake: Sendable, Equatable {
  public var mistake: Mistake
  public var picture: Image?
  /// The picture with what the answer rests on made visible, such as a class-activation map.
  public var heatMap: Image?

  public init(_ mistake: Mistake, picture: Image? = nil, heatMap: Image? = nil) {
    (self.mistake, self.picture, self.heatMap) = (mistake, picture, heatMap)
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
