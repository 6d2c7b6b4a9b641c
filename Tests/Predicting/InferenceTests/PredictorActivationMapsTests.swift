import Images
import Inference
import Kernels
import Models
import Tensors
import Testing

@Suite struct PredictorActivationMapsTests {
  private static func images(_ count: Int) -> ImageSet {
    var stream = RandomStream(seed: 3, "activation map images")
    return ImageSet(
      height: 32, width: 32, pixels: (0..<count * 32 * 32 * 3).map { _ in UInt8(stream.uniform(0, 255)) },
      labels: [Int](repeating: 0, count: count), classNames: ["a", "b", "c"],
      provenance: .init(summary: "noise", path: nil, isSynthetic: true))
  }

  /// What defines the map: its mean is the logit of its class without the bias.
  @Test(arguments: [("resnet20", 8), ("resnet18", 4), ("resnet9", 4), ("airbench", 3)])
  func theMeanIsTheLogitLessItsBias(name: String, side: Int) throws {
    let network = try ModelConfiguration(name: name, classes: 3).build(seed: 5)
    let set = Self.images(5)
    let predictor = Predictor(
      network, statistics: ChannelStatistics(of: set, indices: [0]), backend: Backend(threads: 1), batchSize: 2)
    let (indices, classes) = ([4, 0, 3], [2, 0, 1])
    let maps = try predictor.activationMaps(set, indices: indices, classes: classes)
    let logits = try predictor.logits(set)
    let bias = network.model.head.bias.map { network.store.value($0).copy() } ?? [0, 0, 0]
    #expect(maps.count == 3)
    for (map, (image, k)) in zip(maps, zip(indices, classes)) {
      #expect(map.height == side && map.width == side && map.values.count == side * side)
      let mean = map.values.reduce(0) { $0 + Double($1) } / Double(map.values.count)
      let expected = Double(logits[image * 3 + k] - bias[k])
      #expect(abs(mean - expected) < 1e-4 * max(1, abs(expected)), "\(mean), expected \(expected)")
      #expect(Set(map.values).count > 1)
    }
  }

  @Test func noImagesGiveNoMaps() throws {
    let network = try ModelConfiguration(name: "resnet20", classes: 3).build(seed: 5)
    let set = Self.images(1)
    let predictor = Predictor(
      network, statistics: ChannelStatistics(of: set, indices: [0]), backend: Backend(threads: 1))
    #expect(try predictor.activationMaps(set, indices: [], classes: []) == [])
  }
}
