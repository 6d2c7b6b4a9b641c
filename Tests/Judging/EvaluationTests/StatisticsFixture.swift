import Evaluation
import Support
import Testing

/// Expected numbers of scikit-learn, scipy and statsmodels, see `Fixtures/make_fixtures.py`.
struct StatisticsFixture: Decodable {
  struct IncompleteBeta: Decodable { let a, b, x, value: Double }
  struct IntervalCase: Decodable {
    let successes, trials: Int
    let confidence: Double
    let wilson, exact: [Double]
    let lowerBound, upperBound: Double
  }
  struct McNemar: Decodable {
    let onlyFirst, onlySecond: Int
    let probability: Double
  }
  struct Curves: Decodable {
    let rocArea, averagePrecision: Double?
    let falsePositiveRate, truePositiveRate, precision, recall: [Double]?
  }
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let labels: [Int]
    let classes: Int
    let probabilities: [Float]
    let logits: [Float]?
    let confusion: [Int]
    let precision, recall, f1: [Double?]
    let support: [Int]
    let macro, weighted: [Double]
    let accuracy: Double
    let topTwo, logLoss: Double?
    let crossEntropy, brier, calibrationError: Double
    let curves: [Curves]
    let temperature, temperatureLoss: Double?

    var testDescription: String { name }
    var classNames: [String] { (0..<classes).map { "class \($0)" } }
    func predictions() throws -> Predictions {
      try Predictions(classNames: classNames, labels: labels, probabilities: probabilities, logits: logits)
    }
  }

  struct SampleCase: Decodable {
    let values: [Double]
    let mean, deviation: Double
    let interval: [Double]
  }

  let normalQuantiles: [[Double]]
  /// Probability, degrees of freedom, quantile.
  let studentQuantiles: [[Double]]
  let sampleStatistics: [SampleCase]
  let incompleteBeta: [IncompleteBeta]
  let intervals: [IntervalCase]
  let mcnemar: [McNemar]
  let cases: [Case]

  static func load() throws -> StatisticsFixture {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    return try JSONText.read(StatisticsFixture.self, from: "/\(folder)/Fixtures/statistics.json")
  }
}

/// Equal up to a share of the expected value (or of 1e-12 where that is tiny).
func expectClose(
  _ found: Double?, _ expected: Double?, _ tolerance: Double = 1e-9, _ comment: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let found, let expected else {
    #expect(found == expected, "\(comment())", sourceLocation: sourceLocation)
    return
  }
  #expect(
    abs(found - expected) <= tolerance * max(abs(expected), 1e-12), "\(comment()): \(found), expected \(expected)",
    sourceLocation: sourceLocation)
}

/// Predictions with the given answers, each with the given confidence in two or more classes.
func predictions(
  labels: [Int], predicted: [Int], confidences: [Float]? = nil, classes: [String] = ["bicycle", "motorcycle"]
) throws -> Predictions {
  var probabilities: [Float] = []
  for (image, answer) in predicted.enumerated() {
    let confidence = confidences?[image] ?? 1
    let rest = classes.count > 1 ? (1 - confidence) / Float(classes.count - 1) : 0
    probabilities += classes.indices.map { $0 == answer ? confidence : rest }
  }
  return try Predictions(classNames: classes, labels: labels, probabilities: probabilities)
}
