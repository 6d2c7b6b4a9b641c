/// Median and median absolute deviation: a middle and a width that a few outliers do not move.
package struct RobustScale: Sendable, Equatable {
  package let median: Double
  /// 1.4826 times the median distance from the median, which for a normal distribution is its standard deviation.
  package let deviation: Double

  /// Distances of this many deviations count as outlying. Source: Iglewicz and Hoaglin, How to Detect and Handle
  /// Outliers, 1993: 3.5.
  package static let bar = 3.5
  /// With fewer values the scale itself is too uncertain to judge by.
  package static let fewest = 30

  /// `nil` for fewer than `fewest` values, or if half of them or more are equal.
  package init?(_ values: [Double]) {
    guard values.count >= Self.fewest else { return nil }
    let middle = Self.median(values)
    let width = 1.4826 * Self.median(values.map { abs($0 - middle) })
    guard width > 1e-9 else { return nil }
    (median, deviation) = (middle, width)
  }

  /// Signed distance from the median in deviations.
  package func score(_ value: Double) -> Double { (value - median) / deviation }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
