import Evaluation
import Testing

@Suite struct ClassMetricsTests {
  @Test func agreesWithScikitLearn() throws {
    for entry in try StatisticsFixture.load().cases {
      let matrix = ConfusionMatrix(try entry.predictions())
      #expect(matrix.counts == entry.confusion, "\(entry.name)")
      expectClose(matrix.accuracy.value, entry.accuracy, 1e-12, entry.name)
      let classes = ClassMetrics.all(matrix)
      #expect(classes.map(\.support) == entry.support, "\(entry.name)")
      for (k, found) in classes.enumerated() {
        expectClose(found.precision.value, entry.precision[k], 1e-12, "\(entry.name), precision of \(k)")
        expectClose(found.recall.value, entry.recall[k], 1e-12, "\(entry.name), recall of \(k)")
        expectClose(found.f1, entry.f1[k], 1e-12, "\(entry.name), F1 of \(k)")
      }
      for (average, expected) in [(AverageMetrics.macro(classes), entry.macro), (.weighted(classes), entry.weighted)] {
        expectClose(average.precision, expected[0], 1e-12, entry.name)
        expectClose(average.recall, expected[1], 1e-12, entry.name)
        expectClose(average.f1, expected[2], 1e-12, entry.name)
      }
    }
  }

  /// Of a hundred names of which two were shown, the mean is that of the two, though the others were predicted.
  @Test func classesWithoutImagesAreNoPartOfTheMean() {
    var classes = [
      ClassMetrics(name: "a", truePositives: 9, predicted: 9, support: 10),
      ClassMetrics(name: "b", truePositives: 8, predicted: 10, support: 10),
    ]
    let two = AverageMetrics.macro(classes)
    classes += (0..<98).map { ClassMetrics(name: "\($0)", truePositives: 0, predicted: $0 == 0 ? 1 : 0, support: 0) }
    #expect(AverageMetrics.macro(classes) == two && two.classes == 2 && two.recall == (0.9 + 0.8) / 2)
    #expect(AverageMetrics.weighted(classes) == AverageMetrics.weighted(Array(classes.prefix(2))))
  }

  @Test func aClassWithoutSamplesOrPredictionsHasNoValues() {
    let empty = ClassMetrics(name: "x", truePositives: 0, predicted: 0, support: 0)
    #expect(empty.precision.value == nil && empty.recall.value == nil && empty.f1 == nil)
    #expect(empty.precision.interval == nil && empty.recall.interval == nil)
    let neverPredicted = ClassMetrics(name: "x", truePositives: 0, predicted: 0, support: 3)
    #expect(neverPredicted.precision.value == nil && neverPredicted.recall.value == 0 && neverPredicted.f1 == 0)
  }
}
