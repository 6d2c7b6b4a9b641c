import ArgumentParsing
import CommandSupport
import Kernels
import Support

/// Times whole training steps on random images: forward, loss, backward, SGD.
struct BenchStepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step", abstract: "Times training steps: forward, loss, backward, SGD with momentum.",
    discussion: """
      GFLOP/s count the multiplications and additions of direct convolutions, once forward and twice backward; \
      Winograd needs a quarter of them, so that the fraction of the processor's own speed can pass 100 %.
      """)

  @OptionGroup(title: "Network") var network: BenchNetworkOptions
  @Option(
    help: ArgumentHelp("Steps that are timed, after two that are not.", valueName: "count"), constraint: .atLeast(1))
  var steps = 10
  @Flag(help: "Print one JSON object instead of the lines.")
  var json = false
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func run() throws {
    let (bench, training) = try BenchNetwork.training(network, machine)
    func step() -> Phases {
      Phases(
        forwardSeconds: BenchTimes.time { _ = training.forward() },
        backwardSeconds: BenchTimes.time { training.backward() },
        optimizerSeconds: BenchTimes.time { training.update(rate: 0.01, number: 1, total: 1) })
    }
    // The first step makes the scratch that the kernels share; from then on nothing may be made.
    _ = step()
    let blocks = Memory.blocksMade
    _ = step()
    let runs = (0..<steps).map { _ in step() }
    let times = BenchTimes(runs.map(\.seconds), images: network.batchSize)
    let figures = Figures(steps: steps, buffersMade: Memory.blocksMade - blocks, phases: Phases(mediansOf: runs))
    let memory = bench.memory
    let arithmetic = bench.arithmetic(secondsPerRun: times.medianSeconds)
    let range = [times.lowestSeconds, times.highestSeconds].map(BenchTimes.milliseconds).joined(separator: " to ")
    try BenchResult(bench.subject, times, arithmetic, memory, figures).show(
      json: json,
      [
        "network": bench.subject.text, "speed": times.speed,
        "step": "\(BenchTimes.milliseconds(times.medianSeconds)), median of \(steps) (\(range))",
        "phases": figures.phases.text, "arithmetic": arithmetic.text, "memory": memory.text,
        "buffers": "\(figures.buffersMade) made after the first step",
      ])
  }

  private struct Figures: Encodable {
    let steps: Int
    /// Blocks of memory for floats that were made after the first step.
    let buffersMade: Int
    let phases: Phases
  }

  /// What a step is made of.
  private struct Phases: Encodable {
    /// Forward with the loss.
    let forwardSeconds: Double
    let backwardSeconds: Double
    let optimizerSeconds: Double

    init(forwardSeconds: Double, backwardSeconds: Double, optimizerSeconds: Double) {
      (self.forwardSeconds, self.backwardSeconds) = (forwardSeconds, backwardSeconds)
      self.optimizerSeconds = optimizerSeconds
    }
    init(mediansOf runs: [Phases]) {
      func median(_ phase: (Phases) -> Double) -> Double { BenchTimes(runs.map(phase), images: 1).medianSeconds }
      self.init(
        forwardSeconds: median(\.forwardSeconds), backwardSeconds: median(\.backwardSeconds),
        optimizerSeconds: median(\.optimizerSeconds))
    }

    var seconds: Double { forwardSeconds + backwardSeconds + optimizerSeconds }
    var text: String {
      [("forward", forwardSeconds), ("backward", backwardSeconds), ("optimizer", optimizerSeconds)]
        .map { "\($0) \(Format.percent($1 / seconds))" }.joined(separator: ", ")
    }
  }
}
