/// What help says about one argument.
package struct ArgumentHelp: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  /// One or two sentences.
  package var abstract: String
  /// What the value is called: `<fraction>`. The property's name when `nil`.
  package var valueName: String?
  /// What the number counts; shown behind the default: `(default: 30 epochs)`.
  package var unit: String?
  /// Said in place of a default that only the program can work out: `(default: by recipe)`.
  package var defaultText: String?
  /// Understood but not shown.
  package var isHidden: Bool

  package init(
    _ abstract: String, valueName: String? = nil, unit: String? = nil, defaultText: String? = nil,
    isHidden: Bool = false
  ) {
    self.abstract = abstract
    self.valueName = valueName
    self.unit = unit
    self.defaultText = defaultText
    self.isHidden = isHidden
  }

  package init(stringLiteral value: String) { self.init(value) }
}
