import Autodiff
import Kernels
import Models
import Optimizers
import Tensors
import Testing

/// One small residual network against PyTorch, on every instruction set of this processor: logits, losses, every
/// gradient, running statistics and ten optimizer steps. The fixture was computed in double precision.
@Suite(.serialized) struct PyTorchAgreementTests {
  // What was seen on all instruction sets stays below a third of these: single precision, summed in other orders.
  static let logitsTolerance = 2e-6
  static let gradientTolerance = 1e-5
  static let stepsTolerance = 1e-5

  static let backends = Backend.instructionSets.map { Backend(threads: 2, instructionSet: $0) }

  @Test func theFixtureHoldsEveryTensorOfTheNetworkAndNoOther() throws {
    let (_, store) = try Self.network(PyTorch())
    #expect(Set(try PyTorch().group("initial").map(\.name)) == Set(store.tensors().map(\.name)))
    #expect(Set(try PyTorch().group("plain.gradient").map(\.name)) == Set(store.entries.map(\.name)))
    #expect(Set(try PyTorch().group("running").map(\.name)) == Set(store.states.map(\.name)))
  }

  @Test(arguments: [("plain", Float(0)), ("smoothed", Float(0.1))])
  func logitsLossAndEveryGradientAgree(_ name: String, _ smoothing: Float) throws {
    let pytorch = try PyTorch()
    for backend in Self.backends {
      let bench = try Self.bench(pytorch, backend, smoothing: smoothing)
      let loss = bench.differentiate()
      let logits = bench.program.region(bench.logits).copy()
      Self.expect(logits, try pytorch["logits"], Self.logitsTolerance, "logits", backend)
      Self.expect([loss], try pytorch["\(name).loss"], Self.logitsTolerance, "loss", backend)
      let expected = try pytorch.group("\(name).gradient")
      for (entry, found) in bench.store.tensors(of: bench.store.gradients) {
        let tensor = try #require(expected.first { $0.name == entry }?.tensor)
        Self.expect(found.elements, tensor, Self.gradientTolerance, "gradient of \(entry)", backend)
      }
    }
  }

  @Test func runningStatisticsAgree() throws {
    let pytorch = try PyTorch()
    for backend in Self.backends {
      let bench = try Self.bench(pytorch, backend)
      bench.program.forward()
      let found = bench.store.tensors()
      for (name, tensor) in try pytorch.group("running") {
        let elements = try #require(found.first { $0.name == name }?.tensor.elements)
        Self.expect(elements, tensor, Self.logitsTolerance, name, backend)
      }
    }
  }

  /// Inference uses the running statistics and leaves them as they are.
  @Test func inferenceAgrees() throws {
    let pytorch = try PyTorch()
    for backend in Self.backends {
      let bench = try Self.bench(pytorch, backend, training: false)
      bench.program.forward()
      let logits = bench.program.region(bench.logits).copy()
      Self.expect(logits, try pytorch["evaluated.logits"], Self.logitsTolerance, "logits", backend)
      for (name, tensor) in try pytorch.group("initial") {
        #expect(bench.store.tensors().first { $0.name == name }?.tensor == tensor)
      }
    }
  }

  /// Once as PyTorch does by default, everything decaying; once with decay for the weights alone, and smoothed labels.
  @Test(arguments: [("nesterov", true, Float(0)), ("momentum", false, Float(0.1))])
  func tenStepsAgree(_ name: String, _ isDefault: Bool, _ smoothing: Float) throws {
    let pytorch = try PyTorch()
    var settings = OptimizerConfiguration()
    settings.momentum = 0.9
    settings.weightDecay = 5e-4
    (settings.nesterov, settings.decaysBiases, settings.decaysNormalization) = (isDefault, isDefault, isDefault)
    for backend in Self.backends {
      let bench = try Self.bench(pytorch, backend, smoothing: smoothing)
      let optimizer = SGD(bench.store, settings, backend: backend)
      let losses = (0..<10).map { _ in
        let loss = bench.differentiate()
        optimizer.step(rate: 0.02)
        return loss
      }
      Self.expect(losses, try pytorch["\(name).losses"], Self.stepsTolerance, "losses", backend)
      let found = bench.store.tensors()
      for (entry, tensor) in try pytorch.group("\(name).final") {
        let elements = try #require(found.first { $0.name == entry }?.tensor.elements)
        Self.expect(elements, tensor, Self.stepsTolerance, entry, backend)
      }
    }
  }

  // MARK: - Apparatus

  private static func network(_ pytorch: PyTorch) throws -> (SmallNetwork, ParameterStore) {
    var builder = ParameterBuilder()
    let model = SmallNetwork(&builder)
    let store = builder.build(seed: 0)
    for (name, tensor) in try pytorch.group("initial") { try store.load(name, tensor) }
    return (model, store)
  }

  private static func bench(
    _ pytorch: PyTorch, _ backend: Backend, smoothing: Float = 0, training: Bool = true
  ) throws -> Bench {
    let (model, store) = try network(pytorch)
    return try Bench(
      model, store, backend, images: pytorch.images(), labels: pytorch.labels(), smoothing: smoothing,
      training: training)
  }

  private static func expect(
    _ found: [Float], _ expected: Tensor, _ tolerance: Double, _ what: String, _ backend: Backend,
    _ location: SourceLocation = #_sourceLocation
  ) {
    let error = relativeError(found, expected.elements)
    #expect(error < tolerance, "\(what), \(backend.instructionSet)", sourceLocation: location)
  }
}
