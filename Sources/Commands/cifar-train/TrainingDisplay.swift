import CommandSupport
import Evaluation
import Foundation
import Kernels
import Serialization
import Support
import Training

/// Shows a run: a table row per epoch, a progress bar on a terminal, or JSON lines; and keeps the log file.
struct TrainingDisplay: ~Copyable {
  private let quiet: Bool
  private let json: Bool
  private var bar: ProgressBar?
  private var log: LineFile?
  private let started = ProcessInfo.processInfo.systemUptime
  private let table = Table([
    .init("epoch", .right, minimumWidth: 5), .init("lr", .right, minimumWidth: 9),
    .init("train loss", .right, minimumWidth: 10), .init("train acc", .right, minimumWidth: 9),
    .init("val loss", .right, minimumWidth: 8), .init("val acc", .right, minimumWidth: 8),
    .init("images/s", .right, minimumWidth: 8), .init("time", .right, minimumWidth: 6), .init("", minimumWidth: 4),
  ])
  private var epochs = 0

  init(quiet: Bool, json: Bool) { (self.quiet, self.json) = (quiet, json) }

  /// Something the user should know, on standard error so that it mixes with no output.
  func note(_ text: String) {
    Console(TrainCommand.commandName, isQuiet: quiet).note(text)
  }

  mutating func begin(
    _ c: RunConfiguration, _ data: TrainingData, folder: String, backend: Backend, log path: String
  ) throws {
    epochs = c.epochs
    log = try LineFile(appendingTo: path)
    try say(
      "\(data.set.provenance.summary): \(Format.count(data.train.count)) images to train on, "
        + "\(Format.count(data.validation.count)) to validate, \(data.set.classNames.count) classes")
    if c.batchSize > data.train.count {
      note("the batch size \(c.batchSize) is larger than the data; every step takes all \(data.train.count) images")
    }
    try say(
      "\(c.model.title), \(Format.plural(c.epochs, "epoch")), batch \(min(c.batchSize, data.train.count)), "
        + "\(c.schedule.kind.rawValue) learning rate \(c.schedule.peak), seed \(c.seed), "
        + "\(Format.plural(backend.threads, "thread")), \(backend.instructionSet)")
    try say("run folder \(folder)")
    for line in table.headerLines() { try say(line) }
  }

  mutating func show(_ event: TrainingEvent) throws {
    switch event {
    case .step(let epoch, let batch, let batches, let loss, _):
      guard !quiet, !json else { return }
      if bar == nil {
        bar = ProgressBar("epoch \(epoch)/\(epochs)", total: batches, done: batch - 1, unit: .things("steps"))
      }
      bar?.label = "epoch \(epoch)/\(epochs) loss \(Format.fixed(loss, 4))"
      bar?.update(to: batch)
    case .epoch(let record, let isBest):
      clear()
      if json { print(try JSONText.encode(record, layout: .line)) }
      try say(table.line(of: Self.cells(record, isBest: isBest)))
    }
  }

  /// Takes the progress bar away, so that something else can be printed in its place.
  mutating func clear() {
    bar?.clear()
    bar = nil
  }

  private static func cells(_ r: EpochRecord, isBest: Bool) -> [String] {
    [
      "\(r.epoch)", String(format: "%.3g", Double(r.learningRate)), Format.fixed(r.trainLoss, 4),
      Format.fixed(r.trainAccuracy, 4), r.validationLoss.map { Format.fixed($0, 4) } ?? "–",
      r.validationAccuracy.map { Format.fixed($0, 4) } ?? "–", Format.count(Int(r.imagesPerSecond.rounded())),
      Format.duration(r.seconds), isBest ? "best" : "",
    ]
  }

  /// - Parameter command: what continues the run.
  mutating func end(interruptedAfter epoch: Int, _ batch: Int, continuedBy command: String) throws {
    clear()
    // First of all: a log on a full disk must not keep this from the user.
    note("continue with: \(command)")
    try say(
      "stopped after \(Format.plural(epoch, "epoch")) and \(Format.plural(batch, "step")); the state is saved"
    )
    try log?.synchronize()
  }

  /// - Parameter report: where it was written, if it was.
  mutating func end(
    _ best: EpochRecord?, stoppedEarly: Bool, _ data: TrainingData, folder: String, report: String?
  ) throws {
    clear()
    if stoppedEarly { try say("stopped early: no better validation for as many epochs as --patience allows") }
    if let best { try say(Self.summary(best, data)) }
    try say("time     \(Format.duration(ProcessInfo.processInfo.systemUptime - started))")
    try say("weights  \(RunPaths.weights(folder))")
    if let report { try say("report   \(report)") }
    try say("next     cifar-eval --weights \(ShellText.word(folder)) --confusion")
    if json, let best {
      print(
        try JSONText.encode(
          Summary(best: best, weights: RunPaths.weights(folder), report: report), layout: .line))
    }
    try log?.synchronize()
  }

  private static func summary(_ best: EpochRecord, _ data: TrainingData) -> String {
    guard let accuracy = best.validationAccuracy else { return "last     epoch \(best.epoch), no validation images" }
    let count = data.validation.count
    let correct = Int((accuracy * Double(count)).rounded())
    let interval = Interval.wilson(successes: correct, trials: count)
    let range = interval.map { ", 95 % interval \(Format.fixed($0.lower, 4)) to \(Format.fixed($0.upper, 4))" } ?? ""
    return
      "best     epoch \(best.epoch), validation accuracy \(Format.fixed(accuracy, 4)) (\(correct) of \(count)\(range))"
  }

  /// A line of the table, on standard output and in the log.
  private mutating func say(_ line: String) throws {
    if !quiet && !json { print(line) }
    try log?.append(line)
  }

  private struct Summary: Encodable {
    let best: EpochRecord
    let weights: String
    let report: String?
  }
}
