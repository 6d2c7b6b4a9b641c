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
  /// What a shell offers for the value; `nil` for the choices of its type, and paths where it is called `path`, `file`
  /// or `folder`.
  package var completion: ValueCompletion?
  /// Understood but not shown.
  package var isHidden: Bool

  package init(
    _ abstract: String, valueName: String? = nil, unit: String? = nil, defaultText: String? = nil,
    completion: ValueCompletion? = nil, isHidden: Bool = false
  ) {
    self.abstract = abstract
    self.valueName = valueName
    self.unit = unit
    self.defaultText = defaultText
    self.completion = completion
    self.isHidden = isHidden
  }

  package init(stringLiteral value: String) { self.init(value) }
}

/// What a shell offers where a value is expected.
package struct ValueCompletion: Sendable, Equatable {
  package enum Paths: Sendable { case files, folders }

  package var words: [String]
  package var paths: Paths?

  package init(_ words: [String] = [], paths: Paths? = nil) { (self.words, self.paths) = (words, paths) }

  package static let files = ValueCompletion(paths: .files)
  package static let folders = ValueCompletion(paths: .folders)

  init(valueName: String, choices: [String]) {
    let paths: Paths? =
      switch valueName {
      case "file", "path": .files
      case "folder": .folders
      default: nil
      }
    self.init(choices, paths: paths)
  }
}
