import ArgumentParsing
import Autodiff
import Foundation
import Kernels
import Support
import Tensors

/// Times inference on random images: the forward pass alone, weights prepared beforehand.
struct BenchInferCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infer", abstract: "Times inference: forward passes with running statistics.",
    examples: [
      CommandExample("cifar-bench infer --model resnet18 --precision mixed"),
      CommandExample("cifar-bench infer --batch-size 1", "how long one image takes"),
    ])

  @OptionGroup(title: "Network") var network: BenchNetworkOptions
  @Option(
    help: ArgumentHelp(
      "Passes that are timed, after a tenth as many that are not.", valueName: "count",
      defaultText: "as many as 2 s hold"),
    constraint: .atLeast(1))
  var passes: Int?
  @Flag(help: "Print one JSON object instead of the table.")
  var json = false
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func run() throws {
    let backend = try machine.backend(
      environment: ProcessInfo.processInfo.environment, precision: network.precision)
    let model = try network.build()
    let graph = Graph(model.store, training: false)
    let images = graph.input([network.batchSize, 32, 32, 3])
    let logits = try model.model(images)
    let program = Program(graph, results: [logits], backend: backend)
    network.fill(program.region(images))

    func pass() -> Double {
      let start = ProcessInfo.processInfo.systemUptime
      program.forward()
      return ProcessInfo.processInfo.systemUptime - start
    }
    let first = pass()
    let guess = min(first, pass())
    let count = passes ?? max(10, min(2_000, Int(2 / guess)))
    for _ in 0..<count / 10 { _ = pass() }
    let seconds = (0..<count).map { _ in pass() }.sorted()
    try show(Result(network, backend, seconds: seconds, firstSeconds: first, arenaBytes: program.arenaBytes), backend)
  }

  private func show(_ result: Result, _ backend: Backend) throws {
    if json {
      print(try JSONText.encode(result, layout: .line))
      return
    }
    var table = Table([
      .init("model"), .init("batch", .right), .init("threads", .right), .init("set"), .init("precision"),
      .init("images/s", .right), .init("p50", .right), .init("p99", .right), .init("first", .right),
      .init("activations", .right),
    ])
    table.addRow([
      result.model, "\(result.batch)", "\(result.threads)", result.instructionSet, result.precision,
      Format.count(Int(result.imagesPerSecond.rounded())), Self.milliseconds(result.medianSeconds),
      Self.milliseconds(result.seconds99), Self.milliseconds(result.firstSeconds), Format.bytes(result.arenaBytes),
    ])
    print(table.rendered(), terminator: "")
  }

  private static func milliseconds(_ seconds: Double) -> String {
    String(format: "%.2f ms", locale: Locale(identifier: "en_US_POSIX"), seconds * 1000)
  }

  private struct Result: Encodable {
    let program = "cifar-bench"
    let model: String
    let batch: Int
    let threads: Int
    let instructionSet: String
    let precision: String
    let passes: Int
    let imagesPerSecond: Double
    let medianSeconds: Double
    let seconds99: Double
    /// The first pass, in which the weights are prepared.
    let firstSeconds: Double
    let arenaBytes: Int

    init(
      _ network: BenchNetworkOptions, _ backend: Backend, seconds: [Double], firstSeconds: Double, arenaBytes: Int
    ) {
      (model, batch, threads) = (network.model, network.batchSize, backend.threads)
      (instructionSet, precision) = (backend.instructionSet, backend.precision.rawValue)
      passes = seconds.count
      medianSeconds = (seconds[(seconds.count - 1) / 2] + seconds[seconds.count / 2]) / 2
      seconds99 = seconds[min(seconds.count - 1, seconds.count * 99 / 100)]
      imagesPerSecond = Double(network.batchSize) / medianSeconds
      (self.firstSeconds, self.arenaBytes) = (firstSeconds, arenaBytes)
    }

    private enum CodingKeys: String, CodingKey {
      case program, model, batch, threads, instructionSet, precision, passes, imagesPerSecond, medianSeconds, seconds99
      case firstSeconds, arenaBytes
    }
  }
}
