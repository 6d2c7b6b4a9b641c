import Images
import Datasets
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
    #expect(kind.weights == weights)
  }

  @Test func viewsAreTheImageItsMirrorImageAndBothShifted() {
    let set = Self.set
    let expected = [
      set, set.mirrored(), set.shifted(by: -1), set.shifted(by: -1).mirrored(), set.shifted(by: 1),
      set.shifted(by: 1).mirrored(),
    ]
    for (number, view) in expected.enumerated() {
      #expect(TestTimeAugmentation.shift.view(number, of: set).pixels == view.pixels, "view \(number)")
    }
    #expect(Set(expected.map(\.pixels)).count == 6)
  }

  /// The average of the views' probabilities, by their weights.
  @Test(arguments: TestTimeAugmentation.allCases) func probabilitiesAreAveraged(_ kind: TestTimeAugmentation) throws {
    let network = try ModelConfiguration(name: "resnet20", classes: 3).build(seed: 5)
    let predictor = Predictor(
      network, statistics: ChannelStatistics(of: Self.set, indices: [0]), backend: Backend(threads: 1), batchSize: 2)
    let found = try predictor.probabilities(Self.set, augmentation: kind)
    var expected = [Double](repeating: 0, count: 9)
    for (number, weight) in kind.weights.enumerated() {
      let view = Predictor.softmax(try predictor.logits(kind.view(number, of: Self.set)), classes: 3)
      for at in 0..<9 { expected[at] += Double(weight) / Double(kind.weights.reduce(0, +)) * Double(view[at]) }
    }
    for (found, expected) in zip(found, expected) { #expect(abs(Double(found) - expected) < 1e-6) }
  }

  @Test func aViewThatIsNotThereTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = TestTimeAugmentation.none.view(
        1,
        of: ImageSet(
          height: 1, width: 1, pixels: [], labels: [], classNames: [],
          provenance: .init(summary: "", path: nil, isSynthetic: true)))
    }
  }
}
