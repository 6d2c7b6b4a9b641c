import ArgumentParsing
import Autodiff
import Foundation
import Kernels
import Optimizers
import Support
import Tensors

/// Times whole training steps on random images: forward, loss, backward, SGD.
struct BenchStepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step", abstract: "Times training steps: forward, loss, backward, SGD with momentum.")

  @OptionGroup(title: "Network") var network: BenchNetworkOptions
  @Option(
    help: ArgumentHelp("Steps that are timed, after two that are not.", valueName: "count"), constraint: .atLeast(1))
  var steps = 10
  @Flag(help: "Print one JSON object instead of the table.")
  var json = false
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func run() throws {
    let backend = try machine.backend(
      environment: ProcessInfo.processInfo.environment, precision: network.precision)
    let model = try network.build()
    let batchSize = network.batchSize
    let graph = Graph(model.store, training: true)
    let images = graph.input([batchSize, 32, 32, 3])
    let labels = graph.input([batchSize])
    let loss = try model.model(images).softmaxCrossEntropy(labels)
    let program = Program(graph, results: [loss], differentiating: loss, backend: backend)
    network.fill(program.region(images))
    var stream = RandomStream(seed: 1, "labels")
    program.region(labels).assign((0..<batchSize).map { _ in Float(stream.integer(below: 10)) })
    let optimizer = SGD(model.store, SGD.Configuration(), backend: backend)

    var seconds: [Double] = []
    for number in 0..<steps + 2 {
      let start = ProcessInfo.processInfo.systemUptime
      program.forward()
      program.backward()
      optimizer.step(rate: 0.01)
      if number >= 2 { seconds.append(ProcessInfo.processInfo.systemUptime - start) }
    }
    try show(seconds.sorted(), backend, arenaBytes: program.arenaBytes)
  }

  private func show(_ seconds: [Double], _ backend: Backend, arenaBytes: Int) throws {
    let median = (seconds[(seconds.count - 1) / 2] + seconds[seconds.count / 2]) / 2
    let speed = Double(network.batchSize) / median
    if json {
      let result = Result(
        program: "cifar-bench", model: network.model, batch: network.batchSize, threads: backend.threads,
        instructionSet: backend.instructionSet, precision: backend.precision.rawValue, steps: steps,
        imagesPerSecond: speed, medianSeconds: median,
        lowestSeconds: seconds[0], highestSeconds: seconds[seconds.count - 1], arenaBytes: arenaBytes,
        scratchBytes: backend.scratchBytes)
      print(try JSONText.encode(result, layout: .line))
      return
    }
    var table = Table([
      .init("model"), .init("batch", .right), .init("threads", .right), .init("set"), .init("precision"),
      .init("images/s", .right),
      .init("median", .right), .init("lowest", .right), .init("highest", .right), .init("activations", .right),
    ])
    table.addRow([
      network.model, "\(network.batchSize)", "\(backend.threads)", backend.instructionSet, backend.precision.rawValue,
      Format.count(Int(speed.rounded())),
      Format.duration(median), Format.duration(seconds[0]), Format.duration(seconds[seconds.count - 1]),
      Format.bytes(arenaBytes),
    ])
    print(table.rendered(), terminator: "")
  }

  private struct Result: Encodable {
    let program: String
    let model: String
    let batch: Int
    let threads: Int
    let instructionSet: String
    let precision: String
    let steps: Int
    let imagesPerSecond: Double
    let medianSeconds: Double
    let lowestSeconds: Double
    let highestSeconds: Double
    let arenaBytes: Int
    let scratchBytes: Int
  }
}
