import Foundation

/// Numbers as people read them. The results never depend on the locale.
package enum Format {
  /// With a fixed number of decimals: `fixed(0.93119, 4)` is `0.9312`. Not-a-number is `nan`, infinity `inf`.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    precondition(decimals >= 0 && decimals <= 20, "decimals \(decimals) must lie in 0...20")
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    return String(format: "%.\(decimals)f", value)
  }

  /// With a fixed number of digits that count: `significant(0.05, 3)` is `0.0500`, of 0.000000204 it is `2.04e-07`.
  package static func significant(_ value: Double, _ digits: Int) -> String {
    precondition(digits >= 1 && digits <= 17, "digits \(digits) must lie in 1...17")
    let text = String(format: "%#.\(digits)g", value)
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// With two digits and a power of ten: `scientific(0.00000091)` is `9.1e-07`.
  package static func scientific(_ value: Double) -> String { String(format: "%.1e", value) }

  /// A fraction in percent: `percent(0.9312)` is `93.1 %`.
  package static func percent(_ fraction: Double, decimals: Int = 1) -> String {
    fixed(fraction * 100, decimals) + " %"
  }

  /// A whole number with thousands separated: `50,000`.
  package static func count(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A number of things: `1 epoch`, `2,000 epochs`.
  package static func plural(_ value: Int, _ noun: String, _ nouns: String? = nil) -> String {
    "\(count(value)) \(value == 1 ? noun : nouns ?? noun + "s")"
  }

  /// A length in decimal units with three digits or more: `999 B`, `1.23 kB`, `12.3 MB`, `169 MB`.
  package static func bytes(_ value: Int) -> String {
    var amount = Double(value.magnitude)
    if amount < 1000 { return "\(value) B" }
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
    var unit = 0
    // 999.5 would be shown as 1000: it belongs to the next unit.
    while amount >= 999.5 && unit < units.count - 1 {
      amount /= 1000
      unit += 1
    }
    let decimals = amount < 9.995 ? 2 : amount < 99.95 ? 1 : 0
    return (value < 0 ? "-" : "") + fixed(amount, decimals) + " " + units[unit]
  }

  /// A length of time: `0.42s`, `12.3s`, `1m 24s`, `2h 05m`, `3d 04h`. Unknown times (not finite, negative) are `?`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "?" }
    if seconds < 0.995 { return fixed(seconds, 2) + "s" }
    if seconds < 59.95 { return fixed(seconds, 1) + "s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60)m \(twoDigits(whole % 60))s" }
    let minutes = Int((seconds / 60).rounded())
    if minutes < 24 * 60 { return "\(minutes / 60)h \(twoDigits(minutes % 60))m" }
    let hours = Int((seconds / 3600).rounded())
    return "\(hours / 24)d \(twoDigits(hours % 24))h"
  }

  /// Amount per second: `rate(812.4, "images")` is `812 images/s`.
  package static func rate(_ perSecond: Double, _ unit: String) -> String {
    guard perSecond.isFinite, perSecond >= 0, perSecond < 1e15 else { return "? \(unit)/s" }
    let text = perSecond < 9.95 ? fixed(perSecond, 1) : count(Int(perSecond.rounded()))
    return "\(text) \(unit)/s"
  }

  /// Words as a list in a sentence: `a`, `a or b`, `a, b or c`.
  package static func list(_ words: [String], _ conjunction: String) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }

  private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
