import Evaluation
import Testing

@Suite struct ClassThresholdTests {
  private func some() throws -> Predictions {
    try Predictions(
      classNames: ["a", "b"], labels: [0, 0, 1], probabilities: [0.9, 0.1, 0.3, 0.7, 0.25, 0.75])
  }

  @Test func countsWhateverTheOtherClassesGet() throws {
    let rows = try ClassThreshold.all(some(), thresholds: [0.3, 0.8])
    #expect(rows.map(\.name) == ["a", "b"])
    #expect(rows[0].precision == Proportion(2, of: 2) && rows[0].recall == Proportion(2, of: 2) && rows[0].f1 == 1)
    #expect(rows[1].precision.value == nil && rows[1].recall == Proportion(0, of: 1) && rows[1].f1 == 0)
  }

  @Test func aClassWithoutImagesGetsOneHalf() throws {
    let missing = try Predictions(classNames: ["a", "b"], labels: [0], probabilities: [0.9, 0.1])
    #expect(ClassThreshold.best(missing)[1] == 0.5)
    #expect(try ClassThreshold.all(missing, thresholds: [0.5, 0.5])[1].f1 == nil)
  }

  @Test func refusesThresholdsOfOtherNumberOrRange() throws {
    let some = try some()
    #expect(throws: EvaluationFailure.wrongCount(what: "class thresholds", expected: 2, found: 1)) {
      try ClassThreshold.all(some, thresholds: [0.5])
    }
    for value in [-0.1, 1.1, .nan] {
      #expect(throws: EvaluationFailure.self) { try ClassThreshold.all(some, thresholds: [0.5, value]) }
    }
  }
}
