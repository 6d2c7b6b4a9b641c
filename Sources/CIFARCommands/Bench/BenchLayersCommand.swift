import ArgumentParsing
import Autodiff
import Foundation
import Support

/// Times every operation of a training step.
struct BenchLayersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layers", abstract: "Times every operation of a training step, forward and backward.",
    discussion: """
      Speeds count the multiplications and additions of a direct convolution, forward once and backward twice (once where \
      the input's gradient is not wanted); Winograd needs a quarter of them, so that it can pass the machine's limit (see \
      cifar-bench limits).
      """)

  @OptionGroup(title: "Network") var network: BenchNetworkOptions
  @Option(help: ArgumentHelp("Steps that are timed; medians are shown.", valueName: "count"), constraint: .atLeast(1))
  var steps = 9
  @Flag(help: "Print one JSON object instead of the table.")
  var json = false
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func run() throws {
    let bench = try BenchNetwork(network, machine, training: true)
    bench.program.forward()
    bench.program.backward()
    let runs = (0..<steps).map { _ in bench.program.timings { ProcessInfo.processInfo.systemUptime } }
    let rows = runs[0].indices.map { index in Row(runs.map { $0[index] }) }
    if json {
      return print(try JSONText.encode(BenchResult(bench.subject, Figures(operations: rows)), layout: .line))
    }
    print(Self.table(rows).rendered(), terminator: "")
  }

  private static func table(_ rows: [Row]) -> Table {
    var table = Table([
      .init("operation"), .init("input"), .init("output"), .init("forward ms", .right), .init("GFLOP/s", .right),
      .init("backward ms", .right), .init("GFLOP/s", .right), .init("share", .right),
    ])
    let total = rows.reduce(0) { $0 + $1.forwardSeconds + $1.backwardSeconds }
    func speed(_ work: Int, _ seconds: Double) -> String {
      work == 0 || seconds == 0 ? "" : Format.fixed(Double(work) / seconds / 1e9, 0)
    }
    for row in rows {
      table.addRow([
        row.name, row.input, row.output, Format.fixed(1e3 * row.forwardSeconds, 2),
        speed(row.work, row.forwardSeconds), Format.fixed(1e3 * row.backwardSeconds, 2),
        speed(row.backwardWork, row.backwardSeconds),
        Format.percent((row.forwardSeconds + row.backwardSeconds) / total),
      ])
    }
    return table
  }

  private struct Figures: Encodable {
    let operations: [Row]
  }

  private struct Row: Encodable {
    let name: String
    let input: String
    let output: String
    let work: Int
    let backwardWork: Int
    let forwardSeconds: Double
    let backwardSeconds: Double

    /// Medians over the steps.
    init(_ timings: [OperationTiming]) {
      let first = timings[0]
      (name, work, backwardWork) = (first.name, first.work, first.backwardWork)
      (input, output) = (first.input.description, first.output.description)
      forwardSeconds = BenchTimes(timings.map(\.forwardSeconds), images: 1).medianSeconds
      backwardSeconds = BenchTimes(timings.map(\.backwardSeconds), images: 1).medianSeconds
    }
  }
}
