import Evaluation
import Support

/// Figures as this target's tables and sentences write them. What has no value is a dash.
enum Figures {
  static let none = "–"

  static func percent(_ value: Double?, decimals: Int = 1) -> String {
    value.map { Format.percent($0, decimals: decimals) } ?? none
  }
  static func percent(_ value: Proportion) -> String { percent(value.value) }

  /// The ends of an interval of fractions: `91.4–94.5 %`.
  static func range(_ interval: Interval?) -> String {
    guard let interval else { return none }
    return "\(Format.fixed(interval.lower * 100, 1))–\(Format.percent(interval.upper))"
  }

  /// The ends of an interval of fractions in a sentence: `91.4 % to 94.5 %`.
  static func span(_ interval: Interval) -> String {
    "\(Format.percent(interval.lower)) to \(Format.percent(interval.upper))"
  }

  static func ratio(_ value: Double?, decimals: Int = 3) -> String { value.map { Format.fixed($0, decimals) } ?? none }
  static func count(_ value: Int) -> String { Format.count(value) }

  /// `1 image`, `2 images`.
  static func images(_ count: Int) -> String { count == 1 ? "1 image" : "\(Format.count(count)) images" }

  /// A threshold as short as it can be told: `0.93`, `0.9871`.
  static func threshold(_ value: Double) -> String {
    var text = Format.fixed(value, 4)
    while text.hasSuffix("0") && !text.hasSuffix(".0") { text.removeLast() }
    return text
  }
}
