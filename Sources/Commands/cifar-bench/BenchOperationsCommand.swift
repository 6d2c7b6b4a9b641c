import ArgumentParsing
import Autodiff
import CommandSupport
import Foundation
import Kernels
import OperationCases
import Support
import Tensors

/// Times the operations that the tests hold against their oracles, each by itself.
struct BenchOperationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operations", abstract: "Times every operation that the tests check, forward and backward.",
    discussion: """
      The shapes are those of the tests, with as many images (or rows) as asked for: Winograd and lists of taps, odd \
      sizes, channels that fill no vector. Speeds are counted as for cifar-bench layers.
      """,
    examples: [
      CommandExample("cifar-bench operations --filter pooled --isa avx2"),
      CommandExample("cifar-bench operations --precision mixed --json"),
    ])

  @Option(help: ArgumentHelp("Only operations whose name contains this.", valueName: "text"))
  var filter: String?
  @Option(help: ArgumentHelp("Images or rows per pass.", valueName: "count"), constraint: .within(1...65_536))
  var batchSize = 128
  @Option(help: ArgumentHelp("How convolutions multiply.", valueName: "kind"))
  var precision = Precision.fp32
  @Option(help: ArgumentHelp("Passes that are timed; medians are shown.", valueName: "count"), constraint: .atLeast(1))
  var steps = 9
  @Flag(help: "Print one JSON object instead of the table.")
  var json = false
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func run() throws {
    let cases = OperationCase.all.filter { sample in filter.map { sample.name.contains($0) } ?? true }
    guard !cases.isEmpty else {
      throw ValidationFailure(
        "no operation's name contains '\(filter ?? "")'", hint: "run 'cifar-bench operations' to see all of them")
    }
    let backend = try machine.backend(precision, Console(BenchCommand.commandName))
    let operations = try cases.map { try time($0.batched(batchSize), backend) }
    if json {
      let setting = BenchSetting(batchSize, backend)
      return print(try JSONText.encode(BenchResult(setting, Figures(operations: operations)), layout: .line))
    }
    print(BenchOperation.table(operations, showsFraction: false).rendered(), terminator: "")
  }

  private func time(_ sample: OperationCase, _ backend: Backend) throws -> BenchOperation {
    let recorded = try RecordedOperation(sample)
    let program = Program(
      recorded.graph, results: [recorded.result], differentiating: recorded.result, backend: backend)
    for (index, input) in recorded.inputs.enumerated() {
      var stream = RandomStream(seed: 1, "bench", index)
      let classes = sample.labels.flatMap { $0.input == index ? $0.classes : nil }
      program.region(input).assign(
        (0..<input.shape.count).map { _ in classes.map { Float(stream.integer(below: $0)) } ?? stream.normal() })
    }
    // The first pass makes the scratch.
    let runs = (0...steps).map { _ in program.timings { ProcessInfo.processInfo.systemUptime }[0] }
    return BenchOperation(Array(runs.dropFirst()), name: sample.name)
  }

  private struct Figures: Encodable {
    let operations: [BenchOperation]
  }
}
