/// Where an argument's value is kept between the parser, which fills it in, and the command, which reads it.
final class Cell<Value> {
  var value: Value?
  init(_ value: Value?) { self.value = value }
}

/// All that the parser and the help need to know about one argument.
package struct ArgumentDefinition {
  enum Kind { case option, flag, positional }

  var kind: Kind
  var help: ArgumentHelp
  var valueName: String
  /// Without hyphens; empty for positional arguments.
  var longNames: [String]
  var shortNames: [Character]
  /// The names that switch a flag off.
  var inverseNames: [String]
  var choices: [String]
  var completion: ValueCompletion
  /// What stands between the values of a list.
  var separator: Character?
  var defaultText: String?
  var isRequired: Bool
  /// Whether it may be given more than once.
  var isRepeating: Bool
  /// The heading that help puts it under.
  var heading: String?
  /// Takes all texts given, in order; a flag's are `true` and `false`.
  var store: ([String]) throws(ValueProblem) -> Void

  /// What messages call it: `--epochs`, `<image>`.
  var label: String {
    if let name = longNames.first { return "--\(name)" }
    if let name = shortNames.first { return "-\(name)" }
    return "<\(valueName)>"
  }

  /// What messages call it with its kind: `option '--epochs'`.
  var title: String { kind == .positional ? "argument '\(label)'" : "option '\(label)'" }
}

/// A property wrapper that stands for one argument.
package protocol ArgumentSource {
  func definition(property: String) -> ArgumentDefinition
}

/// What the wrappers know apart from their value.
struct ArgumentTemplate {
  var kind: ArgumentDefinition.Kind
  var names: NameSpecification
  var help: ArgumentHelp
  var choices: [String] = []
  var defaultText: String?
  var isRequired = false
  var isRepeating = false
  var separator: Character?
  var hasInverse = false

  func definition(
    property: String, store: @escaping ([String]) throws(ValueProblem) -> Void
  ) -> ArgumentDefinition {
    let names = names.names(property: property)
    let valueName = help.valueName ?? kebabCase(property)
    return ArgumentDefinition(
      kind: kind, help: help, valueName: valueName, longNames: names.long, shortNames: names.short,
      inverseNames: hasInverse ? names.long.map { "no-" + $0 } : [], choices: choices,
      completion: help.completion ?? ValueCompletion(valueName: valueName, choices: choices), separator: separator,
      defaultText: help.defaultText ?? defaultText.flatMap { $0.isEmpty ? nil : $0 }, isRequired: isRequired,
      isRepeating: isRepeating, heading: nil, store: store)
  }
}
