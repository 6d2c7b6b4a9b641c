/// A type whose values can be typed on a command line.
///
/// An enum with text as raw value needs nothing but the conformance:
///
///     enum Schedule: String, CaseIterable, ExpressibleByArgument { case step, cosine }
package protocol ExpressibleByArgument {
  /// The value of a text, or `nil` when it has none.
  init?(argument: String)

  /// The value as one would type it; help shows defaults in this way.
  var argumentText: String { get }

  /// What is expected, to be read after that word: "a whole number".
  static var expectedArgument: String { get }

  /// All texts that are possible; empty when they are too many to list.
  static var argumentChoices: [String] { get }
}

extension ExpressibleByArgument {
  package var argumentText: String { "\(self)" }
  package static var argumentChoices: [String] { [] }
  package static var expectedArgument: String { "another value" }
}

extension ExpressibleByArgument where Self: RawRepresentable, RawValue: ExpressibleByArgument {
  package init?(argument: String) {
    guard let value = RawValue(argument: argument) else { return nil }
    self.init(rawValue: value)
  }
  package var argumentText: String { rawValue.argumentText }
  package static var expectedArgument: String { RawValue.expectedArgument }
}

extension ExpressibleByArgument where Self: CaseIterable & RawRepresentable, RawValue: ExpressibleByArgument {
  package static var argumentChoices: [String] { allCases.map(\.rawValue.argumentText) }
  package static var expectedArgument: String { choiceText(argumentChoices) }
}

/// Choices as they stand in a sentence: `'step' or 'cosine'`, `one of 'a', 'b' or 'c'`.
private func choiceText(_ choices: [String]) -> String {
  let quoted = choices.map { "'\($0)'" }
  guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
  let beginning = quoted.count > 2 ? "one of " : ""
  return beginning + quoted.dropLast().joined(separator: ", ") + " or " + last
}
