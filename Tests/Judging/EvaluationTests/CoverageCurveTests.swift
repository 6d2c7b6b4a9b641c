import Evaluation
import Testing

@Suite struct CoverageCurveTests {
  @Test func countsAcceptedAndRightAnswersByConfidence() throws {
    let predictions = try Predictions(
      classNames: ["a", "b"], labels: [0, 0, 1, 1, 0],
      probabilities: [0.875, 0.125, 0.25, 0.75, 0.25, 0.75, 0.125, 0.875, 0.5, 0.5])
    #expect(
      CoverageCurve(predictions).points == [
        // Equal confidences are one point: no threshold comes between them.
        .init(threshold: 0.875, accepted: 2, right: 2), .init(threshold: 0.75, accepted: 4, right: 3),
        .init(threshold: 0.5, accepted: 5, right: 4),
      ])
  }

  @Test func agreesWithTheThresholdReport() throws {
    let predictions = try DecisionsFixture.load().decisions.predictions()
    let curve = CoverageCurve(predictions)
    #expect(curve.total == predictions.count)
    for threshold in [0.3, 0.7, 0.93] {
      let report = try ThresholdReport(predictions, threshold: threshold)
      let point = try #require(curve.points.last { $0.threshold >= Double(Float(threshold)) })
      #expect(point.accepted == report.coverage.successes && point.right == report.accuracy.successes)
    }
  }
}
