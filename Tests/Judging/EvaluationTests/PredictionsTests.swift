import Evaluation
import Support
import Testing

@Suite struct PredictionsTests {
  @Test func answersAreTheMostProbableAndTheFirstOfEquals() throws {
    let predictions = try Predictions(
      classNames: ["a", "b", "c"], labels: [0, 1], probabilities: [0.2, 0.4, 0.4, 0, 0.1, 0.9])
    #expect(predictions.predicted == [1, 2])
    #expect(predictions.confidences == [0.4, 0.9])
  }

  @Test func softmaxOfLogits() throws {
    let plain = try Predictions(classNames: ["a", "b"], labels: [0, 1], logits: [0, 0, 1000, -1000])
    #expect(plain.probabilities == [0.5, 0.5, 1, 0])
    let cool = try Predictions(classNames: ["a", "b"], labels: [0], logits: [2, 0], temperature: 2)
    #expect(abs(cool.probabilities[0] - 0.731_058_6) < 1e-6)
  }

  /// The temperature acts on each view before the mean is taken.
  @Test func probabilitiesOfViewsAreAveraged() throws {
    let views: [[Float]] = [[2, 0], [0, 4]]
    let both = try Predictions(classNames: ["a", "b"], labels: [0], views: views, temperature: 2)
    let single = try views.map { try Predictions(classNames: ["a", "b"], labels: [0], logits: $0, temperature: 2) }
    for k in 0..<2 { #expect(both.probabilities[k] == (single[0].probabilities[k] + single[1].probabilities[k]) / 2) }
    #expect(both.views == views && both.logits == views[0] && both.predicted == [1])
    #expect(try both.with(temperature: 1).probabilities != both.probabilities)
    #expect(throws: EvaluationFailure.self) {
      try Predictions(classNames: ["a", "b"], labels: [0], views: [[1, 2], [1]])
    }
    #expect(throws: EvaluationFailure.noLogits(needed: "computing probabilities")) {
      try Predictions(classNames: ["a", "b"], labels: [0], views: [])
    }
    #expect(throws: EvaluationFailure.logitsNotFinite(image: "image 0")) {
      try Predictions(classNames: ["a", "b"], labels: [0], views: [[1, 2], [.nan, 1]])
    }
  }

  @Test(arguments: [
    ([Float](), "expected at least one image", 0), ([0.5, 0.6], "expected probabilities that add up to 1", 1),
    ([0.5], "expected 2 probabilities, found 1", 1), ([.nan, 0.5], "expected probabilities from 0 to 1, found nan", 1),
    ([-0.1, 1.1], "expected probabilities from 0 to 1, found -0.1", 1),
    ([.infinity, 0], "expected probabilities from 0 to 1, found inf", 1), ([0, 0], "add up to 1, found 0.0", 1),
  ])
  func refusesWhatAreNoProbabilities(probabilities: [Float], words: String, images: Int) {
    let failure = #expect(throws: EvaluationFailure.self) {
      try Predictions(
        classNames: ["a", "b"], labels: [Int](repeating: 0, count: images), probabilities: probabilities)
    }
    #expect(failure?.message.contains(words) == true, "\(String(describing: failure))")
  }

  @Test(arguments: [-1, 2]) func refusesALabelOutOfRange(label: Int) {
    let failure = #expect(throws: EvaluationFailure.self) {
      try Predictions(classNames: ["a", "b"], labels: [label], probabilities: [1, 0], imageNames: ["cat.png"])
    }
    #expect(failure?.message == "cat.png: expected a label from 0 to 1, found \(label)")
  }

  @Test func refusesBadLogitsNamesAndTemperatures() {
    let names = ["a", "b"]
    #expect(throws: EvaluationFailure.noClasses) { try Predictions(classNames: [], labels: [0], probabilities: []) }
    #expect(throws: EvaluationFailure.noClasses) { try Predictions(classNames: [], labels: [0], logits: []) }
    #expect(throws: EvaluationFailure.logitsNotFinite(image: "image 1")) {
      try Predictions(classNames: names, labels: [0, 0], logits: [0, 0, .nan, 0])
    }
    #expect(throws: EvaluationFailure.wrongCount(what: "logits", expected: 2, found: 1)) {
      try Predictions(classNames: names, labels: [0], logits: [0])
    }
    #expect(throws: EvaluationFailure.wrongCount(what: "image names", expected: 1, found: 0)) {
      try Predictions(classNames: names, labels: [0], probabilities: [1, 0], imageNames: [])
    }
    for temperature in [0, -1, .nan, .infinity] {
      #expect(throws: EvaluationFailure.self) {
        try Predictions(classNames: names, labels: [0], logits: [0, 0], temperature: temperature)
      }
    }
  }
}
