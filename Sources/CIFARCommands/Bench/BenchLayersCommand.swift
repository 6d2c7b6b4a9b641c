import ArgumentParsing
import Autodiff
import Foundation
import Kernels
import Support
import Tensors

/// Times every operation of a training step.
struct BenchLayersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layers", abstract: "Times every operation of a training step, forward and backward.",
    discussion: """
      Speeds count the multiplications and additions of a direct convolution, forward once and backward twice; Winograd needs \
      a quarter of them, so that it can pass the machine's limit (see cifar-bench limits).
      """)

  @OptionGroup(title: "Network") var network: BenchNetworkOptions
  @Option(help: ArgumentHelp("Steps that are timed; medians are shown.", valueName: "count"), constraint: .atLeast(1))
  var steps = 9
  @Flag(help: "Print one JSON object instead of the table.")
  var json = false
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func run() throws {
    let backend = try machine.backend(
      environment: ProcessInfo.processInfo.environment, precision: network.precision)
    let model = try network.build()
    let graph = Graph(model.store, training: true)
    let images = graph.input([network.batchSize, 32, 32, 3])
    let labels = graph.input([network.batchSize])
    let loss = try model.model(images).softmaxCrossEntropy(labels)
    let program = Program(graph, results: [loss], differentiating: loss, backend: backend)
    network.fill(program.region(images))
    program.region(labels).fill(0)
    program.forward()
    program.backward()
    let runs = (0..<steps).map { _ in program.timings { ProcessInfo.processInfo.systemUptime } }
    let rows = runs[0].indices.map { index in
      Row(
        runs[0][index], forward: Self.median(runs.map { $0[index].forwardSeconds }),
        backward: Self.median(runs.map { $0[index].backwardSeconds }))
    }
    if json {
      let result = Result(
        model: network.model, batch: network.batchSize, threads: backend.threads,
        instructionSet: backend.instructionSet, precision: backend.precision.rawValue, operations: rows)
      print(try JSONText.encode(result, layout: .line))
      return
    }
    print(table(rows).rendered(), terminator: "")
  }

  private func table(_ rows: [Row]) -> Table {
    var table = Table([
      .init("operation"), .init("input"), .init("output"), .init("forward ms", .right), .init("GFLOP/s", .right),
      .init("backward ms", .right), .init("GFLOP/s", .right), .init("share", .right),
    ])
    let total = rows.reduce(0) { $0 + $1.forwardSeconds + $1.backwardSeconds }
    func number(_ value: Double, _ format: String) -> String {
      String(format: format, locale: Locale(identifier: "en_US_POSIX"), value)
    }
    func speed(_ work: Int, _ seconds: Double) -> String {
      work == 0 || seconds == 0 ? "" : number(Double(work) / seconds / 1e9, "%.0f")
    }
    for row in rows {
      table.addRow([
        row.name, row.input, row.output, number(1e3 * row.forwardSeconds, "%.2f"), speed(row.work, row.forwardSeconds),
        number(1e3 * row.backwardSeconds, "%.2f"), speed(2 * row.work, row.backwardSeconds),
        number(100 * (row.forwardSeconds + row.backwardSeconds) / total, "%.1f %%"),
      ])
    }
    return table
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  private struct Row: Encodable {
    let name: String
    let input: String
    let output: String
    let work: Int
    let forwardSeconds: Double
    let backwardSeconds: Double

    init(_ timing: OperationTiming, forward: Double, backward: Double) {
      (name, work) = (timing.name, timing.work)
      (input, output) = (timing.input.description, timing.output.description)
      (forwardSeconds, backwardSeconds) = (forward, backward)
    }
  }

  private struct Result: Encodable {
    let model: String
    let batch: Int
    let threads: Int
    let instructionSet: String
    let precision: String
    let operations: [Row]
  }
}
