import Autodiff
import CommandSupport
import Foundation
import Kernels
import Models
import Support
import Tensors

/// A network planned on the machine that was asked for, with random images and labels: what measurements begin with.
struct BenchNetwork {
  let backend: Backend
  let store: ParameterStore
  let program: Program
  let subject: BenchSubject

  /// - Parameter training: whether to differentiate the loss, or to answer with running statistics.
  init(_ options: BenchNetworkOptions, _ machine: MachineOptions, training: Bool) throws {
    let configuration = options.configuration(classes: 10)
    backend = try machine.backend(options.precision, Console(BenchCommand.commandName))
    let network = try configuration.build(seed: 1)
    store = network.store
    let graph = Graph(store, training: training)
    let images = graph.input([options.batchSize, 32, 32, 3])
    let logits = try network.model(images)
    if training {
      let labels = graph.input([options.batchSize])
      let loss = try logits.softmaxCrossEntropy(labels)
      program = Program(graph, results: [loss], differentiating: loss, backend: backend)
      var classes = RandomStream(seed: 1, "labels")
      program.region(labels).assign((0..<options.batchSize).map { _ in Float(classes.integer(below: 10)) })
    } else {
      program = Program(graph, results: [logits], backend: backend)
    }
    var pixels = RandomStream(seed: 1, "bench")
    program.region(images).assign((0..<images.shape.count).map { _ in pixels.normal() })
    subject = BenchSubject(configuration, batch: options.batchSize, backend)
  }

  /// How the work of a run that takes so long compares with what the processor can do.
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
      + "\(threads) thread\(threads == 1 ? "" : "s"), \(instructionSet)"
  }
}

/// The speed of arithmetic. Work is counted as if convolutions were done directly; Winograd needs a quarter of the
/// multiplications, so that the share can pass 1.
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
