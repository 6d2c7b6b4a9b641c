import ArgumentParsing
import CommandSupport
import Datasets
import Foundation
import Support
import Training

/// `cifar-train`: trains a classifier and keeps everything about the run in one folder.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cifar-train",
    abstract: "Trains an image classifier and saves weights, metrics and a resumable state.",
    discussion: """
      Without options it trains a recipe tuned for the model and the number of images. A stratified part of the \
      training images is held back for validation; the weights of the best epoch there are kept. Test images are never \
      looked at: that is what cifar-eval does. At the end a report about the validation images lies in the run's folder.

      Ctrl-C or SIGTERM saves the state and says how to go on. The same seed gives the same bits on any number of threads.
      """,
    examples: [
      CommandExample("cifar-train", "train on what lies under data/, or on built-in synthetic images"),
      CommandExample("cifar-train --epochs 30 --lr 0.001"),
      CommandExample(
        "cifar-train --data data/cifar-100-binary.tar.gz --classes bicycle,motorcycle --output runs/bikes"),
      CommandExample("cifar-train --budget 10m", "the widest network that has time to learn, and all epochs that fit"),
      CommandExample(
        "cifar-train --data data/cifar-10-binary.tar.gz --recipe airbench94 --validation 0",
        "the speed run: all training images, ten epochs"),
      CommandExample("cifar-train --resume runs/bikes", "go on after an interruption"),
      CommandExample("cifar-train --seeds 5 --output runs/five", "how much the result owes to chance"),
    ],
    version: Version.number)

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Model and training") var training: TrainingOptions
  @OptionGroup(title: "Augmentation") var augmentation: AugmentationOptions
  @OptionGroup(title: "Run") var session: RunOptions
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func validate() throws {
    if session.resume != nil && session.output != nil {
      throw ValidationFailure(
        "--resume and --output contradict each other", hint: "a resumed run goes on in its own folder")
    }
    if session.resume != nil && session.config != nil {
      throw ValidationFailure(
        "--resume and --config contradict each other", hint: "a resumed run has its configuration in its folder")
    }
    if training.recipe != nil && (session.resume != nil || session.config != nil) {
      let other = session.resume != nil ? "--resume" : "--config"
      throw ValidationFailure(
        "--recipe and \(other) contradict each other", hint: "the run's configuration has every setting already")
    }
    if session.resume != nil && session.seeds != nil {
      throw ValidationFailure(
        "--resume and --seeds contradict each other",
        hint: "give the command of the series once more: finished runs are kept, the interrupted one goes on")
    }
    if session.resume != nil && training.budget != nil {
      throw ValidationFailure(
        "--resume and --budget contradict each other", hint: "what the budget allowed stands in the run's configuration"
      )
    }
    if session.seeds != nil && training.budget != nil {
      throw ValidationFailure(
        "--seeds and --budget contradict each other",
        hint: "train once with --budget, then with --seeds and that run's configuration as --config")
    }
    if session.quiet && session.json {
      throw ValidationFailure("--quiet and --json contradict each other", hint: "give one of them")
    }
  }

  func run() throws {
    let clock = { ProcessInfo.processInfo.systemUptime }
    let started = clock()
    var plan = try RunPlan(self)
    let backend = try machine.backend(
      environment: ProcessInfo.processInfo.environment, precision: plan.configuration.precision)
    var display = TrainingDisplay(quiet: session.quiet, json: session.json)
    plan.notice.map { display.note($0) }
    if training.precision != nil { machine.note(plan.configuration.precision, backend).map { display.note($0) } }
    let images = try plan.data()
    if let budget = training.budget {
      let planner = BudgetPlanner(
        budget, plan.configuration, images, backend: backend, width: training.width, epochs: training.epochs)
      let choice = try planner.plan(since: started, clock: clock)
      for line in choice.explanation { display.note(line) }
      plan = try plan.fitted(to: choice, self)
    }
    if let seeds = session.seeds {
      let series = try SeedSeries(plan, count: seeds, backend: backend, quiet: session.quiet, json: session.json)
      return try series.run(images.set)
    }
    let run = try TrainingSession(plan.configuration, images, backend: backend, resumes: plan.resumes != nil)
    // Until here there is nothing to save: Ctrl-C just ends the program.
    StopRequest.install()
    let folder = try plan.openFolder(images.set.provenance)
    try run.begin(in: folder)
    try run.run(in: folder, &display, goingOnBy: "cifar-train --resume \(ShellText.word(folder.path))")
  }
}
