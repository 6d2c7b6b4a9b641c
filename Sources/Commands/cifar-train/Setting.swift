import ArgumentParsing
import Support

/// An option that stands for a setting of a run's configuration.
///
///     @Setting("optimizer.momentum", "Momentum coefficient.", "coefficient") var momentum: Float?
@propertyWrapper
struct Setting<Value: ExpressibleByArgument & Encodable>: ArgumentSource, SettingSource {
  private var option: Option<Value?>
  private let name: String

  /// - Parameters:
  ///   - name: of the setting in configuration files, with dots.
  ///   - text: what help names as the default.
  init(
    _ name: String, _ help: String, _ valueName: String? = nil, default text: String? = "by recipe",
    completion: ValueCompletion? = nil
  ) {
    self.name = name
    option = Option(help: ArgumentHelp(help, valueName: valueName, defaultText: text, completion: completion))
  }

  var wrappedValue: Value? {
    get { option.wrappedValue }
    set { option.wrappedValue = newValue }
  }

  func definition(property: String) -> ArgumentDefinition { option.definition(property: property) }

  var isGiven: Bool { option.wrappedValue != nil }

  func write(to settings: inout JSONValue) throws(JSONFailure) {
    if let value = option.wrappedValue { settings[name] = try JSONValue(encoding: value) }
  }
}

private protocol SettingSource {
  var isGiven: Bool { get }
  func write(to settings: inout JSONValue) throws(JSONFailure)
}

extension ParsableArguments {
  /// Writes all settings that were given, by their names in configuration files.
  func writeSettings(to settings: inout JSONValue) throws(JSONFailure) {
    for child in Mirror(reflecting: self).children {
      if let source = child.value as? any SettingSource { try source.write(to: &settings) }
    }
  }

  /// Whether the option of this name, without its hyphens, is a setting that was given.
  func givesSetting(option name: String) -> Bool {
    Mirror(reflecting: self).children.contains { child in
      // A wrapped property's storage has its name with a line in front.
      guard let source = child.value as? any SettingSource, let property = child.label?.dropFirst() else {
        return false
      }
      return source.isGiven && kebabCase(String(property)) == name
    }
  }
}
