import CommandSupport
import Datasets
import Images
import Models
import Optimizers
import Serialization
import Support
import Training

/// What a command line asks for: the resolved configuration, and the folder it goes to.
struct RunPlan {
  var configuration: RunConfiguration
  /// Something the user should know before the run starts.
  let notice: String?
  /// The folder of the run that goes on.
  let resumes: String?
  /// The folder that was asked for.
  let output: String?
  /// What choosing the recipe has read already.
  private let images: ImageSet?

  /// - Parameters:
  ///   - training: the command's options, or what a budget has made of them.
  ///   - images: what an earlier plan has read, or `nil`.
  private init(_ command: TrainCommand, _ training: TrainingOptions, images: ImageSet?) throws {
    output = command.session.output
    resumes = command.session.resume
    var notice: String?
    var read: ImageSet?
    if let folder = command.session.resume {
      try RunFolder.requireRun(folder)
      configuration = try RunConfiguration.read(from: RunPaths.configuration(folder))
    } else if let file = command.session.config {
      configuration = try RunConfiguration.read(from: file)
    } else {
      (configuration, notice, read) = try Self.byRecipe(command.data, training, images: images)
    }
    self.images = read
    self.notice = notice
    command.data.data.map { configuration.data.source = $0 }
    command.data.classes.map { configuration.data.classes = $0 }
    command.data.labelLevel.map { configuration.data.labelLevel = $0 }
    training.apply(to: &configuration)
    command.augmentation.apply(to: &configuration)
    command.session.checkpointEvery.map { configuration.checkpointEvery = $0 }
    try training.check(configuration.schedule)
    try configuration.validate()
  }

  init(_ command: TrainCommand) throws { try self.init(command, command.training, images: nil) }

  /// The same plan with the width and the length that a budget allows. Both stand in the configuration then, and the recipe
  /// is that for this length.
  func fitted(to budget: BudgetPlan, _ command: TrainCommand) throws -> RunPlan {
    var training = command.training
    (training.width, training.epochs) = (budget.width, budget.epochs)
    return try RunPlan(command, training, images: images)
  }

  /// The images, split as configured.
  func data() throws -> TrainingData {
    if let images { return try TrainingData(images, validation: configuration.validation, seed: configuration.seed) }
    do {
      return try TrainingData(configuration)
    } catch FileFailure.missing(let path) where resumes != nil && path == configuration.data.source {
      throw MissingRunData(path: path)
    }
  }

  /// The recipe for what `--data` holds, or what is found where nothing was named.
  private static func byRecipe(
    _ given: DataOptions, _ training: TrainingOptions, images: ImageSet?
  ) throws -> (RunConfiguration, notice: String?, ImageSet) {
    let found =
      try given.data.map { DefaultData(source: $0, classes: given.classes, notice: nil) }
      ?? DefaultData.find(classes: given.classes, labelLevel: given.labelLevel)
    var data = RunConfiguration.Data(source: found.source)
    data.classes = found.classes
    given.labelLevel.map { data.labelLevel = $0 }
    let images =
      try images
      ?? found.open().images(
        split: .train, labelLevel: data.labelLevel, classes: data.classes)
    if let speed = training.recipe?.speed {
      let configuration = speed.configuration(
        data, classCount: images.classNames.count, epochs: training.epochs,
        batchSize: training.batchSize)
      return (configuration, found.notice, images)
    }
    let recipe = Recipe(
      imageCount: images.count, classCount: images.classNames.count, model: training.model,
      epochs: training.epochs, rate: training.lr)
    return (recipe.configuration(data), found.notice, images)
  }

  /// The run's folder: the one that goes on, the one that was asked for, or a new one under `runs/`.
  func openFolder(_ data: ImageSet.Provenance) throws -> RunFolder {
    if let resumes { return try RunFolder(resuming: resumes) }
    if let output { return try RunFolder(creating: output) }
    return try newFolder(data, "") { try RunFolder(creating: $0) }
  }

  /// The folder of a series of runs, which may hold some of them already: the one that was asked for, or a new one.
  /// Locked, so that no other process trains the same series.
  func openSeries(_ data: ImageSet.Provenance) throws -> (path: String, lock: SeriesLock) {
    if let output { return (output, try SeriesLock(output)) }
    return try newFolder(data, "-seeds") { ($0, try SeriesLock($0)) }
  }

  private func newFolder<Opened: ~Copyable>(
    _ data: ImageSet.Provenance, _ suffix: String, _ open: (String) throws -> Opened
  ) throws -> Opened {
    let base = "runs/\(configuration.model.name)-\(data.isSynthetic ? "synthetic" : "run")\(suffix)"
    var path = base
    var number = 2
    while true {
      do {
        if !FileSystem.exists(path) { return try open(path) }
      } catch FolderLockFailure.inUse, TrainingFailure.folderHoldsRun {
        // Another run has made it just now.
      }
      path = "\(base)-\(number)"
      number += 1
    }
  }
}

/// A run that is to go on without the images it was started with.
struct MissingRunData: Failure {
  let path: String
  var message: String { "the data of this run are not at '\(path)'" }
  var hint: String? {
    path.hasPrefix("/")
      ? "say where they are now with --data PATH"
      : "resume in the folder it was started in, or say where they are with --data PATH"
  }
  var status: ExitStatus { .missingInput }
}
