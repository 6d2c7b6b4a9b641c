import Foundation
import Testing
import Training

struct ScoringTests {
  /// By hand: softmax of (0, ln 3) is (1/4, 3/4).
  @Test func agreesWithHandComputation() {
    let three = Float(log(3.0))
    let score = Scoring.score([0, three, 0, three, three, 0], [1, 0, 0], classes: 2)
    #expect(abs(score.loss - (-log(0.75) - log(0.25) - log(0.75)) / 3) < 1e-7)
    #expect(score.accuracy == 2.0 / 3)
  }

  /// Equal logits are the answer "the first class", not a right answer for every class.
  @Test func theFirstOfEqualLogitsIsTheAnswer() {
    let score = Scoring.score([1, 1, 1, 1, 1, 1], [0, 2], classes: 3)
    #expect(score.accuracy == 0.5)
    #expect(abs(score.loss - log(3)) < 1e-7)
  }

  @Test func largeLogitsDoNotOverflow() {
    let score = Scoring.score([3e38, 0, -3e38, 0], [0, 0], classes: 2)
    #expect(score.accuracy == 0.5)
    #expect(abs(score.loss / 1.5e38 - 1) < 1e-6)
  }

  @Test(arguments: [Float.nan, .infinity]) func noNumberGivesNoNumber(_ value: Float) {
    #expect(!Scoring.score([value, 0], [1], classes: 2).loss.isFinite)
  }

  @Test func noImagesScoreZero() {
    let score = Scoring.score([], [], classes: 2)
    #expect(score.loss == 0 && score.accuracy == 0)
  }
}
