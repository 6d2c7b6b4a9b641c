import Auditing
import Foundation
import Support
import Testing

/// Expected numbers come from Fixtures/confident_learning.py, which has cleanlab confirm them.
@Suite struct ConfidentLearningTests {
  struct Case: Decodable {
    let name: String
    let classes: Int
    let labels: [Int]
    let probabilities: [Double]
    let thresholds: [Double?]
    let joint: [[Int]]
    let estimatedErrors: Double
    let suspects: [Int]
    let suggested: [Int]
    let margins: [Double]
    let accuracy: Double
  }

  static func cases() throws -> [Case] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/confident-learning.json")
    return try JSONText.read([Case].self, from: file.path)
  }

  @Test func agreesWithTheFixture() throws {
    let cases = try Self.cases()
    #expect(cases.count == 7)
    for expected in cases {
      let found = ConfidentLearning(
        labels: expected.labels, probabilities: expected.probabilities.map { Float($0) }, classes: expected.classes)
      #expect(found.joint == expected.joint, "\(expected.name)")
      #expect(found.suspects.map(\.index) == expected.suspects, "\(expected.name)")
      #expect(found.suspects.map(\.suggested) == expected.suggested, "\(expected.name)")
      for (own, other) in zip(found.thresholds, expected.thresholds) {
        #expect((own == nil) == (other == nil) && abs((own ?? 0) - (other ?? 0)) < 1e-9, "\(expected.name)")
      }
      #expect(zip(found.suspects, expected.margins).allSatisfy { abs($0.margin - $1) < 1e-9 }, "\(expected.name)")
      #expect(abs(found.accuracy - expected.accuracy) < 1e-12, "\(expected.name)")
      #expect(abs(found.estimatedErrors - expected.estimatedErrors) < 1e-9, "\(expected.name)")
    }
  }

  @Test func noImagesNoSuspects() {
    let found = ConfidentLearning(labels: [], probabilities: [], classes: 3)
    #expect(found.suspects.isEmpty && found.thresholds == [nil, nil, nil] && found.estimatedErrors == 0)
  }
}
