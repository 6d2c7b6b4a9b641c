import Images
import Inference
import Kernels
import Models
import Tensors
import Testing

@Suite struct TestTimeAugmentationTests {
  private static let set: ImageSet = {
    var stream = RandomStream(seed: 4, "views")
    return ImageSet(
      height: 16, width: 16, pixels: (0..<3 * 16 * 16 * 3).map { _ in UInt8(stream.uniform(0, 255)) },
      labels: [0, 1, 2], classNames: ["a", "b", "c"], provenance: .init(summary: "noise", path: nil, isSynthetic: true))
  }()

  @Test(arguments: [
    (TestTimeAugmentation.none, [1]), (.flip, [1, 1]), (.shift, [2, 2, 1, 1, 1, 1]),
  ]) func weightsAreThePublishedOnes(_ kind: TestTimeAugmentation, _ weights: [Int]) {
    #expect(kind.views.map(\.weight) == weights)
  }

  @Test func viewsAreTheImageItsMirrorImageAndBothShifted() {
    let expected = [0, -1, 1].flatMap { shift in [false, true].map { PixelView(shift: shift, isMirrored: $0) } }
    #expect(TestTimeAugmentation.shift.views.map(\.view) == expected)
    #expect(TestTimeAugmentation.flip.views.map(\.view) == Array(expected.prefix(2)))
  }

  /// The average of the views' probabilities, by their weights.
  @Test(arguments: TestTimeAugmentation.allCases) func probabilitiesAreAveraged(_ kind: TestTimeAugmentation) throws {
    let network = try ModelConfiguration(name: "resnet20", classes: 3).build(seed: 5)
    let predictor = Predictor(
      network, statistics: ChannelStatistics(of: Self.set, indices: [0]), backend: Backend(threads: 1), batchSize: 2)
    let found = try predictor.probabilities(Self.set, augmentation: kind)
    var expected = [Double](repeating: 0, count: 9)
    let total = kind.views.reduce(0) { $0 + $1.weight }
    for (view, weight) in kind.views {
      let answers = Probabilities.softmax(try predictor.logits(Self.set, view: view), classes: 3)
      for at in 0..<9 { expected[at] += Double(weight) / Double(total) * Double(answers[at]) }
    }
    for (found, expected) in zip(found, expected) { #expect(abs(Double(found) - expected) < 1e-6) }
  }
}
