import Evaluation
import Foundation
import Support
import Testing

@Suite struct ClassRankingTests {
  @Test func areasAreThoseOfTheWholeCurves() throws {
    for entry in try StatisticsFixture.load().cases {
      let rankings = try ClassRanking.all(entry.predictions())
      for (ranking, expected) in zip(rankings, entry.curves) {
        expectClose(ranking.rocArea, expected.rocArea, 1e-12, entry.name)
        expectClose(ranking.averagePrecision, expected.averagePrecision, 1e-12, entry.name)
      }
      #expect(rankings.map(\.positives) == entry.support)
    }
  }

  /// The area under straight lines between the points that are left is the area under the curve.
  @Test func onlyCornersAreLeft() throws {
    let scores: [Float] = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
    let isPositive = [true, true, true, false, false, true, true, false, false]
    let curves = RankingCurves(scores: scores, isPositive: isPositive)
    let ranking = ClassRanking(name: "a", curves)
    #expect(curves.points.count == 9)
    #expect(ranking.points.map(\.truePositives) == [1, 3, 3, 5, 5])
    #expect(ranking.points.map(\.falsePositives) == [0, 0, 2, 2, 4])
    var (area, before) = (0.0, (0, 0))
    for point in ranking.points {
      area += Double((point.falsePositives - before.1) * (point.truePositives + before.0)) / 2
      before = (point.truePositives, point.falsePositives)
    }
    expectClose(area / Double(ranking.positives * ranking.negatives), ranking.rocArea, 1e-12)
  }

  @Test func manyPointsAreThinnedEvenlyAndTheLastStays() throws {
    let scores = (0..<5000).map { Float(5000 - $0) }
    let ranking = ClassRanking(
      name: "a", RankingCurves(scores: scores, isPositive: scores.indices.map { ($0 * 7919) % 3 == 0 }), limit: 50)
    #expect((40...50).contains(ranking.points.count), "\(ranking.points.count)")
    let last = try #require(ranking.points.last)
    #expect(last.truePositives == ranking.positives && last.falsePositives == ranking.negatives)
  }

  @Test func aFileAboutManyClassesStaysSmall() throws {
    let classes = (0..<100).map { "class \($0)" }
    let labels = (0..<2000).map { $0 % 100 }
    let logits = (0..<200_000).map { Float(($0 * 7919) % 1013) / 100 }
    let predictions = try Predictions(classNames: classes, labels: labels, logits: logits)
    let text = try JSONText.encode(ClassRanking.all(predictions))
    #expect(text.utf8.count < 600_000, "\(text.utf8.count) bytes")
  }

  @Test func bestThresholdIsThatOfScikitLearnsBestF1() throws {
    let decisions = try DecisionsFixture.load().decisions
    let predictions = try decisions.predictions()
    let chosen = ClassThreshold.best(predictions)
    for (k, expected) in decisions.bestF1.enumerated() {
      let best = try #require(RankingCurves(predictions, classIndex: k).bestThreshold)
      expectClose(best.f1, expected.f1, 1e-12, "class \(k)")
      #expect(best.threshold > expected.lowest && best.threshold <= expected.highest)
      #expect(chosen[k] == best.threshold)
      // Applied to the same images, it keeps what it promised.
      expectClose(ClassThreshold(predictions, classIndex: k, threshold: best.threshold).f1, expected.f1, 1e-12)
    }
  }

  @Test func bestThresholdLiesHalfWayToTheNextScore() {
    let curves = RankingCurves(scores: [0.9, 0.8, 0.2], isPositive: [true, true, false])
    #expect(abs((curves.bestThreshold?.threshold ?? 0) - 0.5) < 1e-6 && curves.bestThreshold?.f1 == 1)
    // There is no float between neighbours.
    let close = RankingCurves(scores: [0.5, Float(0.5).nextDown], isPositive: [true, false])
    #expect(close.bestThreshold?.threshold == 0.5)
    #expect(RankingCurves(scores: [0.5], isPositive: [true]).bestThreshold?.threshold == 0.5)
    #expect(RankingCurves(scores: [0.5], isPositive: [false]).bestThreshold == nil)
  }
}
