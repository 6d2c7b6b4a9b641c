import CommandSupport
import Foundation
import Kernels
import ModelReports
import Serialization
import Support
import Training

/// One run from its first or next step to its end, shown, and with its report.
struct TrainingSession {
  let trainer: Trainer
  private let configuration: RunConfiguration
  private let data: TrainingData
  private let backend: Backend
  private let resumes: Bool
  /// Whether figures for TensorBoard are wanted. A run that has them keeps them.
  private let tensorboard: Bool

  /// Builds and plans everything; nothing is written yet.
  init(_ configuration: RunConfiguration, _ data: TrainingData, backend: Backend, resumes: Bool, tensorboard: Bool)
    throws
  {
    var configuration = configuration
    configuration.model.classes = data.set.classNames.count
    (self.configuration, self.data, self.backend, self.resumes) = (configuration, data, backend, resumes)
    self.tensorboard = tensorboard
    trainer = try Trainer(configuration, data, backend: backend, resuming: resumes)
  }

  /// Takes up the state of the folder, or writes the configuration of a new run into it.
  func begin(in folder: borrowing RunFolder) throws {
    if resumes {
      try trainer.resume(from: folder)
      if trainer.formerEpochs != nil { try trainer.writeNewLength(to: folder) }
    } else {
      try JSONText.write(configuration, to: RunPaths.configuration(folder.path))
      if let unreadable = data.set.provenance.unreadable {
        try JSONText.write(unreadable, to: RunPaths.unreadable(folder.path))
      }
    }
  }

  /// Trains to the end, or until a stop is requested: then the program's status is thrown.
  ///
  /// - Parameter command: what continues the run after an interruption.
  func run(in folder: borrowing RunFolder, _ display: inout TrainingDisplay, continuedBy command: String) throws {
    let wantsEvents = tensorboard || FileSystem.exists(RunPaths.events(folder.path))
    let events = wantsEvents ? try ScalarEvents(folder.path, history: trainer.history) : nil
    // A run that was killed after its last epoch lacks its report.
    if resumes && trainer.isFinished && (data.validation.isEmpty || FileSystem.exists(RunPaths.page(folder.path))) {
      return try display.show(finished: trainer, configuration, data, folder: folder.path)
    }
    try display.begin(
      configuration, data, folder: folder.path, backend: backend, log: RunPaths.log(folder.path),
      formerEpochs: trainer.formerEpochs, done: trainer.history.count)
    let outcome: TrainingOutcome
    do {
      outcome = try trainer.run(
        in: folder, clock: { ProcessInfo.processInfo.systemUptime },
        shouldStop: { StopRequest.current() != nil },
        report: { event in
          if case .epoch(let record, _) = event { try events?.append(record) }
          try display.show(event)
        })
    } catch {
      display.clear()
      throw error
    }
    switch outcome {
    case .interrupted(let epoch, let batch):
      try display.end(interruptedAfter: epoch, batch, continuedBy: command)
      throw StopRequest.current()?.status ?? ExitStatus.interrupted
    case .finished(let best, let stoppedEarly):
      display.showReporting()
      let report = writeReport(to: folder.path, &display)
      try display.end(best, stoppedEarly: stoppedEarly, data, folder: folder.path, report: report)
    }
  }

  /// The path of the report's page, or `nil` where there is nothing to report on or it could not be written: the run is
  /// complete without.
  private func writeReport(to folder: String, _ display: inout TrainingDisplay) -> String? {
    guard !data.validation.isEmpty else { return nil }
    do {
      try ValidationReport(
        data.set, data.validation, augmentation: configuration.testTimeAugmentation, backend: backend,
        configuration: try JSONText.encode(configuration)
      ).write(to: folder)
      return RunPaths.page(folder)
    } catch {
      display.clear()
      let reason = (error as? any Failure)?.message ?? "\(error)"
      let text = error is ExitStatus ? "stopped before the report was written" : "no report was written: \(reason)"
      Console(TrainCommand.commandName).warn(text)
      return nil
    }
  }
}
