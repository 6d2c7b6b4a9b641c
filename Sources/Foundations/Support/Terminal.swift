import Foundation

/// What can be done with the place that text is printed to.
package struct Terminal: Sendable, Equatable {
  /// Whether a person watches it: only then are lines redrawn.
  package var isInteractive: Bool
  package var columns: Int
  /// Where lines have to end: the width of a terminal, or what `COLUMNS` asks for elsewhere; `nil` for no limit, as in
  /// a pipe.
  package var limit: Int?
  package var usesColour: Bool
  package var usesUnicode: Bool

  package init(isInteractive: Bool, columns: Int = 80, usesColour: Bool = false, usesUnicode: Bool = false) {
    self.isInteractive = isInteractive
    self.columns = columns
    limit = isInteractive ? columns : nil
    self.usesColour = usesColour
    self.usesUnicode = usesUnicode
  }

  /// Standard output as it is now.
  package static func standardOutput() -> Terminal { Terminal(descriptor: 1) }
  /// Standard error as it is now.
  package static func standardError() -> Terminal { Terminal(descriptor: 2) }

  private init(descriptor: Int32) {
    self.init(
      isTerminal: isatty(descriptor) == 1, columns: SystemCall.terminalColumns(descriptor),
      environment: ProcessInfo.processInfo.environment)
  }

  /// Colour needs a terminal that is not dumb, and no request for none (`NO_COLOR`, see no-color.org).
  package init(isTerminal: Bool, columns: Int?, environment: [String: String]) {
    let isDumb = environment["TERM", default: "dumb"] == "dumb"
    isInteractive = isTerminal && !isDumb
    limit = columns ?? environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    self.columns = limit ?? 80
    usesColour = isInteractive && environment["NO_COLOR", default: ""].isEmpty
    let variables = ["LC_ALL", "LC_CTYPE", "LANG"]
    let locale = variables.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    usesUnicode = locale.uppercased().replacingOccurrences(of: "-", with: "").contains("UTF8")
  }

  package enum Style: String, Sendable {
    case bold = "1"
    case red = "31"
    case green = "32"
    case yellow = "33"
  }

  /// The text in a style where colour is welcome, else as it is.
  package func styled(_ text: String, _ style: Style) -> String {
    usesColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
