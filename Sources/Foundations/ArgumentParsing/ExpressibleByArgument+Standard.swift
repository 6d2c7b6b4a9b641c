extension ExpressibleByArgument where Self: FixedWidthInteger {
  /// Decimal digits, with a sign where the type has one. No separators, no exponents.
  package init?(argument: String) { self.init(argument) }
  package static var expectedArgument: String { Self.isSigned ? "a whole number" : "a whole number of at least 0" }
}

extension Int: ExpressibleByArgument {}
extension UInt64: ExpressibleByArgument {}

extension ExpressibleByArgument where Self: BinaryFloatingPoint & LosslessStringConvertible {
  /// Digits with an optional sign, fraction and decimal exponent. Infinity and not-a-number are no settings.
  package init?(argument: String) {
    let isDecimal = argument.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
      default: false
      }
    }
    guard isDecimal, let value = Self(argument), value.isFinite else { return nil }
    self = value
  }
  /// `1` and not `1.0`, as one would type it.
  package var argumentText: String {
    let text = description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
  package static var expectedArgument: String { "a number" }
}

extension Double: ExpressibleByArgument {}
extension Float: ExpressibleByArgument {}

extension String: ExpressibleByArgument {
  /// Any text but the empty one, which is nearly always an unset variable of a script.
  package init?(argument: String) {
    if argument.isEmpty { return nil }
    self = argument
  }
  package var argumentText: String { self }
  package static var expectedArgument: String { "some text" }
}

extension Bool: ExpressibleByArgument {
  package init?(argument: String) {
    switch argument.lowercased() {
    case "true", "yes", "on", "1": self = true
    case "false", "no", "off", "0": self = false
    default: return nil
    }
  }
  package static var expectedArgument: String { "'true' or 'false'" }
}
