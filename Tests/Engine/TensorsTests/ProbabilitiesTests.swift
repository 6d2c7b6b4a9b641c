import Foundation
import Tensors
import Testing

struct ProbabilitiesTests {
  private func score(_ logits: [Float], _ truth: [Int], classes: Int) -> (loss: Double, accuracy: Double) {
    let probabilities = Probabilities.softmax(logits, classes: classes)
    let predicted = Probabilities.predicted(probabilities, classes: classes)
    return (
      Probabilities.crossEntropy(probabilities, labels: truth, classes: classes),
      Double(zip(predicted, truth).count { $0 == $1 }) / Double(max(1, truth.count))
    )
  }

  /// By hand: softmax of (0, ln 3) is (1/4, 3/4).
  @Test func agreesWithHandComputation() {
    let three = Float(log(3.0))
    let score = score([0, three, 0, three, three, 0], [1, 0, 0], classes: 2)
    #expect(abs(score.loss - (-log(0.75) - log(0.25) - log(0.75)) / 3) < 1e-7)
    #expect(score.accuracy == 2.0 / 3)
  }

  /// Equal answers are the answer "the first class", not a right answer for every class.
  @Test func theFirstOfEqualsIsTheAnswer() {
    let score = score([1, 1, 1, 1, 1, 1], [0, 2], classes: 3)
    #expect(score.accuracy == 0.5)
    #expect(abs(score.loss - log(3)) < 1e-6)
  }

  /// A probability of 0 counts as 2⁻²³, as in reports.
  @Test func certainErrorsCostAFiniteAmount() {
    let score = score([3e38, 0, -3e38, 0], [0, 0], classes: 2)
    #expect(score.accuracy == 0.5)
    #expect(abs(score.loss - 23 * log(2) / 2) < 1e-6)
  }

  @Test(arguments: [Float.nan, .infinity]) func noNumberGivesNoNumber(_ value: Float) {
    #expect(!score([value, 0], [1], classes: 2).loss.isFinite)
  }

  @Test func noImagesScoreZero() {
    let score = score([], [], classes: 2)
    #expect(score.loss == 0 && score.accuracy == 0)
  }
}
