/// What help says about one argument.
public struct ArgumentHelp: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  /// One or two sentences.
  public var abstract: String
  /// What the value is called: `<fraction>`. The property's name when `nil`.
  public var valueName: String?
  /// What the number counts; shown behind the default: `(default: 30 epochs)`.
  public var unit: String?
  /// Said in place of a default that only the program can work out: `(default: by recipe)`.
  public var defaultText: String?
  /// Understood but not shown.
  public var isHidden: Bool

  public init(
    _ abstract: String, valueName: String? = nil, unit: String? = nil, defaultText: String? = nil,
    isHidden: Bool = false
  ) {
    self.abstract = abstract
    self.valueName = valueName
    self.unit = unit
    self.defaultText = defaultText
    self.isHidden = isHidden
  }

  public init(stringLiteral value: String) { self.init(value) }
}
