import Evaluation
import Testing

@Suite struct ScoresTests {
  @Test func agreeWithScikitLearn() throws {
    for entry in try StatisticsFixture.load().cases {
      let predictions = try entry.predictions()
      expectClose(predictions.crossEntropy, entry.crossEntropy, 1e-6, entry.name)
      if let logLoss = entry.logLoss { #expect(abs(predictions.crossEntropy - logLoss) < 1e-5, "\(entry.name)") }
      expectClose(predictions.brierScore, entry.brier, 1e-9, entry.name)
      if let topTwo = entry.topTwo { expectClose(predictions.topK(2).value, topTwo, 1e-12, entry.name) }
      #expect(predictions.topK(1) == ConfusionMatrix(predictions).accuracy, "\(entry.name)")
      #expect(predictions.topK(entry.classes).value == 1, "\(entry.name)")
    }
  }

  @Test func aCertainErrorIsFinite() throws {
    let wrong = try predictions(labels: [1], predicted: [0])
    #expect(abs(wrong.crossEntropy - 15.942385) < 1e-5)
    #expect(wrong.brierScore == 2)
    let right = try predictions(labels: [0], predicted: [0])
    #expect(right.crossEntropy == 0 && right.brierScore == 0)
  }
}
