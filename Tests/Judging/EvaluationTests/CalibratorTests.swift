import Evaluation
import Serialization
import Support
import Testing

@Suite struct CalibratorTests {
  private let metadata = WeightsMetadata(
    model: "resnet20", classNames: ["a", "b"], mean: [0, 0, 0], std: [1, 1, 1], input: .init(height: 32, width: 32),
    provenance: .init(programVersion: "0", dataSummary: "none", isSynthetic: true, seed: 0))

  /// Sure answers, of which every fifth is wrong: the network claims more than it knows.
  private func answers(count: Int = 100) throws -> Predictions {
    let wrong = (0..<count).map { $0 % 5 == 0 }
    return try Predictions(
      classNames: ["a", "b"], labels: wrong.map { $0 ? 1 : 0 }, logits: wrong.indices.flatMap { _ in [Float(4), 0] })
  }

  private func energies(count: Int = 100) -> [Float] { (0..<count).map { -Float($0) } }

  @Test func aTemperatureIsChosenAndNoThreshold() throws {
    let result = try Calibrator(metadata).choose(answers(), energies: energies(), testTimeAugmentation: "flip")
    // 80 % right: softmax(4 / T) = 0.8, so T = 4 / ln 4.
    let temperature = try #require(result.metadata.temperature)
    #expect(abs(temperature - 2.8854) < 1e-3)
    #expect(result.metadata.threshold == nil && result.metadata.classThresholds?.count == 2)
    #expect(result.metadata.unknown?.images == 100 && result.metadata.unknown?.quantile == 0.95)
    let decision = try #require(result.metadata.decision)
    #expect(decision.images == 100 && decision.split == "validation" && decision.testTimeAugmentation == "flip")
    #expect(decision.targetPrecision == nil)
    #expect(result.note.hasPrefix("calibrated on 100 validation images: temperature 2.885, loss "))
  }

  @Test func aPrecisionThatIsReachedChoosesAThreshold() throws {
    let calibrator = Calibrator(metadata, targetPrecision: 0.7, confidence: 0.9)
    let result = try calibrator.choose(answers(), energies: energies(), testTimeAugmentation: "none")
    #expect(result.metadata.threshold != nil && result.metadata.decision?.targetPrecision == 0.7)
    #expect(result.metadata.decision?.confidence == 0.9 && result.metadata.decision?.coverage == 1)
    // Calibrated again without a target of its own, the former one is kept.
    let again = try Calibrator(result.metadata).choose(answers(), energies: energies(), testTimeAugmentation: "none")
    #expect(again.metadata == result.metadata)
  }

  @Test func aPrecisionThatIsNotReachedIsRefused() throws {
    let calibrator = Calibrator(metadata, targetPrecision: 0.9)
    let failure = #expect(throws: UnreachablePrecision.self) {
      try calibrator.choose(answers(), energies: energies(), testTimeAugmentation: "none")
    }
    #expect(failure?.status == .barMissed)
    let expected =
      "no threshold gives a precision of 0.9 with confidence 0.95 on the 100 validation images: "
      + "the best lower bound is "
    #expect(failure?.message.hasPrefix(expected) == true)
    #expect(failure?.message.hasSuffix("(80 of 100 right); nothing was stored") == true)
    // 0.9^28 > 0.05 ≥ 0.9^29.
    let hint = try #require(failure?.hint)
    #expect(hint.hasPrefix("29 answers without a mistake would be needed for this bound, or more with"), "\(hint)")
    #expect(hint.contains("the surest 100 have 20 mistakes"), "\(hint)")
    let few = #expect(throws: UnreachablePrecision.self) {
      try Calibrator(metadata, targetPrecision: 0.99).choose(
        answers(), energies: energies(), testTimeAugmentation: "none")
    }
    #expect(few?.neededAnswers == 299 && few?.hint?.contains("more than the 100 validation images") == true)
  }
}
