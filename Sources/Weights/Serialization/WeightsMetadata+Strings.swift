import Support

extension WeightsMetadata {
  /// As strings for a file's `__metadata__`.
  /// - Throws: a value that `init(strings:path:)` would refuse, so that no file is written that cannot be read.
  package func strings(path: String) throws(SafetensorsFailure) -> [String: String] {
    try validate(path: path)
    var strings: [String: String] = [:]
    strings[Key.format.rawValue] = String(Self.format)
    strings[Key.model.rawValue] = model
    strings[Key.modelConfiguration.rawValue] = try Self.encode(modelConfiguration, .modelConfiguration, path)
    strings[Key.classNames.rawValue] = try Self.encode(classNames, .classNames, path)
    strings[Key.mean.rawValue] = try Self.encode(mean, .mean, path)
    strings[Key.std.rawValue] = try Self.encode(std, .std, path)
    strings[Key.input.rawValue] = try Self.encode(input, .input, path)
    strings[Key.provenance.rawValue] = try Self.encode(provenance, .provenance, path)
    strings[Key.temperature.rawValue] = temperature.map { $0.description }
    strings[Key.threshold.rawValue] = threshold.map { $0.description }
    if let classThresholds {
      strings[Key.classThresholds.rawValue] = try Self.encode(classThresholds, .classThresholds, path)
    }
    if let unknown { strings[Key.unknown.rawValue] = try Self.encode(unknown, .unknown, path) }
    if let decision { strings[Key.decision.rawValue] = try Self.encode(decision, .decision, path) }
    strings[Key.precision.rawValue] = precision
    strings[Key.testTimeAugmentation.rawValue] = testTimeAugmentation
    return strings
  }

  /// From a file's `__metadata__`; keys of others are passed over.
  /// - Throws: a key that is missing, does not parse, or has a value no model can have.
  package init(strings: [String: String], path: String) throws(SafetensorsFailure) {
    func text(_ key: Key) throws(SafetensorsFailure) -> String {
      guard let value = strings[key.rawValue] else {
        throw Self.failure(key, expected: "a value", found: "nothing", path)
      }
      return value
    }
    func json<Value: Decodable>(_ key: Key, _ expected: String) throws(SafetensorsFailure) -> Value {
      let value = try text(key)
      do {
        return try JSONText.decode(Value.self, from: value)
      } catch {
        throw Self.failure(key, expected: expected, found: Self.shorten(value), path)
      }
    }
    func optionalJSON<Value: Decodable>(_ key: Key, _ expected: String) throws(SafetensorsFailure) -> Value? {
      strings[key.rawValue] == nil ? nil : try json(key, expected)
    }
    func number(_ key: Key) throws(SafetensorsFailure) -> Double? {
      guard let value = strings[key.rawValue] else { return nil }
      guard let number = Double(value) else { throw Self.failure(key, expected: "a number", found: value, path) }
      return number
    }

    let format = try text(.format)
    guard let version = Int(format), (1...Self.format).contains(version) else {
      throw Self.failure(.format, expected: "a version up to \(Self.format)", found: Self.shorten(format), path)
    }
    model = try text(.model)
    modelConfiguration = try json(.modelConfiguration, "a JSON object of strings")
    classNames = try json(.classNames, "a JSON array of names")
    mean = try json(.mean, "a JSON array of numbers")
    std = try json(.std, "a JSON array of numbers")
    input = try json(.input, "a JSON object with height, width and channels")
    provenance = try json(.provenance, "a JSON object with programVersion, dataSummary, isSynthetic, seed …")
    temperature = try number(.temperature)
    threshold = try number(.threshold)
    classThresholds = try optionalJSON(.classThresholds, "a JSON array of numbers")
    unknown = try optionalJSON(.unknown, "a JSON object with kind (energy), threshold, quantile and images")
    decision = try optionalJSON(.decision, "a JSON object with images, split, testTimeAugmentation …")
    precision = strings[Key.precision.rawValue] ?? Self.setting("precision", of: provenance.recipe)
    testTimeAugmentation =
      strings[Key.testTimeAugmentation.rawValue]
      ?? Self.setting("testTimeAugmentation", of: provenance.recipe)
    try validate(path: path)
  }

  /// A text among the settings of a run, which files from before it had a key of its own hold; `nil` without one.
  private static func setting(_ name: String, of recipe: String) -> String? {
    guard case .object(let fields)? = try? JSONValue(parsing: Array(recipe.utf8)),
      case .string(let text)? = fields[name]
    else { return nil }
    return text
  }

  /// Checks every value against what a model can have.
  private func validate(path: String) throws(SafetensorsFailure) {
    func demand(_ holds: Bool, _ key: Key, _ expected: String, _ found: String) throws(SafetensorsFailure) {
      guard holds else { throw Self.failure(key, expected: expected, found: found, path) }
    }
    try demand(!model.isEmpty, .model, "a model name", "an empty string")
    try demand(
      (1...Self.mostClasses).contains(classNames.count), .classNames, "1 to \(Self.mostClasses) names",
      "\(classNames.count)")
    var seen: Set<String> = []
    for (index, name) in classNames.enumerated() {
      try demand(!name.isEmpty, .classNames, "names that are not empty", "an empty one at index \(index)")
      try demand(seen.insert(name).inserted, .classNames, "distinct names", "'\(name)' twice")
    }
    try demand([1, 3].contains(input.channels), .input, "1 or 3 channels", "\(input.channels)")
    for (axis, extent) in [("height", input.height), ("width", input.width)] {
      try demand(
        (1...Self.largestExtent).contains(extent), .input, "a \(axis) from 1 to \(Self.largestExtent)", "\(extent)")
    }
    for (key, values) in [(Key.mean, mean), (Key.std, std)] {
      try demand(
        values.count == input.channels, key, "\(input.channels) numbers, one per channel", "\(values.count)")
      for value in values { try demand(value.isFinite, key, "finite numbers", "\(value)") }
    }
    for value in std { try demand(value > 0, .std, "numbers over 0", "\(value)") }
    try demand(provenance.epoch >= 0, .provenance, "an epoch from 0", "\(provenance.epoch)")
    if let accuracy = provenance.validationAccuracy {
      try demand((0...1).contains(accuracy), .provenance, "a validation accuracy from 0 to 1", "\(accuracy)")
    }
    if let temperature {
      try demand(temperature > 0 && temperature.isFinite, .temperature, "a finite number over 0", "\(temperature)")
    }
    if let threshold { try demand((0...1).contains(threshold), .threshold, "a number from 0 to 1", "\(threshold)") }
    if let classThresholds {
      try demand(
        classThresholds.count == classNames.count, .classThresholds, "\(classNames.count) numbers, one per class",
        "\(classThresholds.count)")
      for value in classThresholds {
        try demand((0...1).contains(value), .classThresholds, "numbers from 0 to 1", "\(value)")
      }
    }
    for (key, text) in [(Key.precision, precision), (.testTimeAugmentation, testTimeAugmentation)] {
      try demand(text != "", key, "a word", "an empty string")
    }
    if let problem = unknown?.problem { try demand(false, .unknown, problem.expected, problem.found) }
    if let problem = decision?.problem { try demand(false, .decision, problem.expected, problem.found) }
  }

  private static func encode<Value: Encodable>(
    _ value: Value, _ key: Key, _ path: String
  ) throws(SafetensorsFailure) -> String {
    do {
      return try JSONText.encode(value, layout: .line)
    } catch {
      throw failure(key, expected: "a value that JSON can hold", found: error.message, path)
    }
  }

  private static func failure(_ key: Key, expected: String, found: String, _ path: String) -> SafetensorsFailure {
    .init(path: path, .metadataField(key: key.rawValue, expected: expected, found: found))
  }

  /// Long values would bury the message.
  private static func shorten(_ text: String) -> String {
    text.count <= 60 ? "'\(text)'" : "'\(text.prefix(57))…'"
  }
}
