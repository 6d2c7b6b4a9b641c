/// The three ways in which texts become a value: one, perhaps one, or several.
struct ArgumentValue<Value> {
  var template: ArgumentTemplate
  var read: ([String]) throws(ValueProblem) -> Value
  private(set) var cell: Cell<Value>

  init(
    _ template: ArgumentTemplate, initial: Value?, read: @escaping ([String]) throws(ValueProblem) -> Value
  ) {
    self.template = template
    self.read = read
    cell = Cell(initial)
  }

  /// The value; reading one that is neither given nor preset is an error of the program.
  var value: Value {
    get {
      guard let value = cell.value else {
        preconditionFailure("a required argument was read before the command line was parsed")
      }
      return value
    }
    // A new cell, so that a copy of the command keeps its own value.
    set { cell = Cell(newValue) }
  }

  func definition(property: String) -> ArgumentDefinition {
    template.definition(property: property) { [cell, read] (texts: [String]) throws(ValueProblem) in
      cell.value = try read(texts)
    }
  }

  static func single(
    _ template: ArgumentTemplate, initial: Value?, _ constraint: ArgumentConstraint<Value>?
  ) -> Self where Value: ExpressibleByArgument {
    var template = template
    template.choices = Value.argumentChoices
    template.defaultText = initial?.argumentText
    template.isRequired = initial == nil
    return Self(template, initial: initial) { (texts: [String]) throws(ValueProblem) in
      try ValueProblem.read(texts.last ?? "", constraint)
    }
  }

  static func optional<Wrapped: ExpressibleByArgument>(
    _ template: ArgumentTemplate, initial: Wrapped?, _ constraint: ArgumentConstraint<Wrapped>?
  ) -> Self where Value == Wrapped? {
    var template = template
    template.choices = Wrapped.argumentChoices
    template.defaultText = initial?.argumentText
    return Self(template, initial: .some(initial)) { (texts: [String]) throws(ValueProblem) in
      try ValueProblem.read(texts.last ?? "", constraint)
    }
  }

  static func several<Element: ExpressibleByArgument>(
    _ template: ArgumentTemplate, initial: [Element]?, separator: Character?,
    _ constraint: ArgumentConstraint<Element>?
  ) -> Self where Value == [Element] {
    var template = template
    template.choices = Element.argumentChoices
    template.defaultText = initial?.map(\.argumentText).joined(separator: separator.map(String.init) ?? " ")
    template.isRequired = initial == nil
    (template.isRepeating, template.separator) = (true, separator)
    return Self(template, initial: initial) { (texts: [String]) throws(ValueProblem) in
      try ValueProblem.readAll(texts, separator: separator, constraint)
    }
  }

  static func optionalSeveral<Element: ExpressibleByArgument>(
    _ template: ArgumentTemplate, separator: Character?, _ constraint: ArgumentConstraint<Element>?
  ) -> Self where Value == [Element]? {
    var template = template
    template.choices = Element.argumentChoices
    (template.isRepeating, template.separator) = (true, separator)
    return Self(template, initial: .some(nil)) { (texts: [String]) throws(ValueProblem) in
      try ValueProblem.readAll(texts, separator: separator, constraint)
    }
  }
}
