import Evaluation
import Testing

@Suite struct ThresholdTests {
  private func some() throws -> Predictions {
    try predictions(
      labels: [0, 0, 1, 1, 0], predicted: [0, 0, 0, 1, 1], confidences: [0.93, 0.9, 0.99, 0.95, 0.6])
  }

  @Test func countsWhatPasses() throws {
    let report = try ThresholdReport(some(), threshold: 0.93)
    #expect(report.coverage == Proportion(3, of: 5))
    #expect(report.accuracy == Proportion(2, of: 3))
    #expect(
      report.classes == [
        .init(name: "bicycle", coverage: Proportion(2, of: 3), precision: Proportion(1, of: 2)),
        .init(name: "motorcycle", coverage: Proportion(1, of: 2), precision: Proportion(1, of: 1)),
      ])
  }

  @Test func nothingPassesOrEverything() throws {
    let none = try ThresholdReport(some(), threshold: 1)
    #expect(none.coverage == Proportion(0, of: 5) && none.accuracy.value == nil)
    let all = try ThresholdReport(some(), threshold: 0)
    #expect(all.coverage.value == 1 && all.accuracy == Proportion(3, of: 5))
  }

  @Test(arguments: [-0.1, 1.1, .nan]) func refusesAnImpossibleThreshold(threshold: Double) throws {
    let some = try some()
    #expect(throws: EvaluationFailure.self) { try ThresholdReport(some, threshold: threshold) }
  }

  /// 100 sure and right answers, then ten at 0.8 of which three are wrong, then wrong ones at 0.6.
  private func graded() throws -> Predictions {
    try predictions(
      labels: [Int](repeating: 0, count: 107) + [Int](repeating: 1, count: 13),
      predicted: [Int](repeating: 0, count: 120),
      confidences: [Float](repeating: 0.99, count: 100) + [Float](repeating: 0.8, count: 7)
        + [Float](repeating: 0.8, count: 3) + [Float](repeating: 0.6, count: 10))
  }

  @Test func choosesTheSmallestThresholdThatKeepsThePromise() throws {
    // 107 of 110 has the exact lower bound 0.9312 with 95 % confidence, 100 of 100 has 0.9705.
    let modest = try #require(try ThresholdChoice.smallest(graded(), targetPrecision: 0.93))
    #expect(modest.threshold == Double(Float(0.8)))
    #expect(modest.precision == Proportion(107, of: 110) && modest.coverage == Proportion(110, of: 120))
    #expect(modest.lowerBound >= 0.93 && modest.lowerBound < 0.935)
    let strict = try #require(try ThresholdChoice.smallest(graded(), targetPrecision: 0.97))
    #expect(strict.threshold == Double(Float(0.99)))
    expectClose(strict.lowerBound, 0.970_487, 1e-5)
    #expect(try ThresholdChoice.smallest(graded(), targetPrecision: 0.98) == nil)
    #expect(try ThresholdChoice.smallest(graded(), targetPrecision: 0.98, confidence: 0.8) != nil)
  }

  @Test func agreesWithBoundsOfScipy() throws {
    let decisions = try DecisionsFixture.load().decisions
    let predictions = try decisions.predictions()
    var found = 0
    for entry in decisions.choices {
      let choice = try ThresholdChoice.smallest(
        predictions, targetPrecision: entry.target, confidence: entry.confidence)
      let comment = "\(entry.target) with \(entry.confidence)"
      expectClose(choice?.threshold, entry.threshold, 1e-12, comment)
      expectClose(choice?.lowerBound, entry.lowerBound, 1e-9, comment)
      let best = ThresholdChoice.best(predictions, confidence: entry.confidence)
      expectClose(best.threshold, entry.bestThreshold, 1e-12, comment)
      expectClose(best.lowerBound, entry.bestBound, 1e-9, comment)
      if choice != nil { found += 1 }
    }
    #expect(found > 0 && found < decisions.choices.count)
  }

  @Test func refusesAnImpossibleTargetOrConfidence() throws {
    let graded = try graded()
    for value in [0, 1, -1, 2, .nan] {
      #expect(throws: EvaluationFailure.self) { try ThresholdChoice.smallest(graded, targetPrecision: value) }
      #expect(throws: EvaluationFailure.self) {
        try ThresholdChoice.smallest(graded, targetPrecision: 0.9, confidence: value)
      }
    }
  }

  @Test func allWrongGivesNoThreshold() throws {
    let wrong = try predictions(labels: [1, 1], predicted: [0, 0])
    #expect(try ThresholdChoice.smallest(wrong, targetPrecision: 0.01) == nil)
    #expect(ThresholdChoice.best(wrong).lowerBound == 0)
  }
}
