/// A figure that was measured several times, such as the accuracy of runs with different seeds.
package struct SampleStatistics: Sendable, Equatable, Codable {
  package let count: Int
  package let mean: Double
  /// The standard deviation of one measurement, with n - 1; `nil` for a single one.
  package let deviation: Double?
  /// Student's 95 % interval of the mean, mean ± t √(deviation²/n) with n - 1 degrees of freedom (Student 1908); `nil`
  /// for a single measurement.
  package let interval: Interval?

  /// `nil` without measurements.
  ///
  /// - Parameters:
  ///   - confidence: that of the interval, between 0 and 1; traps outside.
  ///   - bounds: what the figure can be at all; the interval is cut there.
  package init?(
    _ values: [Double], confidence: Double = 0.95, bounds: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) {
    precondition(confidence > 0 && confidence < 1, "confidence \(confidence) must lie between 0 and 1")
    guard !values.isEmpty else { return nil }
    count = values.count
    let number = Double(values.count)
    let mean = values.reduce(0, +) / number
    self.mean = mean
    guard values.count > 1 else {
      (deviation, interval) = (nil, nil)
      return
    }
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (number - 1)).squareRoot()
    let half =
      SpecialFunctions.studentQuantile((1 + confidence) / 2, degrees: number - 1) * deviation / number.squareRoot()
    self.deviation = deviation
    interval = Interval(lower: max(bounds.lowerBound, mean - half), upper: min(bounds.upperBound, mean + half))
  }
}
