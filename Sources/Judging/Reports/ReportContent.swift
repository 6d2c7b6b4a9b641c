import Evaluation
import Images
import Serialization

/// Everything a report can tell. Only the evaluation is needed; what is missing leaves its section out.
package struct ReportContent: Sendable {
  /// The figures of the evaluation.
  package var report: EvaluationReport
  /// The answers behind them: needed for the curves.
  package var predictions: Predictions?
  /// How the model was trained, by epoch.
  package var training: [EpochRecord] = []
  /// The mistakes to show, worst first.
  package var mistakes: [PicturedMistake] = []
  package var provenance = Provenance()
  package init(_ report: EvaluationReport, predictions: Predictions? = nil) {
    (self.report, self.predictions) = (report, predictions)
  }
}

/// An image that was taken for another class, to look at.
package struct PicturedMistake: Sendable, Equatable {
  package var mistake: Mistake
  package var picture: Image?
  /// The picture with what the answer rests on made visible, such as a class-activation map.
  package var heatMap: Image?

  package init(_ mistake: Mistake, picture: Image? = nil, heatMap: Image? = nil) {
    (self.mistake, self.picture, self.heatMap) = (mistake, picture, heatMap)
  }
}

/// Where the figures come from, so that they can be had again.
package struct Provenance: Sendable, Equatable {
  package struct Fact: Sendable, Equatable {
    package var name: String
    package var value: String
    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }
  /// Such as the checksum of the data, seeds, machine, versions, command line and time; in the order to be shown.
  package var facts: [Fact]
  /// The configuration of the training as text, such as JSON.
  package var configuration: String?
  package init(facts: [Fact] = [], configuration: String? = nil) {
    (self.facts, self.configuration) = (facts, configuration)
  }
}
