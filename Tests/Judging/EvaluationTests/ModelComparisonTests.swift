import Evaluation
import Testing

@Suite struct ModelComparisonTests {
  @Test func exactTestAgreesWithStatsmodels() throws {
    for entry in try StatisticsFixture.load().mcnemar {
      expectClose(
        ModelComparison.mcnemar(entry.onlyFirst, entry.onlySecond), entry.probability, 1e-9,
        "\(entry.onlyFirst) and \(entry.onlySecond)")
    }
  }

  @Test func countsWhoIsRight() throws {
    let first = try predictions(labels: [0, 0, 1, 1, 1], predicted: [0, 1, 1, 0, 1])
    let second = try predictions(labels: [0, 0, 1, 1, 1], predicted: [0, 0, 0, 0, 0])
    let comparison = try ModelComparison(first, second)
    #expect(comparison.bothRight == 1 && comparison.bothWrong == 1)
    #expect(comparison.onlyFirstRight == 2 && comparison.onlySecondRight == 1)
    #expect(comparison.differing == [1, 2, 4])
    expectClose(comparison.probability, 1, 1e-12)
  }

  @Test func refusesOtherImages() throws {
    let first = try predictions(labels: [0, 0], predicted: [0, 1])
    let others = [
      try predictions(labels: [0], predicted: [0]), try predictions(labels: [0, 1], predicted: [0, 1]),
      try predictions(labels: [0, 0], predicted: [0, 1], classes: ["bicycle", "car"]),
    ]
    for other in others { #expect(throws: EvaluationFailure.self) { try ModelComparison(first, other) } }
  }
}
