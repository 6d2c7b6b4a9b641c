import Datasets
import Images
import Inference
import Support
import Training

extension TrainedModel {
  /// The configuration of the run that wrote the weights; `nil` for weights that do not tell.
  var recipe: RunConfiguration? { RunConfiguration(of: file.metadata) }
}

/// The images a model is judged by, with labels that mean the model's classes.
struct EvaluationImages {
  let set: ImageSet
  let split: Split
  /// What the images were read from: the data, and the split that the data call it.
  private let source: DataSource
  private let taken: Split
  /// What the user should know about the choice.
  let notes: [String]

  /// Opens the data, takes the model's classes of it, and cuts out the split.
  ///
  /// Throws the reader's failures, and those of `EvaluationRequestFailure` for data that do not fit the model.
  init(_ model: TrainedModel, _ options: EvaluationDataOptions) throws {
    do {
      try self.init(model, options, expectsTest: true)
    } catch CIFARFailure.missingSplit(_, _, .test, _) where options.split == nil {
      // Names promised test images, and only reading told that there are none.
      try self.init(model, options, expectsTest: false)
    }
  }

  private init(_ model: TrainedModel, _ options: EvaluationDataOptions, expectsTest: Bool) throws {
    source = try Self.open(model, options.data)
    var notes: [String] = []
    notes += source.notes
    split = try Self.split(of: source, model, options, expectsTest: expectsTest, &notes)
    let level = options.labelLevel ?? (source.kind == .cifar100 ? model.recipe?.data.labelLevel ?? .fine : .fine)
    let isOwn = split == .validation && Self.hasOwnValidation(source, model)
    taken = split == .test ? .test : isOwn ? .validation : .train
    let skips = options.reading.skipUnreadable || model.recipe?.data.skipUnreadable == true
    let limit = options.reading.amount.limit
    // The run's own training and validation images are those that its limit left.
    let isOfRun = split != .test && source.path == model.recipe?.data.source
    let runLimit = isOfRun ? model.recipe?.data.limit : nil
    let readLimit = split == .test || isOwn ? [limit, runLimit].compactMap(\.self).min() : runLimit
    var set = try Self.read(source, taken, level, classes: options.classes, skips, readLimit, model, &notes)
    if split != .test && !isOwn {
      set = try Self.part(split, of: set, model, isNamed: options.data != nil, &notes).limited(to: limit)
    }
    notes += set.provenance.unreadableLines
    if set.count == 0 { throw EvaluationRequestFailure.noImages(data: source.path, split: split) }
    self.set = set
    self.notes = notes
  }

  /// Where the images lie.
  func places() throws -> ImagePlaces { try ImagePlaces(of: source, split: taken, classes: set.classNames) }

  /// The images that the model's run held back, to choose temperature and thresholds on: those of the run, or of the
  /// named data if the run's have moved.
  static func validation(_ model: TrainedModel, _ options: EvaluationDataOptions) throws -> ImageSet {
    var own = EvaluationDataOptions()
    own.split = .validation
    do {
      do {
        return try EvaluationImages(model, own).set
      } catch EvaluationRequestFailure.dataGone where options.data != nil {
        own.data = options.data
        return try EvaluationImages(model, own).set
      }
    } catch EvaluationRequestFailure.noRecipe, EvaluationRequestFailure.noSplitKnown {
      throw EvaluationRequestFailure.noCalibrationImages(weights: model.path, .unknownSplit)
    } catch EvaluationRequestFailure.noValidation {
      throw EvaluationRequestFailure.noCalibrationImages(weights: model.path, .noValidation)
    } catch EvaluationRequestFailure.otherData {
      throw EvaluationRequestFailure.noCalibrationImages(weights: model.path, .otherData)
    }
  }

  /// The named data, or those of the run.
  private static func open(_ model: TrainedModel, _ path: String?) throws -> DataSource {
    if let path { return try DataSource.open(path: path) }
    guard let recipe = model.recipe else { throw EvaluationRequestFailure.noRecipe(weights: model.path) }
    do {
      return try DataSource.open(path: recipe.data.source)
    } catch FileFailure.missing {
      throw EvaluationRequestFailure.dataGone(path: recipe.data.source)
    }
  }

  /// The split asked for; else the test images, the validation images, or the only images that named data have.
  private static func split(
    of source: DataSource, _ model: TrainedModel, _ options: EvaluationDataOptions, expectsTest: Bool,
    _ notes: inout [String]
  ) throws -> Split {
    if let split = options.split { return split }
    if expectsTest && source.splits.contains(.test) { return .test }
    let isHeldBack = options.data == nil && model.recipe?.validation ?? 0 > 0
    if hasOwnValidation(source, model) || isHeldBack {
      notes.append("'\(source.path)' has no test images: judging the validation images")
      return .validation
    }
    if options.data != nil {
      notes.append("'\(source.path)' has no test images: judging all of its images")
      return .train
    }
    return .test
  }

  /// Whether validation images are the data's own: not where the run held training images back in their place.
  private static func hasOwnValidation(_ source: DataSource, _ model: TrainedModel) -> Bool {
    guard source.splits.contains(.validation) else { return false }
    guard let recipe = model.recipe, recipe.data.source == source.path else { return true }
    return recipe.data.ownValidation
  }

  /// The images of the model's classes, labelled as the model numbers them.
  private static func read(
    _ source: DataSource, _ split: Split, _ level: LabelLevel, classes: [String]?, _ skips: Bool, _ limit: Int?,
    _ model: TrainedModel, _ notes: inout [String]
  ) throws -> ImageSet {
    let (names, size) = (model.file.metadata.classNames, model.file.metadata.input.height)
    let hasPictures = source.kind == .imageFolder || source.kind == .imageList
    func images(_ classes: [String]?) throws -> ImageSet {
      // Pictures are limited before they are decoded, records after they have their numbers.
      try source.images(
        split: split, labelLevel: level, classes: classes, imageSize: size, skipsUnreadable: skips,
        limit: hasPictures ? limit : nil
      ).named().limited(to: limit)
    }
    if let classes {
      guard Set(classes).isSubset(of: names) else {
        throw EvaluationRequestFailure.classes(data: source.path, found: classes, model: names)
      }
      let chosen = try images(classes)
      // Records keep the numbers that they have in the whole archive.
      let isNumbered = source.kind == .cifar10 || source.kind == .cifar100
      return (isNumbered ? try images(nil).choosing(classes) : chosen).aligned(with: names)
    }
    if hasPictures {
      // Named beforehand: other classes are then not decoded, and a list with numbers gets names.
      do {
        return try images(names)
      } catch ClassSelectionFailure.unknown(_, _, let found) {
        throw EvaluationRequestFailure.classes(data: source.path, found: found, model: names)
      } catch ImageListFailure.fewNames(let list, let labels, _) {
        throw EvaluationRequestFailure.labels(list: list, found: labels, model: names)
      } catch ClassSelectionFailure.noImages {
        // A class without images is no obstacle: its figures have no value.
        return try images(nil).aligned(with: names)
      }
    }
    let set = try images(nil)
    guard Set(set.classNames).isSuperset(of: names) else {
      throw EvaluationRequestFailure.classes(data: source.path, found: set.classNames, model: names)
    }
    if set.classNames.count > names.count, model.recipe?.data.source != source.path {
      notes.append("took the model's classes \(names.listed()) of the \(set.classNames.count) in \(source.path)")
    }
    return set.aligned(with: names)
  }

  /// The run's own part of the training images: the same fraction and seed give the same split. Other data have no such
  /// parts; all of their training images are taken, and there is no validation.
  private static func part(
    _ split: Split, of set: ImageSet, _ model: TrainedModel, isNamed: Bool, _ notes: inout [String]
  ) throws -> ImageSet {
    guard let recipe = model.recipe else {
      if split == .train { return set }
      throw EvaluationRequestFailure.noSplitKnown(weights: model.path)
    }
    if split == .validation && recipe.validation == 0 {
      throw EvaluationRequestFailure.noValidation(weights: model.path)
    }
    let limited = set.limited(to: recipe.data.limit)
    let data = try? TrainingData(limited, validation: recipe.validation, seed: recipe.seed)
    guard let data, data.statistics == model.statistics else {
      if split == .validation || !isNamed {
        throw EvaluationRequestFailure.otherData(
          data: set.provenance.path ?? set.provenance.summary, split: split, isNamed: isNamed)
      }
      notes.append("the model was trained on other images: taking all training images, without the run's split")
      return set
    }
    return limited.subset(split == .validation ? data.validation : data.train)
  }
}

extension ImageSet {
  /// With a name for each image: where there is no file, the number of the record from 0, in the order of the files.
  fileprivate func named() -> ImageSet {
    var named = self
    if names == nil { named.names = (0..<count).map(RecordName.text) }
    return named
  }

  /// The images of some classes; labels stay.
  fileprivate func choosing(_ classes: [String]) -> ImageSet {
    let wanted = Set(classes.compactMap { classNames.firstIndex(of: $0) })
    return subset(labels.indices.filter { wanted.contains(labels[$0]) })
  }

  /// The images of the given classes in their old order; label k of the result is `names[k]`, which need not occur.
  fileprivate func aligned(with names: [String]) -> ImageSet {
    if classNames == names { return self }
    let newLabels = classNames.map { names.firstIndex(of: $0) }
    let kept = labels.indices.filter { newLabels[labels[$0]] != nil }
    let chosen = kept.count == count ? self : subset(kept)
    var provenance = provenance
    if names.count < classNames.count {
      provenance.summary += ", classes \(names.listed())"
    }
    return ImageSet(
      height: height, width: width, pixels: chosen.pixels, labels: chosen.labels.compactMap { newLabels[$0] },
      classNames: names, names: chosen.names, provenance: provenance)
  }
}
