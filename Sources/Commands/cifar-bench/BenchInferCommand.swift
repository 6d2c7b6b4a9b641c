import ArgumentParsing
import CommandSupport

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
    constraint: .within(1...1_000_000))
  var passes: Int?
  @Flag(help: "Print one JSON object instead of the lines.")
  var json = false
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func run() throws {
    let bench = try BenchNetwork(inferenceOf: network, machine)
    func pass() -> Double { BenchTimes.time { bench.program.forward() } }
    let first = pass()
    let guess = max(min(first, pass()), 1e-6)
    let count = passes ?? Int(max(10, min(2_000, 2 / guess)))
    for _ in 0..<count / 10 { _ = pass() }
    let times = BenchTimes((0..<count).map { _ in pass() }, images: network.batchSize)
    let memory = bench.memory
    let arithmetic = bench.arithmetic(secondsPerRun: times.medianSeconds)
    try BenchResult(bench.subject, times, arithmetic, memory, Figures(passes: count, firstSeconds: first)).show(
      json: json,
      [
        "network": bench.subject.text, "speed": times.speed,
        "pass": "\(BenchTimes.milliseconds(times.medianSeconds)), median of \(count); 99th percentile "
          + BenchTimes.milliseconds(times.seconds99),
        "first": "\(BenchTimes.milliseconds(first)), weights prepared in it",
        "arithmetic": arithmetic.text, "memory": memory.text,
      ])
  }

  private struct Figures: Encodable {
    let passes: Int
    /// The first pass, in which the weights are prepared.
    let firstSeconds: Double
  }
}
