import Evaluation
import Testing

@Suite struct TemperatureScalingTests {
  @Test func agreesWithScipysMinimum() throws {
    var compared = 0
    for entry in try StatisticsFixture.load().cases {
      guard let temperature = entry.temperature, let loss = entry.temperatureLoss else { continue }
      let fit = try TemperatureScaling(entry.predictions())
      // The loss is flat at its minimum: half of the digits decide the temperature.
      expectClose(fit.temperature, temperature, 1e-5, entry.name)
      expectClose(fit.lossAfter, loss, 1e-9, entry.name)
      #expect(fit.lossAfter <= fit.lossBefore)
      compared += 1
    }
    #expect(compared == 3)
  }

  @Test func agreesWithScipyForSeveralViews() throws {
    for entry in try DecisionsFixture.load().severalViews {
      let names = ["a", "b", "c"]
      let predictions = try Predictions(classNames: names, labels: entry.labels, views: entry.views)
      let fit = try TemperatureScaling(predictions)
      let comment = "\(entry.views.count) views"
      expectClose(fit.temperature, entry.temperature, 1e-5, comment)
      expectClose(fit.lossBefore, entry.lossBefore, 1e-9, comment)
      expectClose(fit.lossAfter, entry.lossAfter, 1e-9, comment)
      #expect(!fit.isAtLimit)
      let after = try predictions.with(temperature: entry.temperature)
      #expect(zip(after.probabilities, entry.probabilities).allSatisfy { abs(Double($0) - $1) < 1e-6 }, "\(comment)")
      #expect(abs(after.crossEntropy - fit.lossAfter) < 1e-6)
    }
  }

  @Test func changesNoAnswer() throws {
    let entry = try #require(StatisticsFixture.load().cases.first { $0.name.contains("overconfident") })
    let before = try Predictions(classNames: entry.classNames, labels: entry.labels, logits: entry.logits ?? [])
    let fit = try TemperatureScaling(before)
    #expect(fit.temperature > 1)
    let after = try Predictions(
      classNames: entry.classNames, labels: entry.labels, logits: entry.logits ?? [], temperature: fit.temperature)
    #expect(after.predicted == before.predicted)
    #expect(abs(after.crossEntropy - fit.lossAfter) < 1e-6)
    #expect(try Calibration(after).expectedError < Calibration(before).expectedError)
  }

  @Test func staysWithinItsRangeWhereTheBestWouldNot() throws {
    let allRight = try Predictions(classNames: ["a", "b"], labels: [0, 1], logits: [1, 0, 0, 1])
    expectClose(try TemperatureScaling(allRight).temperature, 0.01, 1e-9)
    let allWrong = try Predictions(classNames: ["a", "b"], labels: [1, 0], logits: [1, 0, 0, 1])
    expectClose(try TemperatureScaling(allWrong).temperature, 100, 1e-9)
    #expect(try TemperatureScaling(allRight).isAtLimit && TemperatureScaling(allWrong).isAtLimit)
    // So sure that e to the power of -100 times the difference is 0.
    let certain = try Predictions(classNames: ["a", "b"], labels: [0, 1], logits: [30, 0, 0, 25])
    #expect(try TemperatureScaling(certain).isAtLimit && TemperatureScaling(certain).temperature == 0.01)
    let flat = try Predictions(classNames: ["a", "b"], labels: [0, 1], logits: [3, 3, 3, 3])
    #expect(try TemperatureScaling(flat).temperature == 1)
    let single = try Predictions(classNames: ["a"], labels: [0, 0], logits: [3, 5])
    #expect(try TemperatureScaling(single).temperature == 1)
  }

  @Test func needsLogits() throws {
    let without = try predictions(labels: [0], predicted: [0])
    #expect(throws: EvaluationFailure.noLogits(needed: "fitting a temperature")) { try TemperatureScaling(without) }
  }
}
