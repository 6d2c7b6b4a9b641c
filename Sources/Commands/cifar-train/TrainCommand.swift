import ArgumentParsing
import CommandSupport
import Foundation
import Images
import Kernels
import Serialization
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

      Ctrl-C or SIGTERM saves the state and prints the command that continues. The same seed gives the same bits on \
      any number of threads.
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
      CommandExample("cifar-train --resume runs/bikes", "continue after an interruption"),
      CommandExample("cifar-train --seeds 5 --output runs/five", "how much the result owes to chance"),
    ],
    version: Version.number, related: Programs.related(to: "cifar-train"))

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Model and training") var training: TrainingOptions
  @OptionGroup(title: "Augmentation") var augmentation: AugmentationOptions
  @OptionGroup(title: "Run") var session: RunOptions
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func validate() throws {
    if session.resume != nil && session.output != nil {
      throw ValidationFailure(
        "--resume and --output contradict each other", hint: "a resumed run continues in its own folder")
    }
    if session.resume != nil && training.initFrom != nil {
      throw ValidationFailure(
        "--resume and --init-from contradict each other", hint: "a resumed run has its weights in its folder")
    }
    if session.overwriting.overwrite && session.output == nil {
      throw ValidationFailure(
        "--overwrite replaces the run in the folder that --output names, which is missing",
        hint: session.resume == nil ? "add --output" : "leave --overwrite out: a resumed run continues")
    }
    if session.resume != nil && session.config != nil {
      throw ValidationFailure(
        "--resume and --config contradict each other", hint: "a resumed run has its configuration in its folder")
    }
    if training.recipe != nil && (session.resume != nil || session.config != nil) {
      let other = session.resume != nil ? "--resume" : "--config"
      throw ValidationFailure(
        "--recipe and \(other) contradict each other", hint: "leave --recipe out: the configuration has its settings")
    }
    if session.resume != nil && session.seeds != nil {
      throw ValidationFailure(
        "--resume and --seeds contradict each other",
        hint: "give the command of the series once more: finished runs are kept, the interrupted one continues")
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
    var plan = try checked(requestedPlan())
    let backend = try machine.backend(
      environment: ProcessInfo.processInfo.environment, precision: plan.configuration.precision)
    var display = TrainingDisplay(quiet: session.quiet, json: session.json)
    for notice in plan.notices { display.note(notice) }
    if training.precision != nil { machine.note(plan.configuration.precision, backend).map { display.note($0) } }
    try plan.checkInitialWeights()
    let (images, notices) = try plan.data()
    for line in notices + images.set.provenance.unreadableLines { display.note(line) }
    if let budget = training.budget {
      let planner = BudgetPlanner(
        budget, plan.configuration, images, backend: backend, width: training.width, epochs: training.epochs)
      let choice = try planner.plan(since: started, clock: clock)
      for line in choice.explanation { display.note(line) }
      plan = try checked(plan.fitted(to: choice))
    }
    if session.trial.dryRun {
      return try DryRun(plan, images, backend: backend, seeds: session.seeds).check(
        quiet: session.quiet, json: session.json)
    }
    if let seeds = session.seeds { return try runSeries(SeedSeries(plan, count: seeds), images, backend) }
    let run = try TrainingSession(
      plan.configuration, images, backend: backend, resumes: plan.resumes != nil,
      tensorboard: session.tensorboard)
    // Until here there is nothing to save: Ctrl-C just ends the program.
    StopRequest.install()
    let folder = try plan.openFolder(images.set.provenance)
    try run.begin(in: folder)
    try run.run(in: folder, &display, continuedBy: "cifar-train --resume \(ShellText.word(folder.path))")
  }

  private func requestedPlan() throws -> RunPlan {
    var settings = JSONValue.object([:])
    data.data.map { settings["data.source"] = .string($0) }
    if let classes = data.classes { settings["data.classes"] = try JSONValue(encoding: classes) }
    if data.reading.skipUnreadable { settings["data.skipUnreadable"] = .bool(true) }
    if let limit = data.reading.amount.limit { settings["data.limit"] = try JSONValue(encoding: limit) }
    if session.allowEmptyClasses { settings["data.allowEmptyClasses"] = .bool(true) }
    if let level = data.labelLevel { settings["data.labelLevel"] = try JSONValue(encoding: level) }
    try training.write(to: &settings)
    try augmentation.write(to: &settings)
    try session.writeSettings(to: &settings)
    return try RunPlan(
      settings, recipe: training.recipe?.speed, file: session.config, resumes: session.resume,
      output: session.output, replaces: session.overwriting.overwrite)
  }

  private func checked(_ plan: RunPlan) throws -> RunPlan {
    try training.check(plan.configuration)
    do {
      try plan.configuration.validate()
    } catch {
      // The value may be one of the configuration file.
      let options: [any ParsableArguments] = [training, augmentation, session]
      let isGiven = options.contains { $0.givesSetting(option: error.option) }
      throw isGiven ? error : error.attributed(to: session.config)
    }
    return plan
  }

  /// Trains one run after the other, each in its folder, and prints what they have in common.
  private func runSeries(_ series: SeedSeries, _ data: TrainingData, _ backend: Backend) throws {
    func say(_ text: String) {
      if !session.quiet && !session.json { print(text) }
    }
    let (summary, folder) = try series.run(data) { (run) throws in
      say("\(run.number > 1 ? "\n" : "")seed \(run.configuration.seed), run \(run.number) of \(series.seeds.count)")
      let session = try TrainingSession(
        run.configuration, run.data, backend: backend, resumes: run.resumes, tensorboard: self.session.tensorboard)
      StopRequest.install()
      let folder = run.resumes ? try RunFolder(resuming: run.folder) : try RunFolder(creating: run.folder)
      try session.begin(in: folder)
      if session.trainer.isFinished {
        say("trained before: kept \(RunPaths.weights(run.folder))")
      } else {
        var display = TrainingDisplay(quiet: self.session.quiet, json: self.session.json)
        // The command of the series continues it.
        let given = CommandLine.arguments.dropFirst() + (self.session.output == nil ? ["--output", run.series] : [])
        try session.run(
          in: folder, &display,
          continuedBy: (["cifar-train"] + given).map(ShellText.word).joined(separator: " "))
      }
      return session.trainer
    }
    say("\n" + summary.text(limit: Terminal.standardOutput().limit) + "summary  \(SeedSummary.path(folder))")
    if session.json { print(try JSONText.encode(summary, layout: .line)) }
  }
}
