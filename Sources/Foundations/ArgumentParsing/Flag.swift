/// A named argument without a value: `--quiet`, or with an inversion `--augment` and `--no-augment`.
///
/// As an optional it is `nil` when neither name was given.
@propertyWrapper
package struct Flag<Value>: ArgumentSource {
  package enum Inversion: Sendable {
    /// `--name` switches on, `--no-name` switches off.
    case prefixedNo
  }

  private var argument: ArgumentValue<Value>

  package var wrappedValue: Value {
    get { argument.value }
    set { argument.value = newValue }
  }

  package func definition(property: String) -> ArgumentDefinition { argument.definition(property: property) }
}

extension Flag where Value == Bool {
  /// A flag that is off unless it is given.
  package init(wrappedValue: Bool = false, name: NameSpecification = .long, help: ArgumentHelp) {
    precondition(!wrappedValue, "a flag that is on from the start needs an inversion")
    let template = ArgumentTemplate(kind: .flag, names: name, help: help)
    argument = ArgumentValue(template, initial: false) { (texts: [String]) in texts.last == "true" }
  }

  /// A flag with a default that can be switched both ways.
  package init(wrappedValue: Bool, name: NameSpecification = .long, inversion: Inversion, help: ArgumentHelp) {
    var template = ArgumentTemplate(kind: .flag, names: name, help: help, hasInverse: true)
    template.defaultText = wrappedValue ? "on" : "off"
    argument = ArgumentValue(template, initial: wrappedValue) { (texts: [String]) in texts.last == "true" }
  }
}

extension Flag where Value == Bool? {
  /// A flag that is `nil` unless it is switched on or off.
  package init(
    wrappedValue: Bool? = nil, name: NameSpecification = .long, inversion: Inversion, help: ArgumentHelp
  ) {
    let template = ArgumentTemplate(kind: .flag, names: name, help: help, hasInverse: true)
    argument = ArgumentValue(template, initial: .some(wrappedValue)) { (texts: [String]) in texts.last == "true" }
  }
}
