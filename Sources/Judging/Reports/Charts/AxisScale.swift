import Foundation
import Support

/// Where the values of an axis lie, and its ticks at round numbers: multiples of 1, 2 or 5 times a power of ten.
package struct AxisScale: Sendable, Equatable {
  package let lower: Double
  package let upper: Double
  /// Distance of two ticks.
  package let step: Double

  /// From the last tick below the range to the first above it. A range without extent, and ends that are no finite
  /// numbers, are widened to something that can be drawn.
  ///
  /// - Parameter smallestStep: 1 for values that are counted, which have nothing between them.
  package init(covering range: ClosedRange<Double>, steps: Int = 5, smallestStep: Double = 0) {
    let (low, high) = Self.drawable(range)
    step = max(smallestStep, Self.roundStep(span: high - low, steps: steps))
    lower = (low / step + Self.slack).rounded(.down) * step
    upper = (high / step - Self.slack).rounded(.up) * step
  }

  /// Exactly the range, the ticks inside it.
  package init(exactly range: ClosedRange<Double>, steps: Int = 5) {
    (lower, upper) = Self.drawable(range)
    step = Self.roundStep(span: upper - lower, steps: steps)
  }

  package var ticks: [Double] {
    let first = (lower / step - Self.slack).rounded(.up)
    let last = (upper / step + Self.slack).rounded(.down)
    return (0...max(0, Int(last - first))).map { (first + Double($0)) * step }
  }

  /// 0 at the lower end, 1 at the upper one; values outside are taken back to the ends.
  package func fraction(_ value: Double) -> Double { min(1, max(0, (value - lower) / (upper - lower))) }

  /// A tick in digits, all of an axis with the same number of decimals.
  package func label(_ tick: Double, factor: Double = 1) -> String {
    let decimals = max(0, Int((-log10(step * factor) - Self.slack).rounded(.up)))
    let value = tick * factor
    if abs(value) >= 1e7 || decimals > 5 { return String(format: "%.0e", value) }
    let text = Format.fixed(value, decimals)
    return text.hasPrefix("-") && !text.contains(where: { ("1"..."9").contains($0) }) ? String(text.dropFirst()) : text
  }

  /// Values beyond are not drawn: their differences would overflow.
  static let largestValue = 1e15
  /// Rounding must not lose a tick at the end of an axis.
  private static let slack = 1e-9

  private static func drawable(_ range: ClosedRange<Double>) -> (Double, Double) {
    func finite(_ value: Double) -> Double {
      value.isNaN ? 0 : min(largestValue, max(-largestValue, value))
    }
    let (low, high) = (finite(range.lowerBound), finite(range.upperBound))
    // Closer ends than this are one value: their difference would be rounding.
    let smallest = max(abs(low), abs(high), 1e-6) * 1e-6
    if high - low > smallest { return (low, high) }
    let margin = max(abs(low) * 0.1, 0.5)
    return (low - margin, high + margin)
  }

  private static func roundStep(span: Double, steps: Int) -> Double {
    precondition(steps > 0, "\(steps) steps")
    let raw = span / Double(steps)
    let power = pow(10, log10(raw).rounded(.down))
    for factor in [1.0, 2, 5] where raw <= factor * power * (1 + slack) { return factor * power }
    return 10 * power
  }
}
