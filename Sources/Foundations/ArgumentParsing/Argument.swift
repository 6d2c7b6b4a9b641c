/// An argument without a name, known by its place: `cifar-data verify FILE`.
///
/// An array takes all that are left and must come last.
@propertyWrapper
package struct Argument<Value>: ArgumentSource {
  private var argument: ArgumentValue<Value>

  package var wrappedValue: Value {
    get { argument.value }
    set { argument.value = newValue }
  }

  package func definition(property: String) -> ArgumentDefinition { argument.definition(property: property) }

  private static func template(_ help: ArgumentHelp) -> ArgumentTemplate {
    ArgumentTemplate(kind: .positional, names: [], help: help)
  }
}

extension Argument where Value: ExpressibleByArgument {
  /// An argument with a default.
  package init(wrappedValue: Value, help: ArgumentHelp, constraint: ArgumentConstraint<Value>? = nil) {
    argument = .single(Self.template(help), initial: wrappedValue, constraint)
  }

  /// An argument that must be given.
  package init(help: ArgumentHelp, constraint: ArgumentConstraint<Value>? = nil) {
    argument = .single(Self.template(help), initial: nil, constraint)
  }
}

extension Argument {
  /// An argument that may be left out.
  package init<Wrapped: ExpressibleByArgument>(
    wrappedValue: Wrapped? = nil, help: ArgumentHelp, constraint: ArgumentConstraint<Wrapped>? = nil
  ) where Value == Wrapped? {
    argument = .optional(Self.template(help), initial: wrappedValue, constraint)
  }

  /// Any number of arguments, also none.
  package init<Element: ExpressibleByArgument>(
    wrappedValue: [Element], help: ArgumentHelp, constraint: ArgumentConstraint<Element>? = nil
  ) where Value == [Element] {
    argument = .several(Self.template(help), initial: wrappedValue, separator: nil, constraint)
  }

  /// One argument or more.
  package init<Element: ExpressibleByArgument>(
    help: ArgumentHelp, constraint: ArgumentConstraint<Element>? = nil
  ) where Value == [Element] {
    argument = .several(Self.template(help), initial: nil, separator: nil, constraint)
  }
}
