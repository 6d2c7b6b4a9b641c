/// An argument with a name and a value: `--epochs 30`, `--epochs=30`, `-e 30`, `-e30`.
///
/// With an initial value it may be left out; as an optional it is `nil` when left out, so that a command knows whether
/// it was given; as an array it may be repeated, and each value may be a list with commas.
@propertyWrapper
package struct Option<Value>: ArgumentSource {
  private var argument: ArgumentValue<Value>

  package var wrappedValue: Value {
    get { argument.value }
    set { argument.value = newValue }
  }

  package func definition(property: String) -> ArgumentDefinition { argument.definition(property: property) }

  private static func template(_ name: NameSpecification, _ help: ArgumentHelp) -> ArgumentTemplate {
    ArgumentTemplate(kind: .option, names: name, help: help)
  }
}

extension Option where Value: ExpressibleByArgument {
  /// An option with a default.
  package init(
    wrappedValue: Value, name: NameSpecification = .long, help: ArgumentHelp,
    constraint: ArgumentConstraint<Value>? = nil
  ) {
    argument = .single(Self.template(name, help), initial: wrappedValue, constraint)
  }

  /// An option that must be given.
  package init(name: NameSpecification = .long, help: ArgumentHelp, constraint: ArgumentConstraint<Value>? = nil) {
    argument = .single(Self.template(name, help), initial: nil, constraint)
  }
}

extension Option {
  /// An option that may be left out.
  package init<Wrapped: ExpressibleByArgument>(
    wrappedValue: Wrapped? = nil, name: NameSpecification = .long, help: ArgumentHelp,
    constraint: ArgumentConstraint<Wrapped>? = nil
  ) where Value == Wrapped? {
    argument = .optional(Self.template(name, help), initial: wrappedValue, constraint)
  }

  /// An option for several values that may be left out.
  ///
  /// - Parameters:
  ///   - separator: what stands between the values of a list; `nil` when each value needs its own option.
  ///   - constraint: holds for each value.
  package init<Element: ExpressibleByArgument>(
    wrappedValue: [Element], name: NameSpecification = .long, help: ArgumentHelp, separator: Character? = ",",
    constraint: ArgumentConstraint<Element>? = nil
  ) where Value == [Element] {
    argument = .several(Self.template(name, help), initial: wrappedValue, separator: separator, constraint)
  }

  /// An option for several values that must be given.
  package init<Element: ExpressibleByArgument>(
    name: NameSpecification = .long, help: ArgumentHelp, separator: Character? = ",",
    constraint: ArgumentConstraint<Element>? = nil
  ) where Value == [Element] {
    argument = .several(Self.template(name, help), initial: nil, separator: separator, constraint)
  }

  /// An option for several values that is `nil` when left out.
  package init<Element: ExpressibleByArgument>(
    name: NameSpecification = .long, help: ArgumentHelp, separator: Character? = ",",
    constraint: ArgumentConstraint<Element>? = nil
  ) where Value == [Element]? {
    argument = .optionalSeveral(Self.template(name, help), separator: separator, constraint)
  }
}
