import ArgumentParsing
import Autodiff
import Foundation
import Kernels
import Models
import Optimizers
import Support
import Tensors

/// Times whole training steps on random images: forward, loss, backward, SGD.
struct BenchStepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step", abstract: "Times training steps: forward, loss, backward, SGD with momentum.")

  @Option(help: ArgumentHelp("Architecture: \(ModelConfiguration.names.joined(separator: ", ")).", valueName: "name"))
  var model = "resnet20"
  @Option(help: ArgumentHelp("Shortcut of resnet20 … resnet110.", defaultText: "B for these, as PyTorch code has it"))
  var shortcut: Shortcut?
  @Option(help: ArgumentHelp("Images per step.", valueName: "count"), constraint: .within(1...65_536))
  var batchSize = 128
  @Option(
    help: ArgumentHelp("Steps that are timed, after two that are not.", valueName: "count"), constraint: .atLeast(1))
  var steps = 10
  @Option(help: ArgumentHelp("How convolutions multiply.", valueName: "kind"))
  var precision = Precision.fp32
  @Flag(help: "Print one JSON object instead of the table.")
  var json = false
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func run() throws {
    let backend = try machine.backend(environment: ProcessInfo.processInfo.environment, precision: precision)
    let isCIFARResNet = ["resnet20", "resnet32", "resnet44", "resnet56", "resnet110"].contains(model)
    let network = try ModelConfiguration(
      name: model, classes: 10, shortcut: shortcut ?? (isCIFARResNet ? .projection : nil)
    ).build(seed: 1)
    let graph = Graph(network.store, training: true)
    let images = graph.input([batchSize, 32, 32, 3])
    let labels = graph.input([batchSize])
    let loss = try network.model(images).softmaxCrossEntropy(labels)
    let program = Program(graph, results: [loss], differentiating: loss, backend: backend)
    var stream = RandomStream(seed: 1, "bench")
    program.region(images).assign((0..<program.region(images).count).map { _ in stream.normal() })
    program.region(labels).assign((0..<batchSize).map { _ in Float(stream.integer(below: 10)) })
    let optimizer = SGD(network.store, SGD.Configuration(), backend: backend)

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
    let speed = Double(batchSize) / median
    if json {
      let result = Result(
        program: "cifar-bench", model: model, batch: batchSize, threads: backend.threads,
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
      model, "\(batchSize)", "\(backend.threads)", backend.instructionSet, backend.precision.rawValue,
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
