import Reports
import Testing

@Suite struct AxisScaleTests {
  @Test(
    arguments: [
      (0.0, 1.0, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]), (0, 0.97, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]),
      (1, 30, 6, [0, 5, 10, 15, 20, 25, 30]),
      (-3, 4, 4, [-4, -2, 0, 2, 4]), (0, 546, 3, [0, 200, 400, 600]),
      (0.002, 0.0031, 3, [0.002, 0.0025, 0.003, 0.0035]),
    ] as [(Double, Double, Int, [Double])])
  func ticksAreRoundAndCoverTheValues(low: Double, high: Double, steps: Int, expected: [Double]) {
    let scale = AxisScale(covering: low...high, steps: steps)
    #expect(scale.ticks.count == expected.count, "\(scale.ticks)")
    for (tick, value) in zip(scale.ticks, expected) { #expect(abs(tick - value) < 1e-9, "\(scale.ticks)") }
    #expect(scale.lower <= low + 1e-9 && scale.upper >= high - 1e-9)
  }

  @Test func anExactRangeKeepsItsEnds() {
    let scale = AxisScale(exactly: 0.23...1)
    #expect(scale.lower == 0.23 && scale.upper == 1)
    #expect(scale.ticks.allSatisfy { $0 >= 0.23 && $0 <= 1 + 1e-9 })
    #expect(scale.fraction(0.23) == 0 && scale.fraction(1) == 1)
    #expect(abs(scale.fraction(0.615) - 0.5) < 1e-12)
    #expect(scale.fraction(-5) == 0 && scale.fraction(5) == 1)
  }

  @Test(
    arguments: [
      (0.0, 5.0, 1.0, ["0", "1", "2", "3", "4", "5"]), (0, 1, 100, ["0", "20", "40", "60", "80", "100"]),
      (0, 0.1, 1, ["0.00", "0.02", "0.04", "0.06", "0.08", "0.10"]), (-1, 1, 1, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
    ] as [(Double, Double, Double, [String])])
  func labelsHaveTheDecimalsTheyNeed(low: Double, high: Double, factor: Double, expected: [String]) {
    let scale = AxisScale(covering: low...high)
    #expect(scale.ticks.map { scale.label($0, factor: factor) } == expected)
  }

  @Test(arguments: [
    0.0...0.0, 3.0...3.0, -7e14 ... -7e14, -Double.infinity...Double.infinity, 0...Double.greatestFiniteMagnitude,
    1...1.0000000001,
    0...Double.leastNonzeroMagnitude, 1e15...2e15,
  ]) func impossibleRangesAreDrawable(range: ClosedRange<Double>) {
    for scale in [AxisScale(covering: range), AxisScale(exactly: range)] {
      #expect(scale.upper > scale.lower && scale.step > 0)
      #expect((1...8).contains(scale.ticks.count), "\(scale)")
      #expect(scale.ticks.allSatisfy { $0.isFinite && !scale.label($0).isEmpty })
    }
  }

  @Test(
    arguments: [(1.0, 3.0, [1, 2, 3]), (1, 1, [0, 1, 2]), (1, 60, [0, 20, 40, 60])] as [(Double, Double, [Double])])
  func countedThingsHaveNothingBetweenThem(low: Double, high: Double, ticks: [Double]) {
    #expect(AxisScale(covering: low...high, smallestStep: 1).ticks == ticks)
  }
}
