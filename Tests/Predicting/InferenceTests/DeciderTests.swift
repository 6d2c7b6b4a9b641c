import Foundation
import Inference
import Serialization
import Tensors
import Support
import Testing

@Suite struct DeciderTests {
  private func metadata(_ change: (inout WeightsMetadata) -> Void = { _ in }) -> WeightsMetadata {
    var metadata = WeightsMetadata(
      model: "resnet20", classNames: ["bicycle", "motorcycle", "bus"], mean: [0, 0, 0], std: [1, 1, 1],
      input: .init(height: 32, width: 32),
      provenance: .init(programVersion: "0", dataSummary: "none", isSynthetic: true, seed: 0))
    change(&metadata)
    return metadata
  }
  private func softmax(_ logits: [Double]) -> [Double] {
    let terms = logits.map(exp)
    return terms.map { $0 / terms.reduce(0, +) }
  }

  @Test func withoutCalibrationTheAnswersAreTheNetworksOwn() throws {
    let decider = Decider(metadata())
    let verdict = try decider.verdict([[1, 3, -2]])
    #expect(!decider.isCalibrated && decider.temperature == 1)
    for (found, expected) in zip(verdict.probabilities, softmax([1, 3, -2])) {
      #expect(abs(Double(found) - expected) < 1e-7)
    }
    #expect(verdict.predicted == 1 && verdict.confidence == verdict.probabilities[1])
    #expect(verdict.isAccepted && verdict.refusal == nil && verdict.reached == nil)
    #expect(verdict.top(2) == [1, 0] && verdict.top(9) == [1, 0, 2] && verdict.top(0) == [])
  }

  /// Each view is divided by the temperature, then its softmax taken, then the mean of both.
  @Test func theTemperatureActsOnEachView() throws {
    let decider = Decider(metadata { $0.temperature = 2 })
    let verdict = try decider.verdict([[4, 0, 0], [0, 2, 0]])
    let (first, second) = (softmax([2, 0, 0]), softmax([0, 1, 0]))
    for k in 0..<3 { #expect(abs(Double(verdict.probabilities[k]) - (first[k] + second[k]) / 2) < 1e-7) }
    #expect(decider.isCalibrated)
  }

  @Test func ofEqualsTheFirstClassIsTheAnswer() throws {
    let verdict = try Decider(metadata()).verdict([[5, 5, 5]])
    #expect(verdict.predicted == 0 && verdict.top(3) == [0, 1, 2])
  }

  @Test func hugeLogitsStayProbabilities() throws {
    let verdict = try Decider(metadata { $0.temperature = 0.01 }).verdict([[3e38, -3e38, 3e38]])
    #expect(verdict.probabilities == [0.5, 0, 0.5] && verdict.unknownScore.isFinite)
  }

  @Test func unsureAnswersAreRefused() throws {
    let decider = Decider(metadata { $0.threshold = 0.87 })
    let refused = try decider.verdict([[1, 0, 0]])
    #expect(refused.refusal?.name == "belowThreshold" && refused.refusal?.description == "below threshold 0.87")
    #expect(!refused.isAccepted)
    #expect(try decider.verdict([[9, 0, 0]]).isAccepted)
    #expect(try Decider(metadata { $0.threshold = 0.87 }, threshold: 0.5).verdict([[1, 0, 0]]).isAccepted)
  }

  /// A threshold taken from an image's own confidence accepts it.
  @Test func theThresholdItselfIsAccepted() throws {
    let confidence = try Decider(metadata()).verdict([[1, 0, 0.5]]).confidence
    #expect(try Decider(metadata { $0.threshold = Double(confidence) }).verdict([[1, 0, 0.5]]).isAccepted)
    #expect(try !Decider(metadata { $0.threshold = Double(confidence.nextUp) }).verdict([[1, 0, 0.5]]).isAccepted)
  }

  @Test func imagesOfNoClassAreRefusedBeforeUnsureOnes() throws {
    let known = metadata {
      $0.unknown = .init(threshold: -4, quantile: 0.95, images: 100)
      $0.threshold = 0.99
    }
    let unknown = try Decider(known).verdict([[1, 1, 1]])
    #expect(abs(unknown.unknownScore - -(1 + log(3.0))) < 1e-6)
    #expect(unknown.refusal?.name == "unknown")
    #expect(unknown.refusal?.description == "unknown: energy -2.10 is over -4.00")
    #expect(try Decider(known).verdict([[12, 1, 1]]).isAccepted)
    #expect(
      try Decider(known, refusesUnknown: false).verdict([[1, 1, 1]]).refusal?.description == "below threshold 0.99")
  }

  /// The temperature must not move the scale of the energies that a threshold was fixed on.
  @Test func energyIsTheMeanOverTheViewsAtTemperatureOne() throws {
    let energies = Probabilities.energies([[1, 0, 0, 3, 3, 3], [0, 0, 2, 3, 3, 3]], classes: 3)
    let (first, second) = (log(exp(1.0) + 2), log(exp(2.0) + 2))
    let expected: [Double] = [-(first + second) / 2, -(3 + log(3.0))]
    for (found, value) in zip(energies, expected) { #expect(abs(Double(found) - value) < 1e-6) }
    let verdict = try Decider(metadata { $0.temperature = 3 }).verdict([[1, 0, 0], [0, 0, 2]])
    #expect(verdict.unknownScore == Double(energies[0]))
  }

  @Test func classesThatReachTheirOwnThreshold() throws {
    let verdict = try Decider(metadata { $0.classThresholds = [0.9, 0.3, 0.3] }).verdict([[1, 1, -9]])
    #expect(verdict.reached == [1])
    #expect(try Decider(metadata { $0.classThresholds = [1, 1, 1] }).verdict([[1, 1, 1]]).reached == [])
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func logitsThatAreNoNumbers(value: Float) {
    let failure = #expect(throws: UnusableLogits.self) {
      try Decider(metadata()).verdict([[0, 0, 0], [0, value, 0]], image: "a.png")
    }
    #expect(failure?.message == "a.png: expected finite logits, found NaN or infinity")
    #expect(failure?.status == .malformedInput)
  }
}
