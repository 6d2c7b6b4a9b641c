import ArgumentParsing
import CommandSupport
import Datasets
import Foundation
import Kernels
import Models
import Optimizers
import Support
import Training

/// Times the loader: by itself, and as training waits for it.
struct BenchLoaderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loader", abstract: "Times the loader: by itself, and how long training waits for it.",
    discussion: """
      Images are cropped, mirrored and normalised by one thread while the step before is trained on. Training should \
      wait for less than 1 % of its time.
      """,
    examples: [
      CommandExample("cifar-bench loader"),
      CommandExample("cifar-bench loader --data data/cifar-10-binary.tar.gz --precision mixed"),
    ])

  @OptionGroup(title: "Network") var network: BenchNetworkOptions
  @Option(help: ArgumentHelp("Images, as cifar-train takes them.", valueName: "path", completion: DataForms.completion))
  var data = "synthetic:vehicles"
  @Option(
    help: ArgumentHelp("Steps that are timed, after two that are not.", valueName: "count"), constraint: .atLeast(1))
  var steps = 50
  @Flag(help: "Print one JSON object instead of the lines.")
  var json = false
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func run() throws {
    let backend = try machine.backend(network.precision, Console(BenchCommand.commandName))
    let set = try DataSource.open(path: data).images(split: .train)
    let images = try TrainingData(set, validation: 0, seed: 0)
    // A rate that any network bears. Crops and flips: what configurations begin with.
    var configuration = RunConfiguration(
      data: RunConfiguration.Data(source: data), model: network.configuration(classes: set.classNames.count),
      schedule: Schedule(.constant, peak: 0.001), epochs: 1, batchSize: network.batchSize)
    (configuration.validation, configuration.precision) = (0, network.precision)
    let trainer = try Trainer(configuration, images, backend: backend)
    let clock = { ProcessInfo.processInfo.systemUptime }
    let timings = try trainer.timeSteps(atMost: steps, clock: clock)
    let subject = BenchSubject(configuration.model, batch: trainer.batchSize, backend)
    let times = BenchTimes(timings.seconds, images: trainer.batchSize)
    let figures = Figures(
      images: set.count, steps: steps, loaderImagesPerSecond: trainer.timeLoader(seconds: 0.5, clock: clock),
      waitShare: timings.waitFraction,
      waitSecondsPerStep: timings.waitSeconds.reduce(0, +) / Double(timings.waitSeconds.count),
      peakMemoryBytes: ProcessMemory.peakBytes())
    try BenchResult(subject, times, figures).show(
      json: json,
      [
        "network": subject.text, "data": "\(set.provenance.summary): \(Format.count(set.count)) images",
        "loader": "\(Format.rate(figures.loaderImagesPerSecond, "images")) by itself, on one thread",
        "training": "\(times.speed), \(BenchTimes.milliseconds(times.medianSeconds)) a step, median of \(steps)",
        "waiting": "\(Format.percent(figures.waitShare, decimals: 2)) of the time, "
          + "\(BenchTimes.milliseconds(figures.waitSecondsPerStep)) a step",
      ])
  }

  private struct Figures: Encodable {
    /// Of the set.
    let images: Int
    let steps: Int
    /// By itself, without training.
    let loaderImagesPerSecond: Double
    /// Of the time of all steps, 0 to 1.
    let waitShare: Double
    let waitSecondsPerStep: Double
    let peakMemoryBytes: Int?
  }
}
