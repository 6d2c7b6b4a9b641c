import Evaluation
import Support

/// Expected numbers of scikit-learn and scipy, see `Fixtures/make_decisions.py`.
struct DecisionsFixture: Decodable {
  struct SeveralViews: Decodable, Sendable {
    let labels: [Int]
    let views: [[Float]]
    let temperature, lossBefore, lossAfter: Double
    let probabilities: [Double]
  }
  struct BestF1: Decodable { let f1, highest, lowest: Double }
  struct Choice: Decodable {
    let target, confidence, bestThreshold, bestBound: Double
    let threshold, lowerBound: Double?
  }
  struct Decisions: Decodable {
    let labels: [Int]
    let probabilities: [Float]
    let bestF1: [BestF1]
    let choices: [Choice]
    let riskCoverage, quantiles: [[Double]]
    let rocArea: Double

    func predictions() throws -> Predictions {
      try Predictions(classNames: ["a", "b", "c"], labels: labels, probabilities: probabilities)
    }
  }
  struct Paired: Decodable {
    let onlyFirst, onlySecond, images: Int
    let lower, upper: Double
  }

  let severalViews: [SeveralViews]
  let decisions: Decisions
  let paired: [Paired]

  static func load() throws -> DecisionsFixture {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    return try JSONText.read(DecisionsFixture.self, from: "/\(folder)/Fixtures/decisions.json")
  }
}
