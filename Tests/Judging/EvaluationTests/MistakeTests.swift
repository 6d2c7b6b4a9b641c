import Evaluation
import Testing

@Suite struct MistakeTests {
  @Test func theSurestComeFirst() throws {
    let predictions = try Predictions(
      classNames: ["a", "b", "c"], labels: [0, 0, 1, 2, 1],
      probabilities: [0.9, 0.1, 0, 0.25, 0.75, 0, 0.5, 0.25, 0.25, 0.75, 0.125, 0.125, 0.75, 0.25, 0],
      imageNames: ["v", "w", "x", "y", "z"])
    let mistakes = Mistake.worst(predictions, limit: 10)
    #expect(mistakes.map(\.index) == [1, 3, 4, 2])
    #expect(mistakes.map(\.name) == ["w", "y", "z", "x"])
    #expect(mistakes[0].trueClass == "a" && mistakes[0].predictedClass == "b")
    #expect(mistakes[0].confidence == 0.75 && mistakes[0].trueProbability == 0.25)
    #expect(Mistake.worst(predictions, limit: 2).map(\.index) == [1, 3])
    #expect(Mistake.worst(predictions, limit: 0).isEmpty)
  }

  @Test func imagesWithoutNamesAreNumbered() throws {
    let wrong = try predictions(labels: [0, 1], predicted: [0, 0])
    #expect(Mistake.worst(wrong, limit: 1).map(\.name) == ["image 1"])
  }
}
