import ArgumentParsing
import CommandSupport
import Foundation
import Support

/// Times every operation of a training step.
struct BenchLayersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layers", abstract: "Times every operation of a training step, forward and backward.",
    discussion: """
      Speeds count the multiplications and additions of a direct convolution, forward once and backward twice (once \
      where the input's gradient is not wanted); Winograd needs a quarter of them, so that it can pass the machine's \
      limit (see cifar-bench limits).
      """)

  @OptionGroup(title: "Network") var network: BenchNetworkOptions
  @Option(help: ArgumentHelp("Steps that are timed; medians are shown.", valueName: "count"), constraint: .atLeast(1))
  var steps = 9
  @Flag(help: "Print one JSON object instead of the table.")
  var json = false
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func run() throws {
    let bench = try BenchNetwork.training(network, machine).network
    bench.program.forward()
    bench.program.backward()
    let runs = (0..<steps).map { _ in bench.program.timings { ProcessInfo.processInfo.systemUptime } }
    let rows = runs[0].indices.map { index in BenchOperation(runs.map { $0[index] }) }
    if json {
      return print(try JSONText.encode(BenchResult(bench.subject, Figures(operations: rows)), layout: .line))
    }
    print(BenchOperation.table(rows, showsFraction: true).rendered(), terminator: "")
  }

  private struct Figures: Encodable {
    let operations: [BenchOperation]
  }
}
