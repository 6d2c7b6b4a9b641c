import Evaluation
import Testing

@Suite struct RiskCoverageTests {
  @Test func agreesWithCountingAnew() throws {
    let decisions = try DecisionsFixture.load().decisions
    let predictions = try decisions.predictions()
    let rows = RiskCoverage.table(predictions, thresholds: decisions.riskCoverage.map { $0[0] })
    #expect(rows.count == decisions.riskCoverage.count)
    for (row, expected) in zip(rows, decisions.riskCoverage) {
      #expect(row.threshold == expected[0])
      #expect(row.coverage == Proportion(Int(expected[1]), of: predictions.count))
      #expect(row.accuracy == Proportion(Int(expected[2]), of: Int(expected[1])))
    }
  }

  @Test func rowsAgreeWithTheThresholdReport() throws {
    let predictions = try DecisionsFixture.load().decisions.predictions()
    for row in RiskCoverage.table(predictions, thresholds: [0.93, 0.5, 0.93, 0.71875]) {
      let report = try ThresholdReport(predictions, threshold: row.threshold)
      #expect(row.coverage == report.coverage && row.accuracy == report.accuracy)
    }
  }

  @Test func thresholdsStandOnceInAscendingOrder() throws {
    let rows = RiskCoverage.table(
      try predictions(labels: [0], predicted: [0], confidences: [0.6]), thresholds: [0.9, 0.5, 0.9])
    #expect(rows.map(\.threshold) == [0.5, 0.9])
    #expect(rows[1].coverage.successes == 0 && rows[1].accuracy.value == nil)
  }
}
