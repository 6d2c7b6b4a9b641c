import Autodiff
import Kernels
import Models
import Optimizers
import Tensors
import Testing

/// What every architecture must do, whatever it is made of.
@Suite(.serialized) struct ModelTests {
  /// Every architecture, both shortcuts where there is a choice, and some widths.
  static func all() throws -> [ModelConfiguration] {
    try ModelConfigurationTests.counts().map(\.configuration).filter {
      ($0.classes == 10 || ($0.width > 1 && $0.name != "resnet18"))
        && !($0.name == "resnet110" && $0.shortcut == .projection)
    }
  }

  /// A short step down the gradient lowers the loss by what the gradient promises: rate times its squared norm. This
  /// holds gradient, planner and optimizer of a whole network against the loss alone.
  @Test(arguments: try all())
  func oneStepLowersTheLossAsTheGradientPromises(_ configuration: ModelConfiguration) throws {
    let backend = Backend(threads: 2)
    let network = try configuration.build(seed: 5)
    let classes = configuration.classes
    let (images, labels) = Bench.batch(4, side: 16, classes: classes)
    let bench = try Bench(network, backend, images: images, labels: labels)
    #expect(bench.logits.shape == Shape([4, classes]))
    #expect(try network.store.parameterCount == ModelConfigurationTests.count(configuration))
    let before = Double(bench.differentiate())
    for entry in network.store.entries where entry.training != .never {
      let norm = backend.sumOfSquares(network.store.part(network.store.gradients, entry))
      #expect(norm > 0 && norm.isFinite, "no gradient reaches \(entry.name)")
    }
    // Normalising over as few as four numbers without an ε to speak of is strongly curved: smaller steps there.
    let promised = (configuration.name.hasPrefix("airbench") ? 1e-4 : 3e-3) * before
    let rate = promised / backend.sumOfSquares(network.store.gradients)
    var settings = OptimizerConfiguration()
    settings.weightDecay = 0
    SGD(network.store, settings, backend: backend).step(rate: Float(rate))
    bench.program.forward()
    let after = Double(bench.program.region(bench.loss)[0])
    // The rest is curvature: under 1 % as measured, most with 110 layers.
    #expect(abs((before - after) / promised - 1) < 0.02)
  }

  /// Later passes of an inference program run from a recording: the same bits as a first pass, for new images and for
  /// parameters that have changed.
  @Test(arguments: try all().filter { $0.width == 1 })
  func passesFromARecordingEqualTheFirst(_ configuration: ModelConfiguration) throws {
    let backend = Backend(threads: 2)
    let network = try configuration.build(seed: 5)
    func plan() throws -> (program: Program, images: Value, logits: Value) {
      let graph = Graph(network.store, training: false)
      let images = graph.input([1, 32, 32, 3])
      let logits = try network.model(images)
      return (Program(graph, results: [logits], backend: backend), images, logits)
    }
    func answer(_ plan: (program: Program, images: Value, logits: Value), _ seed: UInt64) -> [Float] {
      var stream = RandomStream(seed: seed, "pixels")
      plan.program.region(plan.images).assign((0..<plan.images.shape.count).map { _ in stream.normal() })
      plan.program.forward()
      return plan.program.region(plan.logits).copy()
    }
    let used = try plan()
    for seed in 1...4 as ClosedRange<UInt64> {
      if seed == 4 {
        backend.scale(network.store.values, network.store.values, by: 0.5)
        used.program.parametersChanged()
      }
      let logits = answer(used, seed)
      #expect(logits.allSatisfy { $0.isFinite })
      #expect(try logits == answer(plan(), seed), "pass \(seed)")
    }
  }

  @Test(arguments: [(1, 32, 10), (3, 32, 2), (2, 33, 4), (5, 9, 7)])
  func logitsHaveOneRowAnImageAndOneColumnAClass(_ count: Int, _ side: Int, _ classes: Int) throws {
    for name in ["resnet20", "resnet9", "airbench"] {
      let network = try ModelConfiguration(name: name, classes: classes).build(seed: 1)
      let (images, labels) = Bench.batch(count, side: side, classes: classes)
      let bench = try Bench(network, Backend(threads: 1), images: images, labels: labels, training: false)
      #expect(bench.logits.shape == [count, classes])
      bench.program.forward()
      let logits = bench.program.region(bench.logits).copy()
      #expect(logits.allSatisfy { $0.isFinite })
    }
  }

  @Test func imagesOfOtherChannelsOrTooSmallAreRefused() throws {
    let (grey, labels) = (Tensor([2, 32, 32, 1]), [Float](repeating: 0, count: 2))
    let network = try ModelConfiguration(name: "resnet20", classes: 2).build(seed: 1)
    #expect(throws: ShapeError.self) { try Bench(network, Backend(threads: 1), images: grey, labels: labels) }
    let pooling = try ModelConfiguration(name: "resnet9", classes: 2).build(seed: 1)
    #expect(throws: ShapeError.self) {
      try Bench(pooling, Backend(threads: 1), images: Tensor([2, 7, 7, 3]), labels: labels)
    }
  }

  /// With running statistics an image's logits do not depend on the others of its batch.
  @Test func inferenceTreatsImagesAlone() throws {
    let network = try ModelConfiguration(name: "resnet20", classes: 4).build(seed: 1)
    let (images, labels) = Bench.batch(4, side: 16, classes: 4)
    let backend = Backend(threads: 2)
    let together = try Bench(network, backend, images: images, labels: labels, training: false)
    together.program.forward()
    let all = together.program.region(together.logits).copy()
    let size = 16 * 16 * 3
    for index in 0..<4 {
      let image = Tensor([1, 16, 16, 3], Array(images.elements[index * size..<(index + 1) * size]))
      let alone = try Bench(network, backend, images: image, labels: [0], training: false)
      alone.program.forward()
      #expect(relativeError(alone.program.region(alone.logits).copy(), Array(all[index * 4..<index * 4 + 4])) < 1e-5)
    }
  }
}
