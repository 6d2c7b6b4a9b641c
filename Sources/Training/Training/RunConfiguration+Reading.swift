import Datasets
import Inference
import Kernels
import Models
import Optimizers
import Support

/// Configurations from files, written by a run or by hand.
extension RunConfiguration {
  /// Reads a `config.json`.
  ///
  /// `data.source`, `model.name`, `epochs`, `batchSize` and `schedule.peak` must be there; what else is left out has the
  /// default of its property. Throws for a file that is missing or no JSON, and for a setting that is missing, unknown
  /// or of the wrong kind, by its name. The values are checked by `validate()`.
  public static func read(from path: String) throws -> RunConfiguration {
    let bytes = try FileReading.bytes(at: path, limit: 1 << 20)
    let configuration = try JSONText.decode(RunConfiguration.self, from: bytes, path: path)
    let known = try FlatJSON.flatten(try JSONText.encode(configuration, layout: .line))
    let given = try FlatJSON.flatten(String(decoding: bytes, as: UTF8.self))
    for name in given.keys.sorted() where given[name] != "null" && known[name] == nil {
      throw UnknownSetting(path: path, name: name, nearest: nearest(to: name, in: names))
    }
    return configuration
  }

  /// The names of all settings, with those that are usually left out.
  private static var names: [String] {
    var full = RunConfiguration(
      data: Data(source: ""), model: ModelConfiguration(name: "", classes: 2, shortcut: .padding),
      schedule: Schedule(.constant, peak: 1, epochs: 1), batchSize: 1)
    full.data.classes = [""]
    full.optimizer.clipNorm = 1
    (full.patience, full.averageDecay, full.initFrom) = (1, 0, "")
    full.schedule.milestones = [1]
    full.schedule.triangle = .init()
    (full.optimizer.biasRate, full.optimizer.normalizationRate, full.optimizer.earlyEpochs) = (1, 1, 1)
    (full.muon, full.lookahead) = (.init(), .init())
    let flat = try? FlatJSON.flatten(try JSONText.encode(full, layout: .line))
    return (flat ?? [:]).keys.map { $0.hasSuffix("[0]") ? String($0.dropLast(3)) : $0 }.sorted()
  }

  /// Settings that are left out keep their defaults; no `augmentation` means none, as nothing stands for `nil` in what
  /// a run writes.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let epochs: Int = try values.wholeNumber(forKey: .epochs)
    let model = try values.decode(ModelSettings.self, forKey: .model)
    let schedule = try values.decode(ScheduleSettings.self, forKey: .schedule)
    self.init(
      data: try values.decode(Data.self, forKey: .data),
      model: ModelConfiguration(
        name: model.name, classes: model.classes ?? 0, shortcut: model.shortcut, width: model.width),
      schedule: schedule.schedule(epochs: epochs), batchSize: try values.wholeNumber(forKey: .batchSize))
    self.epochs = epochs
    try values.decodeIfPresent(OptimizerSettings.self, forKey: .optimizer)?.apply(to: &optimizer)
    muon = try values.decodeIfPresent(MuonSettings.self, forKey: .muon)?.configuration
    lookahead = try values.decodeIfPresent(LookaheadSettings.self, forKey: .lookahead)?.configuration
    labelSmoothing = try values.decodeIfPresent(Float.self, forKey: .labelSmoothing) ?? labelSmoothing
    augmentation = try values.decodeIfPresent(Augmentation.self, forKey: .augmentation)
    mixing = try values.decodeIfPresent(Mixing.self, forKey: .mixing) ?? mixing
    precision = try values.decodeIfPresent(Precision.self, forKey: .precision) ?? precision
    validation = try values.decodeIfPresent(Double.self, forKey: .validation) ?? validation
    testTimeAugmentation =
      try values.decodeIfPresent(TestTimeAugmentation.self, forKey: .testTimeAugmentation) ?? testTimeAugmentation
    patience = try values.wholeNumberIfPresent(forKey: .patience)
    averageDecay = try values.decodeIfPresent(Float.self, forKey: .averageDecay)
    initFrom = try values.decodeIfPresent(String.self, forKey: .initFrom)
    seed = try values.wholeNumberIfPresent(forKey: .seed) ?? seed
    checkpointEvery = try values.wholeNumberIfPresent(forKey: .checkpointEvery) ?? checkpointEvery
  }
}

extension RunConfiguration.Data {
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(source: try values.decode(String.self, forKey: .source))
    classes = try values.decodeIfPresent([String].self, forKey: .classes)
    labelLevel = try values.decodeIfPresent(LabelLevel.self, forKey: .labelLevel) ?? labelLevel
    imageSize = try values.wholeNumberIfPresent(forKey: .imageSize) ?? imageSize
  }
}

extension KeyedDecodingContainer {
  /// A whole number. For 7.5, and for -1 where no sign is possible, the decoder by itself throws no `DecodingError`, and
  /// the name of the setting would be lost.
  func wholeNumber<Number: FixedWidthInteger & Decodable>(forKey key: Key) throws -> Number {
    do {
      return try decode(Number.self, forKey: key)
    } catch let error as DecodingError {
      throw error
    } catch let error as JSONFailure {
      throw error
    } catch {
      let expected = Number.isSigned ? "a whole number" : "a whole number of 0 or more"
      let found = (try? decode(Double.self, forKey: key)).map { "\($0)" } ?? "another number"
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self, debugDescription: "expected \(expected), found \(found)")
    }
  }

  func wholeNumberIfPresent<Number: FixedWidthInteger & Decodable>(forKey key: Key) throws -> Number? {
    guard contains(key), try !decodeNil(forKey: key) else { return nil }
    return try wholeNumber(forKey: key)
  }
}

private struct ModelSettings: Decodable {
  let name: String
  /// Usually left to the data.
  let classes: Int?
  let shortcut: Shortcut?
  let width: Int

  private enum CodingKeys: String, CodingKey { case name, classes, shortcut, width }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    name = try values.decode(String.self, forKey: .name)
    classes = try values.wholeNumberIfPresent(forKey: .classes)
    shortcut = try values.decodeIfPresent(Shortcut.self, forKey: .shortcut)
    width = try values.wholeNumberIfPresent(forKey: .width) ?? 1
  }
}

private struct ScheduleSettings: Decodable {
  let kind: Schedule.Kind?
  let peak: Float
  let epochs: Int?
  let warmupEpochs: Double?
  let stepEpochs: Int?
  let gamma: Float?
  let milestones: [Int]?
  let triangle: TriangleSettings?

  private enum CodingKeys: String, CodingKey {
    case kind, peak, epochs, warmupEpochs, stepEpochs, gamma, milestones, triangle
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    kind = try values.decodeIfPresent(Schedule.Kind.self, forKey: .kind)
    peak = try values.decode(Float.self, forKey: .peak)
    epochs = try values.wholeNumberIfPresent(forKey: .epochs)
    warmupEpochs = try values.decodeIfPresent(Double.self, forKey: .warmupEpochs)
    stepEpochs = try values.wholeNumberIfPresent(forKey: .stepEpochs)
    gamma = try values.decodeIfPresent(Float.self, forKey: .gamma)
    milestones = try values.decodeIfPresent([Int].self, forKey: .milestones)
    triangle = try values.decodeIfPresent(TriangleSettings.self, forKey: .triangle)
  }

  func schedule(epochs: Int) -> Schedule {
    var result = Schedule(kind ?? .constant, peak: peak, epochs: self.epochs ?? epochs)
    warmupEpochs.map { result.warmupEpochs = $0 }
    stepEpochs.map { result.stepEpochs = $0 }
    gamma.map { result.gamma = $0 }
    milestones.map { result.milestones = $0 }
    result.triangle = triangle?.triangle
    return result
  }
}

/// A configuration file with a setting that does not exist: a misspelt one would silently have no effect.
struct UnknownSetting: Failure, Equatable {
  let path: String
  let name: String
  let nearest: String?
  var message: String { "'\(path)': there is no setting '\(name)'" }
  var hint: String? {
    nearest.map { "did you mean '\($0)'?" } ?? "take it out; the config.json of a run shows all settings"
  }
  var status: ExitStatus { .malformedInput }
}
