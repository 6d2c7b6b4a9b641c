import Datasets
import Images
import Models
import Optimizers
import Serialization
import Support

/// The resolved configuration of a run, and the folder it goes to.
package struct RunPlan {
  package private(set) var configuration: RunConfiguration
  /// What the user should know before the run starts.
  package let notices: [String]
  /// The folder of the run that is continued.
  package let resumes: String?
  /// The folder that was asked for.
  package let output: String?
  /// Whether a run that is in that folder goes.
  package let replaces: Bool
  private let given: JSONValue
  private let recipe: SpeedRecipe?
  private let file: String?
  /// What choosing the recipe has opened and read already.
  private let read: (source: DataSource, images: ImageSet)?

  /// Resolves every setting: as given, else from the run or the file, else by the recipe. Validates nothing.
  ///
  /// - Parameters:
  ///   - given: settings that were given, by their names in configuration files.
  ///   - file: a configuration file; where it is not complete a recipe supplies the rest.
  ///   - resumes: the folder of a run that is continued.
  ///   - output: the folder of a new run; `nil` for one under `runs/`.
  ///   - replaces: whether a run that is in that folder goes.
  ///   - read: what an earlier plan has read, or `nil`.
  package init(
    _ given: JSONValue, recipe: SpeedRecipe? = nil, file: String? = nil, resumes: String? = nil, output: String? = nil,
    replaces: Bool = false, read: (source: DataSource, images: ImageSet)? = nil
  ) throws {
    self.replaces = replaces
    (self.given, self.recipe, self.file, self.resumes, self.output) = (given, recipe, file, resumes, output)
    if let resumes { try RunFolder.requireRun(resumes) }
    let base = try (resumes.map(RunPaths.configuration) ?? file).map(PartialConfiguration.init(path:))
    var settings = PartialConfiguration(given)
    if let base, base.isComplete || resumes != nil {
      if resumes == nil { settings = try settings.completed(from: base).completedByInitialWeights() }
      var configuration = try settings.configuration(over: base.configuration())
      // An option comes before the file.
      if resumes == nil && given["validation"] != nil && given["data.ownValidation"] == nil {
        configuration.data.ownValidation = false
      }
      self.configuration = configuration
      (notices, self.read) = ([], nil)
    } else {
      settings = try settings.completed(from: base).completedByInitialWeights()
      let (chosen, found, read) = try Self.recipe(for: settings, recipe, read: read)
      var configuration = try settings.configuration(over: chosen)
      var notices = found
      if read.source.splits.contains(.validation) {
        if settings.settings["validation"] == nil {
          (configuration.data.ownValidation, configuration.validation) = (true, 0)
        } else if !configuration.data.ownValidation {
          notices.append(
            "the validation images of '\(read.source.path)' are not used: --validation holds training images back")
        }
      }
      let empty = read.images.emptyClasses(among: 0..<read.images.count)
      if !empty.isEmpty && read.source.kind == .cifar100 {
        notices.append(
          "no training images of \(empty.count) of \(read.images.classNames.count) classes; --classes chooses some")
      }
      (self.configuration, self.notices, self.read) = (configuration, notices + read.source.notes, read)
    }
  }

  /// The same plan with the width and the length that a budget allows. Both stand in the configuration then, and the
  /// recipe is that for this length.
  package func fitted(to budget: BudgetPlan) throws -> RunPlan {
    var given = given
    given["model.width"] = try JSONValue(encoding: budget.width)
    given["epochs"] = try JSONValue(encoding: budget.epochs)
    return try RunPlan(
      given, recipe: recipe, file: file, resumes: resumes, output: output, replaces: replaces, read: read)
  }

  /// The images, split as configured, and what the user should know of them that `notices` does not say.
  package func data() throws -> (images: TrainingData, notices: [String]) {
    do {
      let source = try read?.source ?? DataSource.open(path: configuration.data.source)
      let data = try TrainingData(configuration, source, training: read?.images)
      // The files of CIFAR name their classes; folders and lists have those that have images.
      let isOwn = source.kind == .imageFolder || source.kind == .imageList
      if resumes == nil && isOwn && !configuration.data.allowEmptyClasses {
        let empty = data.set.emptyClasses(among: data.train)
        if !empty.isEmpty { throw TrainingFailure.emptyClasses(source.path, empty) }
      }
      return (data, (read == nil ? source.notes : []) + otherClasses(data.set.classNames.count))
    } catch FileFailure.missing(let path) where resumes != nil && path == configuration.data.source {
      throw MissingRunData(path: path)
    }
  }

  /// Throws where the weights to start from lie in the folder that is to be replaced.
  package func checkInitialWeights() throws(ConfigurationFailure) {
    guard replaces, resumes == nil, let output, let weights = configuration.initFrom else { return }
    let folder = FileSystem.identity(of: FileSystem.folder(of: weights))
    if !folder.isEmpty && folder == FileSystem.identity(of: output) {
      throw ConfigurationFailure(option: "output", expected: "another folder than that of --init-from", found: output)
    }
  }

  /// A configuration file may be one of other data.
  private func otherClasses(_ count: Int) -> [String] {
    guard let file, ![0, count].contains(configuration.model.classes) else { return [] }
    return [
      "the network gets \(Format.plural(count, "output")), one for each class of the data; '\(file)' has "
        + "\(configuration.model.classes)"
    ]
  }

  /// The recipe for the data that the settings name, or for what is found where they name none; model, length, batch
  /// size, learning rate and optimizer are those of the settings.
  private static func recipe(
    for given: PartialConfiguration, _ speed: SpeedRecipe?, read: (source: DataSource, images: ImageSet)?
  ) throws -> (RunConfiguration, notices: [String], (source: DataSource, images: ImageSet)) {
    let rule = given.namedRule
    let any = Recipe(imageCount: 1, classCount: 2, model: nil, epochs: nil, optimizer: rule)
      .configuration(.init(source: ""))
    let wanted = try given.configuration(over: any)
    func named<Value>(_ name: String, _ value: Value) -> Value? { given.settings[name] == nil ? nil : value }
    var data = wanted.data
    let level = named("data.labelLevel", data.labelLevel)
    let found =
      try named("data.source", data.source).map { DefaultData(source: $0, classes: data.classes, notice: nil) }
      ?? DefaultData.find(classes: data.classes, labelLevel: level)
    (data.source, data.classes) = (found.source, found.classes)
    let source = try read?.source ?? found.open()
    let images =
      try read?.images
      ?? source.images(
        split: .train, labelLevel: data.labelLevel, classes: data.classes, imageSize: data.imageSize,
        skipsUnreadable: data.skipUnreadable, limit: data.limit)
    let (epochs, rate) = (named("epochs", wanted.epochs), named("schedule.peak", wanted.schedule.peak))
    if let speed {
      guard rule != .adamw || rate != nil else {
        throw ConfigurationFailure(
          option: "lr", expected: "a learning rate for AdamW, which recipe \(speed.rawValue) does not have",
          found: "none")
      }
      let configuration = speed.configuration(
        data, classCount: images.classNames.count, epochs: epochs, batchSize: named("batchSize", wanted.batchSize))
      return (configuration, [found.notice].compactMap { $0 }, (source, images))
    }
    let recipe = Recipe(
      imageCount: images.count, classCount: images.classNames.count, model: named("model.name", wanted.model.name),
      epochs: epochs, optimizer: rule)
    let mixing = given.settings["mixing.cutmix"] == nil ? recipe.mixingNotice : nil
    let notices = [found.notice, mixing, rule == nil ? rate.flatMap(recipe.rateNotice) : nil]
    return (recipe.configuration(data), notices.compactMap { $0 }, (source, images))
  }

  /// The run's folder: the one that is continued, the one that was asked for, or a new one under `runs/`.
  package func openFolder(_ data: ImageSet.Provenance) throws -> RunFolder {
    if let resumes { return try RunFolder(resuming: resumes) }
    if let output { return try RunFolder(creating: output, replacing: replaces) }
    return try newFolder(data, "") { try RunFolder(creating: $0) }
  }

  /// The path of the folder that `openFolder` would open, or `openSeries`. Throws what they would throw; creates and
  /// removes nothing.
  package func checkFolder(_ data: ImageSet.Provenance, isSeries: Bool) throws -> String {
    if let resumes { return resumes }
    guard let output else {
      let path = try newFolder(data, isSeries ? "-seeds" : "") { $0 }
      try FileSystem.checkFolder(path)
      return path
    }
    if isSeries {
      try SeriesLock.check(output, replacing: replaces)
    } else {
      try RunFolder.check(output, replacing: replaces)
    }
    return output
  }

  /// The folder of a series of runs, which may hold some of them already: the one that was asked for, or a new one.
  /// Locked, so that no other process trains the same series.
  func openSeries(_ data: ImageSet.Provenance) throws -> (path: String, lock: SeriesLock) {
    if let output { return (output, try SeriesLock(output, replacing: replaces)) }
    return try newFolder(data, "-seeds") { ($0, try SeriesLock($0, replacing: false)) }
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

/// A run to be continued without the images it was started with.
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
