import Evaluation
import Testing

@Suite struct UnknownReportTests {
  @Test func areaAgreesWithScikitLearn() throws {
    let decisions = try DecisionsFixture.load().decisions
    let scores = try decisions.predictions().confidences
    let (known, unknown) = (Array(scores[..<100]), Array(scores[100...]))
    let report = try UnknownReport(
      known: .init(scores: known, confidences: known), unknown: .init(scores: unknown, confidences: unknown),
      threshold: 0.75, dataSummary: "others")
    expectClose(report.rocArea, decisions.rocArea, 1e-12)
    // Unknown images should be less sure, not surer: the other way round.
    expectClose(report.confidenceRocArea, 1 - decisions.rocArea, 1e-12)
    #expect(report.images == 50 && report.knownImages == 100)
    #expect(report.knownRejected == Proportion(known.count { $0 > 0.75 }, of: 100))
    #expect(report.unknownRejected == Proportion(unknown.count { $0 > 0.75 }, of: 50))
  }

  @Test func theThresholdItselfIsKnown() throws {
    let sample = UnknownReport.Sample(scores: [1, 2], confidences: [0, 0])
    let report = try UnknownReport(known: sample, unknown: sample, threshold: 1, dataSummary: "")
    #expect(report.knownRejected == Proportion(1, of: 2) && report.rocArea == 0.5)
  }

  @Test func quantilesAgreeWithNumpy() throws {
    let decisions = try DecisionsFixture.load().decisions
    let scores = try decisions.predictions().confidences
    for pair in decisions.quantiles {
      #expect(UnknownReport.quantile(scores, fraction: pair[0]) == Double(Float(pair[1])), "\(pair[0])")
    }
    #expect(UnknownReport.quantile((1...100).map { Float($0) }, fraction: 0.95) == 95)
    #expect(UnknownReport.quantile([7], fraction: 0.95) == 7)
  }

  @Test func refusesSamplesThatAreNone() {
    let (some, none) = (
      UnknownReport.Sample(scores: [1], confidences: [1]), UnknownReport.Sample(scores: [], confidences: [])
    )
    #expect(throws: EvaluationFailure.noImages) {
      try UnknownReport(known: some, unknown: none, threshold: 0, dataSummary: "")
    }
    #expect(throws: EvaluationFailure.wrongCount(what: "confidences", expected: 1, found: 2)) {
      try UnknownReport(
        known: .init(scores: [1], confidences: [1, 2]), unknown: some, threshold: 0, dataSummary: "")
    }
  }
}
