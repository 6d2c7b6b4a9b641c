import Datasets
import Models
import Optimizers
import Support

/// Settings from a file or from options: all of a run, or some.
///
/// Names that version 0.1.0 wrote are read as those of today.
package struct PartialConfiguration: Sendable {
  package private(set) var settings: JSONValue
  private let path: String?

  /// Reads a `config.json`, written by a run or by hand. Throws for a file that is missing or no JSON object.
  package init(path: String) throws {
    try self.init(try FileReading.bytes(at: path, limit: 1 << 20), path: path)
  }

  /// Settings that were given in another way.
  package init(_ settings: JSONValue) { (self.settings, path) = (settings, nil) }

  /// These settings, and where they leave something out those of another.
  func completed(from other: PartialConfiguration?) throws(JSONFailure) -> PartialConfiguration {
    guard var result = other else { return self }
    result.settings = try settings.completed(from: result.settings)
    return result
  }

  /// - Parameter path: what the text is called in messages.
  init(_ bytes: [UInt8], path: String? = nil) throws {
    self.path = path
    settings = try JSONValue(parsing: bytes, path: path)
    guard case .object = settings else {
      throw JSONFailure(path: path, field: nil, problem: .wrongKind(expected: "an object", found: settings.kind))
    }
    try renameFormerSettings()
  }

  /// Whether the settings name data, model, epochs, batch size and learning rate, as every `config.json` of a run does.
  /// Whatever else such a file leaves out has the default of its property (an optional part is absent). In any other
  /// file it comes from the recipe for the data.
  package var isComplete: Bool { Self.essentials.allSatisfy { settings[$0] != nil } }

  /// The whole configuration.
  ///
  /// Throws for a setting that is missing, unknown or of the wrong kind, by its name. `validate()` checks the values.
  ///
  /// - Parameter base: what supplies the settings that are left out; `nil` for the defaults, without the essentials.
  package func configuration(
    over base: RunConfiguration? = nil, unknownSettings: JSONText.UnknownFields = .refused
  ) throws(JSONFailure) -> RunConfiguration {
    var template = try JSONValue(encoding: base ?? Self.plain)
    if base == nil { for name in Self.essentials { template[name] = nil } }
    let known = try JSONValue(encoding: Self.example)
    let complete = try settings.completed(
      from: template, known: known, unknownFields: unknownSettings, path: path)
    return try JSONText.decode(RunConfiguration.self, from: complete, path: path)
  }

  /// The name of every setting, with its default; `nil` where it is absent, or where the data or the recipe decide.
  package static func fields() throws(JSONFailure) -> [String: String?] {
    var defaults = plain
    defaults.augmentation = .init()
    let known = try JSONValue(encoding: example).flattened
    let values = try JSONValue(encoding: defaults).flattened
    var fields: [String: String?] = [:]
    for (name, sample) in known {
      let isPart = optionalParts.contains { name.hasPrefix($0 + ".") }
      let isDecided = essentials.contains(name) || name == "model.classes"
      // An element stands for the list it is in.
      let plainName = name.hasSuffix("[0]") ? String(name.dropLast(3)) : name
      fields.updateValue(isDecided ? nil : isPart ? sample : values[plainName], forKey: plainName)
    }
    return fields
  }

  /// Parts that are absent unless they are wanted, and have defaults of their own.
  private static let optionalParts = ["optimizer.muon", "optimizer.adamw", "optimizer.lookahead", "schedule.triangle"]

  /// The rule of the optimizer that the settings name, if they do: by its part or its constants, or by switching the
  /// other parts off.
  var namedRule: OptimizerConfiguration.Kind? {
    guard case .object(let parts)? = settings["optimizer"] else { return nil }
    func isThere(_ name: String) -> Bool { parts[name] != nil && parts[name] != .null }
    if isThere("adamw") { return .adamw }
    if isThere("muon") { return .muon }
    let namesSGD = parts["adamw"] == .null || isThere("momentum") || isThere("nesterov")
    return namesSGD ? .sgd : nil
  }

  private static let essentials = ["data.source", "model.name", "epochs", "batchSize", "schedule.peak"]

  /// Every default. Augmentation must be named.
  private static var plain: RunConfiguration {
    var plain = RunConfiguration(
      data: .init(source: ""), model: ModelConfiguration(name: "", classes: 0), schedule: Schedule(.constant, peak: 1),
      epochs: 1, batchSize: 1)
    plain.augmentation = nil
    return plain
  }

  /// Every setting there is: what is usually absent stands here, the parts at their defaults.
  private static var example: RunConfiguration {
    var full = plain
    full.augmentation = .init()
    (full.data.classes, full.data.limit) = ([""], 1)
    full.model.shortcut = .padding
    (full.schedule.milestones, full.schedule.triangle) = ([1], .init())
    (full.optimizer.clipNorm, full.optimizer.biasRate, full.optimizer.normalizationRate) = (1, 1, 1)
    (full.optimizer.earlyEpochs, full.optimizer.averageDecay) = (1, 0)
    (full.optimizer.muon, full.optimizer.adamw, full.optimizer.lookahead) = (.init(), .init(), .init())
    (full.patience, full.initFrom) = (1, "")
    return full
  }

  // MARK: - Names of version 0.1.0

  private static let optimizerParts = ["muon", "lookahead", "averageDecay"]

  private mutating func renameFormerSettings() throws {
    for name in Self.optimizerParts {
      if let value = settings[name] {
        if let part = settings["optimizer"], part.kind != JSONValue.object([:]).kind {
          throw JSONFailure(
            path: path, field: "optimizer", problem: .wrongKind(expected: "an object", found: part.kind))
        }
        guard settings["optimizer." + name] == nil else {
          throw ConfigurationFailure(
            option: "optimizer." + name, expected: "no second value beside '\(name)'", found: "both"
          ).attributed(to: path)
        }
        settings["optimizer." + name] = value
      }
      settings[name] = nil
    }
    // Stood twice.
    guard let length = settings["schedule.epochs"] else { return }
    let epochs = settings["epochs"] ?? length
    guard epochs.flattened == length.flattened else {
      let (expected, found) = (epochs.flattened[""] ?? "", length.flattened[""] ?? "another kind")
      throw ConfigurationFailure(
        option: "schedule.epochs", expected: "the run's epochs, \(expected)", found: found
      ).attributed(to: path)
    }
    settings["epochs"] = epochs
    settings["schedule.epochs"] = nil
  }

  /// The settings of a checkpoint, see `RunConfiguration.fingerprint`, by the names of today. Those of later versions
  /// have the values that stand for what was done before.
  static func renamed(_ fingerprint: [String: String]) -> [String: String] {
    var result: [String: String] = [:]
    for (name, value) in fingerprint where name != "schedule.epochs" {
      let part = String(name.prefix { $0 != "." })
      result[Self.optimizerParts.contains(part) ? "optimizer." + name : name] = value
    }
    var defaults = Self.plain
    defaults.augmentation = .init()
    let known = Set(result.keys)
    for (name, value) in (try? JSONValue(encoding: defaults).flattened) ?? [:]
    where !known.contains(name) && !essentials.contains(name) {
      // A part that is absent as a whole was switched off.
      let part = name.lastIndex(of: ".").map { name[...$0] } ?? ""
      if known.contains(where: { $0.hasPrefix(part) }) { result[name] = value }
    }
    return result
  }
}

extension RunConfiguration {
  /// Reads the `config.json` of a run, which names all essentials.
  public static func read(from path: String) throws -> RunConfiguration {
    try PartialConfiguration(path: path).configuration()
  }

  /// Reads the recipe in the metadata of weights. Settings of other versions are ignored.
  public init(recipe: String) throws {
    self = try PartialConfiguration(Array(recipe.utf8)).configuration(unknownSettings: .ignored)
  }
}
