import Datasets
import Optimizers
import Serialization
import Support
import TestSupport
import Testing
import Training

/// A run that was interrupted and resumed leaves the very files of one that was not.
@Suite(.serialized) struct TrainerResumeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// After how many batches each process is stopped.
    let stops: [Int]
    var change: @Sendable (inout RunConfiguration) -> Void = { _ in }
  }

  static let cases = [
    Case(testDescription: "after the first batch", stops: [1]),
    Case(testDescription: "in the middle of an epoch", stops: [6]),
    Case(testDescription: "between two epochs", stops: [4]),
    Case(testDescription: "twice in one epoch", stops: [1, 2]),
    Case(testDescription: "in every epoch", stops: [2, 4, 3]),
    Case(testDescription: "with a weight average, twice", stops: [3, 4]) { $0.optimizer.averageDecay = 0.9 },
    Case(testDescription: "AdamW with an average, twice", stops: [3, 4]) { c in
      (c.optimizer.adamw, c.optimizer.averageDecay, c.schedule.peak) = (.init(), 0.9, 0.001)
    },
    Case(testDescription: "Muon with look-ahead", stops: [3, 4]) { c in
      (c.optimizer.muon, c.optimizer.lookahead) = (.init(), .init())
    },
    Case(testDescription: "one-cycle, clipping, cutout, Nesterov, smoothing", stops: [6, 1]) { c in
      c.schedule.kind = .oneCycle
      c.optimizer.clipNorm = 0.5
      c.optimizer.nesterov = true
      c.augmentation?.cutout = 3
      c.labelSmoothing = 0.1
    },
    Case(testDescription: "few checkpoints", stops: [4, 5]) { $0.checkpointEvery = 10 },
    Case(testDescription: "batches as large as the data", stops: [1, 1]) { $0.batchSize = 32 },
    Case(testDescription: "no validation, patience unset", stops: [5]) { $0.validation = 0 },
    Case(testDescription: "projection shortcuts, warm-up, cosine", stops: [3]) { c in
      c.model.shortcut = .projection
      c.schedule.kind = .cosine
      c.schedule.warmupEpochs = 1.5
    },
    Case(testDescription: "mixed precision, on one thread and on two", stops: [2, 3]) { $0.precision = .mixed },
    Case(testDescription: "fast precision, on one thread and on two", stops: [2, 3]) { $0.precision = .fast },
  ]

  @Test(arguments: cases) func resumedEqualsUninterrupted(_ case: Case) throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingBench.configuration()
    `case`.change(&configuration)
    let whole = try TrainingBench.run(configuration, in: folder.file("whole"))

    for (number, stop) in `case`.stops.enumerated() {
      let outcome = try TrainingBench.run(
        configuration, in: folder.file("parts"), threads: 1 + number % 2, resuming: number > 0, stop: stop)
      guard case .interrupted = outcome else {
        Issue.record("not stopped after \(stop) batches: \(outcome)")
        return
      }
    }
    let end = try TrainingBench.run(configuration, in: folder.file("parts"), resuming: true)
    guard case .finished(let best?, false) = end, case .finished(let wholeBest?, false) = whole else {
      Issue.record("\(end), \(whole)")
      return
    }
    #expect(best.epoch == wholeBest.epoch && best.validationLoss == wholeBest.validationLoss)
    #expect(try TrainingBench.differences(folder.file("parts"), folder.file("whole")) == [])
  }

  @Test func saysWhereItStopped() throws {
    let folder = try TemporaryFolder()
    let configuration = TrainingBench.configuration()
    let middle = try TrainingBench.run(configuration, in: folder.file("run"), stop: 2)
    #expect(middle == .interrupted(epoch: 0, batch: 2))
    let boundary = try TrainingBench.run(configuration, in: folder.file("run"), resuming: true, stop: 2)
    #expect(boundary == .interrupted(epoch: 1, batch: 0))
  }

  /// A stop that comes with the last batch is too late: the run is finished.
  @Test func aStopInTheLastBatchFinishesTheRun() throws {
    let folder = try TemporaryFolder()
    let outcome = try TrainingBench.run(TrainingBench.configuration(epochs: 1), in: folder.file("run"), stop: 4)
    guard case .finished = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  @Test func timesGoOnWhereTheyStopped() throws {
    let folder = try TemporaryFolder()
    let configuration = TrainingBench.configuration(epochs: 1)
    // Every look at the clock takes a second: the first part needs some, the second starts far in the future.
    func part(from start: Double, resuming: Bool, stop: Int) throws {
      let trainer = try TrainingBench.trainer(configuration, resuming: resuming)
      let run =
        resuming ? try RunFolder(resuming: folder.file("run")) : try RunFolder(creating: folder.file("run"))
      if resuming { try trainer.resume(from: run) }
      var (time, asked) = (start, 0)
      _ = try trainer.run(
        in: run,
        clock: {
          time += 1
          return time
        },
        shouldStop: {
          asked += 1
          return asked == stop
        })
    }
    try part(from: 0, resuming: false, stop: 2)
    try part(from: 1e6, resuming: true, stop: .max)
    let row = try folder.text("run/metrics.csv").split(separator: "\n")[1].split(separator: ",")
    let seconds = try #require(Double(row[7]))
    #expect(seconds > 6 && seconds < 20, "\(row)")
    let speed = try #require(Double(row[6]))
    #expect(speed > 32 / 20 && speed < 32 / 4)
  }

  @Test func theDataMayMoveAndCheckpointsMayBecomeRarer() throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingBench.configuration(epochs: 2)
    try TrainingBench.run(configuration, in: folder.file("run"), stop: 2)
    configuration.data.source = "elsewhere"
    configuration.checkpointEvery = 7
    let outcome = try TrainingBench.run(configuration, in: folder.file("run"), resuming: true)
    guard case .finished = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  /// Initial weights were used up at the start: their file may be gone.
  @Test func initialWeightsAreNotNeededAgain() throws {
    let folder = try TemporaryFolder()
    try TrainingBench.run(TrainingBench.configuration(epochs: 1), in: folder.file("first"))
    var configuration = TrainingBench.configuration(epochs: 2)
    configuration.initFrom = folder.file("first/best.safetensors")
    try TrainingBench.run(configuration, in: folder.file("whole"))
    try TrainingBench.run(configuration, in: folder.file("parts"), stop: 3)
    try FileSystem.removeFile(folder.file("first/best.safetensors"))
    try TrainingBench.run(configuration, in: folder.file("parts"), resuming: true)
    #expect(try TrainingBench.differences(folder.file("parts"), folder.file("whole")) == [])
  }

  /// From the first moment there is a state to resume: here the very first report fails.
  @Test func aRunThatDiesAtItsFirstStepCanBeResumed() throws {
    struct Death: Error {}
    let folder = try TemporaryFolder()
    let configuration = TrainingBench.configuration(epochs: 1)
    try TrainingBench.run(configuration, in: folder.file("whole"))
    #expect(throws: Death.self) {
      try TrainingBench.run(configuration, in: folder.file("parts")) { _ in throw Death() }
    }
    try TrainingBench.run(configuration, in: folder.file("parts"), resuming: true)
    #expect(try TrainingBench.differences(folder.file("parts"), folder.file("whole")) == [])
  }
}
