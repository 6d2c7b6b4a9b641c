import Evaluation
import Testing

@Suite struct CalibrationTests {
  @Test func expectedErrorAgreesWithItsDefinition() throws {
    for entry in try StatisticsFixture.load().cases {
      let calibration = try Calibration(entry.predictions())
      #expect(abs(calibration.expectedError - entry.calibrationError) < 1e-9, "\(entry.name)")
      #expect(calibration.bins.reduce(0) { $0 + $1.accuracy.trials } == entry.labels.count)
    }
  }

  @Test func edgesBelongToTheLowerBin() throws {
    let edge = try Calibration(predictions(labels: [0, 0, 0], predicted: [0, 0, 0], confidences: [0.7, 0.71, 1]))
    #expect(edge.bins.map(\.accuracy.trials) == [0, 0, 0, 0, 0, 0, 1, 1, 0, 1])
    #expect(edge.bins[0].meanConfidence == nil && edge.bins[9].meanConfidence == 1)
  }

  @Test(arguments: [0, 1001]) func refusesImpossibleBins(bins: Int) throws {
    let some = try predictions(labels: [0], predicted: [0])
    #expect(throws: EvaluationFailure.self) { try Calibration(some, bins: bins) }
  }
}
