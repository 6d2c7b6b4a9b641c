import Autodiff
import CommandSupport
import Foundation
import Kernels
import Models
import Optimizers
import Support
import Tensors
import Training

/// A network planned on the machine that was asked for, with random images and labels: what measurements begin with.
struct BenchNetwork {
  let backend: Backend
  let program: Program
  let subject: BenchSubject

  /// Answers with running statistics.
  init(inferenceOf options: BenchNetworkOptions, _ machine: MachineOptions) throws {
    let configuration = options.configuration(classes: Self.classes)
    backend = try machine.backend(options.precision, Console(BenchCommand.commandName))
    let network = try configuration.build(seed: 1)
    let graph = Graph(network.store, training: false)
    let images = graph.input([options.batchSize, 32, 32, 3])
    program = Program(graph, results: [try network.record(images).logits], backend: backend)
    program.region(images).assign(Self.pixels(options.batchSize))
    subject = BenchSubject(configuration, batch: options.batchSize, backend)
  }

  /// A training step, with plain SGD, and its network.
  static func training(
    _ options: BenchNetworkOptions, _ machine: MachineOptions
  ) throws -> (network: BenchNetwork, step: TrainingStep) {
    let configuration = options.configuration(classes: classes)
    let backend = try machine.backend(options.precision, Console(BenchCommand.commandName))
    let network = try configuration.build(seed: 1)
    let optimizer = RunOptimizer(network.store, OptimizerConfiguration(), peakRate: 1, backend: backend)
    let step = TrainingStep(network, optimizer, images: [options.batchSize, 32, 32, 3], backend: backend)
    try step.plan()
    var labels = RandomStream(seed: 1, "labels")
    step.load(pixels(options.batchSize), (0..<options.batchSize).map { _ in Int32(labels.integer(below: classes)) })
    let subject = BenchSubject(configuration, batch: options.batchSize, backend)
    return (BenchNetwork(backend: backend, program: step.program, subject: subject), step)
  }

  private init(backend: Backend, program: Program, subject: BenchSubject) {
    (self.backend, self.program, self.subject) = (backend, program, subject)
  }

  private static let classes = 10

  private static func pixels(_ images: Int) -> [Float] {
    var stream = RandomStream(seed: 1, "bench")
    return (0..<images * 32 * 32 * 3).map { _ in stream.normal() }
  }

  /// How the work of a run of that length compares with what the processor can do.
  func arithmetic(secondsPerRun: Double) -> BenchArithmetic {
    BenchArithmetic(
      operationsPerSecond: Double(program.work) / secondsPerRun,
      peakOperationsPerSecond: backend.measureMixedProducts() ?? backend.measureMultiplyAdds())
  }

  var memory: BenchMemory { BenchMemory(program: program, backend) }
}

/// What was measured.
struct BenchSubject: Encodable {
  let program = "cifar-bench"
  let model: String
  let width: Int
  let batch: Int
  let threads: Int
  let instructionSet: String
  let precision: String

  init(_ configuration: ModelConfiguration, batch: Int, _ backend: Backend) {
    (model, width, self.batch, threads) = (configuration.name, configuration.width, batch, backend.threads)
    (instructionSet, precision) = (backend.instructionSet, backend.precision.rawValue)
  }

  var text: String {
    "\(model)\(width == 1 ? "" : " of width \(width)"), batch \(batch), \(precision), "
      + "\(Format.plural(threads, "thread")), \(instructionSet)"
  }
}

/// The speed of arithmetic. Work is counted as if convolutions were done directly; Winograd needs a quarter of the
/// multiplications, so that the fraction can pass 1.
struct BenchArithmetic: Encodable {
  let operationsPerSecond: Double
  /// What the processor does at best in this precision, measured at the same time.
  let peakOperationsPerSecond: Double
  let shareOfPeak: Double

  init(operationsPerSecond: Double, peakOperationsPerSecond: Double) {
    (self.operationsPerSecond, self.peakOperationsPerSecond) = (operationsPerSecond, peakOperationsPerSecond)
    shareOfPeak = operationsPerSecond / peakOperationsPerSecond
  }

  var text: String {
    "\(Self.giga(operationsPerSecond)), \(Format.percent(shareOfPeak, decimals: 0)) of the processor's "
      + "\(Self.giga(peakOperationsPerSecond))"
  }

  static func giga(_ operations: Double) -> String { "\(Format.count(Int((operations / 1e9).rounded()))) GFLOP/s" }
}

/// Memory in bytes.
struct BenchMemory: Encodable {
  /// Activations, saved buffers and gradients of activations.
  let arenaBytes: Int
  /// What kernels use while they run.
  let scratchBytes: Int
  /// The most that the whole process has held; `nil` where the system does not say.
  let peakMemoryBytes: Int?

  init(program: Program, _ backend: Backend) {
    (arenaBytes, scratchBytes) = (program.arenaBytes, backend.scratchBytes)
    peakMemoryBytes = ProcessMemory.peakBytes()
  }

  var text: String {
    "activations \(Format.bytes(arenaBytes)), scratch \(Format.bytes(scratchBytes))"
      + (peakMemoryBytes.map { ", whole process at most \(Format.bytes($0))" } ?? "")
  }
}
