import Evaluation
import Serialization
import Serialization
import Support

/// What runs with different seeds have in common: `seeds.json`, and a table.
package struct SeedSummary: Encodable {
  package struct Run: Encodable {
    let seed: UInt64
    /// The epoch whose weights were kept, and the last one.
    let best: EpochRecord
    let last: EpochRecord
    let weights: String

    /// Traps without an epoch: a finished run has one.
    init(seed: UInt64, history: [EpochRecord], best: EpochRecord?, weights: String) {
      guard let last = history.last else { preconditionFailure("the run of seed \(seed) has no epoch") }
      (self.seed, self.best, self.last, self.weights) = (seed, best ?? last, last, weights)
    }
  }

  package let runs: [Run]
  /// Validation accuracy and loss of the best epochs and of the last ones.
  let bestAccuracy: SampleStatistics?
  let bestLoss: SampleStatistics?
  let lastAccuracy: SampleStatistics?
  let lastLoss: SampleStatistics?

  init(_ runs: [Run]) {
    self.runs = runs
    bestAccuracy = SampleStatistics(runs.compactMap(\.best.validationAccuracy), bounds: 0...1)
    bestLoss = SampleStatistics(runs.compactMap(\.best.validationLoss), bounds: 0...Double.infinity)
    lastAccuracy = SampleStatistics(runs.compactMap(\.last.validationAccuracy), bounds: 0...1)
    lastLoss = SampleStatistics(runs.compactMap(\.last.validationLoss), bounds: 0...Double.infinity)
  }

  package static func path(_ folder: String) -> String { FileSystem.path(folder, "seeds.json") }

  func write(to folder: String) throws(JSONFileFailure) { try JSONText.write(self, to: Self.path(folder)) }

  /// A row for each seed, and below them mean, deviation and interval.
  package func text(limit: Int?) -> String {
    var table = Table(
      [
        .init("seed"), .init("best epoch", .right, rank: 1), .init("accuracy", .right), .init("loss", .right),
        .init("last accuracy", .right), .init("loss", .right),
      ], limit: limit)
    func number(_ value: Double?) -> String { value.map { Format.fixed($0, 4) } ?? "–" }
    for run in runs {
      table.addRow([
        "\(run.seed)", "\(run.best.epoch)", number(run.best.validationAccuracy), number(run.best.validationLoss),
        number(run.last.validationAccuracy), number(run.last.validationLoss),
      ])
    }
    table.addRule()
    let figures = [bestAccuracy, bestLoss, lastAccuracy, lastLoss]
    table.addRow(["mean", ""] + figures.map { number($0?.mean) })
    table.addRow(["deviation", ""] + figures.map { number($0?.deviation) })
    table.addRow(
      ["95 % interval", ""]
        + figures.map { figure in
          figure?.interval.map { "\(Format.fixed($0.lower, 3))–\(Format.fixed($0.upper, 3))" } ?? "–"
        })
    return """
      Validation accuracy and loss over \(runs.count) seeds
      \(table.rendered())

      """
        + DisplayText.labelled(
          "",
          "The deviation is that of one run, the interval that of the mean. Each seed splits off other validation "
            + "images; the best epoch was chosen on those it is measured on.", indentation: 0, limit: limit)
  }
}
