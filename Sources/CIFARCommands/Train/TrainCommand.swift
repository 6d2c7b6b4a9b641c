import ArgumentParsing
import Datasets
import Foundation
import Support
import Training

/// `cifar-train`: trains a classifier and keeps everything about the run in one folder.
public struct TrainCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "cifar-train",
    abstract: "Trains an image classifier and saves weights, metrics and a resumable state.",
    discussion: """
      Without options it trains a recipe tuned for the model and the number of images. A stratified part of the \
      training images is held back for validation; the weights of the best epoch there are kept. Test images are never \
      looked at: that is what cifar-eval does.

      Ctrl-C or SIGTERM saves the state and says how to go on. The same seed gives the same bits on any number of threads.
      """,
    examples: [
      CommandExample("cifar-train", "train on what lies under data/, or on built-in synthetic images"),
      CommandExample("cifar-train --epochs 30 --lr 0.001"),
      CommandExample(
        "cifar-train --data data/cifar-100-binary.tar.gz --classes bicycle,motorcycle --output runs/bikes"),
      CommandExample("cifar-train --resume runs/bikes", "go on after an interruption"),
    ],
    version: Version.number)

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Model and training") var training: TrainingOptions
  @OptionGroup(title: "Augmentation") var augmentation: AugmentationOptions
  @OptionGroup(title: "Run") var session: RunOptions
  @OptionGroup(title: "Machine") var machine: MachineOptions

  public init() {}

  public func validate() throws {
    if session.resume != nil && session.output != nil {
      throw ValidationFailure(
        "--resume and --output contradict each other", hint: "a resumed run goes on in its own folder")
    }
    if session.resume != nil && session.config != nil {
      throw ValidationFailure(
        "--resume and --config contradict each other", hint: "a resumed run has its configuration in its folder")
    }
    if session.quiet && session.json {
      throw ValidationFailure("--quiet and --json contradict each other", hint: "give one of them")
    }
  }

  public func run() throws {
    let plan = try RunPlan(self)
    let backend = try machine.backend(
      environment: ProcessInfo.processInfo.environment, precision: plan.configuration.precision)
    var display = TrainingDisplay(quiet: session.quiet, json: session.json)
    plan.notice.map { display.note($0) }
    if training.precision != nil { machine.note(plan.configuration.precision, backend).map { display.note($0) } }
    let images = try plan.data()
    var configuration = plan.configuration
    configuration.model.classes = images.set.classNames.count
    let trainer = try Trainer(configuration, images, backend: backend, resuming: plan.resumes != nil)
    // Until here there is nothing to save: Ctrl-C just ends the program.
    StopRequest.install()
    let folder = try plan.openFolder(images.set.provenance)
    if plan.resumes == nil {
      try JSONText.write(configuration, to: RunFolder.configuration(folder.path))
    } else {
      try trainer.resume(from: folder)
    }
    try display.begin(configuration, images, folder: folder.path, backend: backend, log: RunFolder.log(folder.path))
    let outcome: TrainingOutcome
    do {
      outcome = try trainer.run(
        in: folder, clock: { ProcessInfo.processInfo.systemUptime },
        shouldStop: { StopRequest.current() != nil }, report: { try display.show($0) })
    } catch {
      display.clear()
      throw error
    }
    try display.end(outcome, images, folder: folder.path)
    if case .interrupted = outcome { throw StopRequest.current()?.status ?? ExitStatus.interrupted }
  }
}
