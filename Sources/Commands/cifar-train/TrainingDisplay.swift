import CommandSupport
import Evaluation
import Foundation
import Kernels
import Serialization
import Support
import Training

/// Shows a run: a table row per epoch, a progress bar on a terminal, or JSON lines; and keeps the log file, in which
/// the table has all its columns.
struct TrainingDisplay: ~Copyable {
  private let quiet: Bool
  private let json: Bool
  private var progress: TrainingProgress?
  private var log: LineFile?
  private let started = ProcessInfo.processInfo.systemUptime
  private let limit = Terminal.standardOutput().limit
  private let table = Table(Self.columns, limit: Terminal.standardOutput().limit)
  private let logTable = Table(Self.columns)

  private static let columns: [Table.Column] = [
    .init("epoch", .right, minimumWidth: 5), .init("lr", minimumWidth: 9, rank: 3),
    .init("train loss", .right, minimumWidth: 10), .init("train acc", .right, minimumWidth: 9, rank: 1),
    .init("val loss", .right, minimumWidth: 8), .init("val acc", .right, minimumWidth: 8),
    .init("images/s", .right, minimumWidth: 8, rank: 4), .init("time", .right, minimumWidth: 6, rank: 2),
    .init("", minimumWidth: 4),
  ]

  init(quiet: Bool, json: Bool) { (self.quiet, self.json) = (quiet, json) }

  /// Something the user should know, on standard error so that it mixes with no output.
  func note(_ text: String) {
    Console(TrainCommand.commandName, isQuiet: quiet).note(text)
  }

  mutating func begin(
    _ c: RunConfiguration, _ data: TrainingData, folder: String, backend: Backend, log path: String,
    formerEpochs: Int?, done: Int
  ) throws {
    log = try LineFile(appendingTo: path)
    try sayText(Self.description(data))
    if c.batchSize > data.train.count {
      note("the batch size \(c.batchSize) is larger than the data; every step takes all \(data.train.count) images")
    }
    try sayText(Self.description(c, data, backend))
    try say("run folder \(folder)")
    if let formerEpochs { try say("trains to epoch \(c.epochs) in place of \(formerEpochs)") }
    for (line, full) in zip(table.headerLines(), logTable.headerLines()) { try say(line, log: full) }
    if !quiet && !json {
      progress = TrainingProgress(epochs: c.epochs, batchSize: min(c.batchSize, data.train.count), done: done)
    }
  }

  /// What is trained on.
  static func description(_ data: TrainingData) -> String {
    "\(data.set.provenance.description): \(Format.count(data.train.count)) images to train on, "
      + "\(Format.count(data.validation.count)) to validate, \(data.set.classNames.count) classes"
  }

  /// What is trained, and how.
  static func description(_ c: RunConfiguration, _ data: TrainingData, _ backend: Backend) -> String {
    "\(c.model.title), \(Format.plural(c.epochs, "epoch")), batch \(min(c.batchSize, data.train.count)), "
      + "\(c.optimizer.kind.title), \(c.schedule.kind.rawValue) learning rate \(c.schedule.peak), seed \(c.seed), "
      + "\(Format.plural(backend.threads, "thread")), \(backend.instructionSet)"
  }

  mutating func show(_ event: TrainingEvent) throws {
    switch event {
    case .step(let epoch, let batch, let batches, let loss, _):
      progress?.step(epoch: epoch, batch: batch, of: batches, loss: loss)
    case .epoch(let record, let isBest):
      progress?.clear()
      if json { print(try JSONText.encode(record, layout: .line)) }
      let cells = Self.cells(record, isBest: isBest)
      try say(table.line(of: cells), log: logTable.line(of: cells))
      progress?.endEpoch(record.epoch)
    }
  }

  /// The report takes some seconds, too.
  mutating func showReporting() { progress?.showReporting() }

  /// Takes the progress bar away, so that something else can be printed in its place.
  mutating func clear() {
    progress?.clear()
    progress = nil
  }

  private static func cells(_ r: EpochRecord, isBest: Bool) -> [String] {
    [
      "\(r.epoch)", Format.significant(Double(r.learningRate), 3), Format.fixed(r.trainLoss, 4),
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
    if let best { try sayText(Self.summary(best, data), indentation: 9) }
    try say("time     \(Format.duration(ProcessInfo.processInfo.systemUptime - started))")
    try say("weights  \(RunPaths.weights(folder))")
    if let report { try say("report   \(report)") }
    try say("next     cifar-eval --weights \(ShellText.word(folder)) --confusion")
    try printSummary(best, folder, report)
    try log?.synchronize()
  }

  /// What there is to say of a run that was finished before.
  func show(
    finished trainer: Trainer, _ c: RunConfiguration, _ data: TrainingData, folder: String
  ) throws {
    let report = FileSystem.exists(RunPaths.page(folder)) ? RunPaths.page(folder) : nil
    if !quiet && !json {
      let done = Format.plural(trainer.history.count, "epoch")
      let reason = trainer.stoppedEarly ? ", as early as --patience allows" : ""
      print("finished after \(done)\(reason): nothing is left to train")
      if let best = trainer.best {
        print(DisplayText.folded(Self.summary(best, data), indentation: 9, limit: limit), terminator: "")
      }
      print("weights  \(RunPaths.weights(folder))")
      if let report { print("report   \(report)") }
      if !trainer.stoppedEarly && RunExtension.isPossible(c) {
        print("longer   cifar-train --resume \(ShellText.word(folder)) --epochs \(2 * c.epochs)")
      } else {
        print("longer   \(RunExtension.fineTuning(folder))")
      }
    }
    try printSummary(trainer.best, folder, report)
  }

  private func printSummary(_ best: EpochRecord?, _ folder: String, _ report: String?) throws {
    guard json, let best else { return }
    print(
      try JSONText.encode(Summary(best: best, weights: RunPaths.weights(folder), report: report), layout: .line))
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

  /// A line on standard output and in the log.
  private mutating func say(_ line: String, log full: String? = nil) throws {
    if !quiet && !json { print(line) }
    try log?.append(full ?? line)
  }

  /// A text of several words, which in the log is one line.
  private mutating func sayText(_ text: String, indentation: Int = 0) throws {
    if !quiet && !json { print(DisplayText.folded(text, indentation: indentation, limit: limit), terminator: "") }
    try log?.append(text)
  }

  private struct Summary: Encodable {
    let best: EpochRecord
    let weights: String
    let report: String?
  }
}
