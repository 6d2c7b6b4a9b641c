import Autodiff
import Kernels
import Models
import Optimizers
import Tensors
import Testing

/// Same seed, same bits.
@Suite(.serialized) struct ReproducibilityTests {
  @Test(arguments: ["resnet20", "resnet9", "airbench"])
  func theSeedDecidesTheInitialWeights(_ name: String) throws {
    let configuration = ModelConfiguration(name: name, classes: 4)
    let (one, again) = (try configuration.build(seed: 7).store, try configuration.build(seed: 7).store)
    #expect(Self.bits(one.values) == Self.bits(again.values))
    let other = try configuration.build(seed: 8).store
    for (entry, tensor) in other.tensors() {
      let first = try #require(one.tensors().first { $0.name == entry }?.tensor)
      // Filters that only pass inputs on are the same for all seeds, too.
      let isConstant = Set(tensor.elements).isSubset(of: [0, 1])
      #expect((tensor == first) == isConstant, "\(entry)")
    }
  }

  /// He et al. 2015: deviation √(2 / fan-out) for convolutions; PyTorch's default for the classifier; γ = 1, β = 0.
  @Test func initialWeightsHaveTheirPublishedSpread() throws {
    let store = try ModelConfiguration(name: "resnet20", classes: 100, shortcut: .projection).build(seed: 3).store
    for (name, tensor) in store.tensors() {
      let values = tensor.elements.map(Double.init)
      let mean = values.reduce(0, +) / Double(values.count)
      let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
      // Five standard errors of a deviation estimated from that many numbers.
      let slack = 5 / (2 * Double(values.count)).squareRoot()
      if tensor.shape.rank == 4 {
        let expected = (2 / Double(tensor.shape[0] * tensor.shape[2] * tensor.shape[3])).squareRoot()
        #expect(abs(deviation / expected - 1) < slack && abs(mean) < slack * expected * 2, "\(name)")
      } else if name.hasPrefix("fc.") {
        let bound = 1 / 64.0.squareRoot()
        #expect(abs(deviation / (bound / 3.0.squareRoot()) - 1) < slack, "\(name)")
        #expect(values.allSatisfy { abs($0) <= bound }, "\(name)")
      } else {
        let expected: Float = name.hasSuffix("weight") || name.hasSuffix("running_var") ? 1 : 0
        #expect(tensor.elements.allSatisfy { $0 == expected }, "\(name)")
      }
    }
  }

  /// Three whole training steps, with clipping, give the same bits on 1, 2 and 3 threads.
  @Test(arguments: [
    ModelConfiguration(name: "resnet20", classes: 4), ModelConfiguration(name: "resnet9", classes: 4),
    ModelConfiguration(name: "airbench", classes: 4),
    ModelConfiguration(name: "resnet20", classes: 4, shortcut: .projection),
  ])
  func threadsDoNotChangeBits(_ configuration: ModelConfiguration) throws {
    let (images, labels) = Bench.batch(16, side: 32, classes: 4)
    let results = try [1, 2, 3].map { threads in
      let backend = Backend(threads: threads)
      let network = try configuration.build(seed: 9)
      let bench = try Bench(network, backend, images: images, labels: labels)
      var settings = OptimizerConfiguration()
      settings.nesterov = true
      settings.clipNorm = 1
      let optimizer = SGD(network.store, settings, backend: backend)
      let losses = (0..<3).map { _ in
        let loss = bench.differentiate()
        optimizer.step(rate: 0.1)
        return loss.bitPattern
      }
      return [
        losses, Self.bits(network.store.values), Self.bits(network.store.gradients),
        Self.bits(network.store.stateValues), Self.bits(optimizer.velocity),
      ]
    }
    #expect(Set(results[0][0]).count == 3, "the steps did nothing")
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  private static func bits(_ region: Region) -> [UInt32] { region.copy().map(\.bitPattern) }
}
