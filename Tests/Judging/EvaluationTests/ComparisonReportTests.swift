import Evaluation
import Testing

@Suite struct ComparisonReportTests {
  @Test func saysWhereTheAnswersDiffer() throws {
    let names = ["a", "b", "c"]
    let first = try predictions(labels: [0, 0, 1, 2], predicted: [0, 1, 1, 0], classes: names)
    let second = try predictions(labels: [0, 0, 1, 2], predicted: [0, 0, 0, 1], classes: names)
    let report = try ComparisonReport(first, other: second, weights: "w", model: "m")
    #expect(report.accuracy == Proportion(2, of: 4) && report.difference == 0)
    #expect(report.bothRight == 1 && report.onlyThisRight == 1 && report.onlyOtherRight == 1 && report.bothWrong == 1)
    #expect(report.differingImages == 3 && report.images.map(\.index) == [1, 2, 3])
    let last = report.images[2]
    #expect(last.name == "image 3" && last.trueClass == "c")
    #expect(last.predictedClass == "a" && last.otherPredictedClass == "b")
  }

  @Test func manyDifferencesAreCountedAndTheFirstListed() throws {
    let labels = [Int](repeating: 0, count: 1200)
    let first = try predictions(labels: labels, predicted: labels)
    let second = try predictions(labels: labels, predicted: labels.map { _ in 1 })
    let report = try ComparisonReport(first, other: second, weights: "w", model: "m")
    #expect(report.differingImages == 1200 && report.images.count == 1000 && report.difference == 1)
    #expect(report.interval.upper == 1 && report.interval.lower > 0.99 && report.probability < 1e-300)
  }

  @Test func pairedIntervalsAgreeWithTheFormula() throws {
    for entry in try DecisionsFixture.load().paired {
      let interval = ModelComparison.pairedInterval(entry.onlyFirst, entry.onlySecond, images: entry.images)
      #expect(abs(interval.lower - entry.lower) < 1e-12 && abs(interval.upper - entry.upper) < 1e-12, "\(entry)")
    }
  }
}
