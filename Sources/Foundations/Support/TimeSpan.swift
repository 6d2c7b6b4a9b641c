/// A length of time as people type it: `90s`, `10m`, `1h30m`.
package struct TimeSpan: Sendable, Equatable {
  package let seconds: Int

  /// The longest that can be typed, so that a slip of the finger does not cost days: 30 days.
  package static let longest = 30 * 24 * 3600

  /// Whole numbers of hours, minutes and seconds, in this order, each at most once and each with its letter; `nil` for
  /// everything else, for no time at all and for more than `longest`.
  package init?(_ text: String) {
    var units: [(letter: Character, seconds: Int)] = [("h", 3600), ("m", 60), ("s", 1)]
    var total = 0
    var digits = ""
    for character in text {
      if character.isASCII && character.isNumber {
        digits.append(character)
        continue
      }
      guard let amount = Int(digits), let at = units.firstIndex(where: { $0.letter == character }) else { return nil }
      let (part, overflow) = amount.multipliedReportingOverflow(by: units[at].seconds)
      guard !overflow, part <= Self.longest else { return nil }
      total += part
      units.removeFirst(at + 1)
      digits = ""
    }
    guard digits.isEmpty, (1...Self.longest).contains(total) else { return nil }
    seconds = total
  }

  /// Whole seconds, rounded up; at least 1 and at most `longest`.
  package init(atLeast seconds: Double) {
    self.seconds = seconds < Double(Self.longest) ? Int(max(1, seconds.rounded(.up))) : Self.longest
  }

  /// As one would type it.
  package var text: String {
    [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")].filter { $0.0 > 0 }
      .map { "\($0.0)\($0.1)" }.joined()
  }
}
