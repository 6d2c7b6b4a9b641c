import Evaluation
import Testing

@Suite struct RankingCurvesTests {
  @Test func agreeWithScikitLearn() throws {
    for entry in try StatisticsFixture.load().cases {
      let predictions = try entry.predictions()
      for (k, expected) in entry.curves.enumerated() {
        let curves = RankingCurves(predictions, classIndex: k)
        let comment = "\(entry.name), class \(k)"
        expectClose(curves.rocArea, expected.rocArea, 1e-12, comment)
        expectClose(curves.averagePrecision, expected.averagePrecision, 1e-12, comment)
        // Scikit-learn's curve begins with the artificial point (0, 0).
        if let rates = expected.falsePositiveRate, let trueRates = expected.truePositiveRate {
          expectSame(curves.points.map { curves.falsePositiveRate($0) ?? .nan }, Array(rates.dropFirst()), comment)
          expectSame(curves.points.map { curves.truePositiveRate($0) ?? .nan }, Array(trueRates.dropFirst()), comment)
        }
        if let precision = expected.precision, let recall = expected.recall {
          expectSame(curves.points.map(curves.precision), precision, comment)
          expectSame(curves.points.map { curves.truePositiveRate($0) ?? .nan }, recall, comment)
        }
      }
    }
  }

  private func expectSame(_ found: [Double], _ expected: [Double], _ comment: String) {
    #expect(found.count == expected.count, "\(comment)")
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "\(comment): \(found), expected \(expected)")
  }

  @Test func oneKindOnlyHasNoArea() {
    let positives = RankingCurves(scores: [0.2, 0.4], isPositive: [true, true])
    #expect(positives.rocArea == nil && positives.averagePrecision == 1)
    let negatives = RankingCurves(scores: [0.2, 0.4], isPositive: [false, false])
    #expect(negatives.rocArea == nil && negatives.averagePrecision == nil)
    #expect(RankingCurves(scores: [], isPositive: []).points.isEmpty)
  }

  @Test func tiesCountHalf() {
    let tie = RankingCurves(scores: [0.5, 0.5], isPositive: [true, false])
    #expect(tie.rocArea == 0.5 && tie.points.count == 1)
  }

  @Test func notANumberRanksLast() {
    let curves = RankingCurves(scores: [.nan, 0.1], isPositive: [true, false])
    #expect(curves.rocArea == 0 && curves.points.count == 2)
  }
}
