import Evaluation
import Testing

@Suite struct SampleStatisticsTests {
  @Test func agreesWithScipy() throws {
    let cases = try StatisticsFixture.load().sampleStatistics
    #expect(cases.count == 4)
    for entry in cases {
      let found = try #require(SampleStatistics(entry.values))
      #expect(found.count == entry.values.count)
      expectClose(found.mean, entry.mean)
      expectClose(found.deviation, entry.deviation)
      expectClose(found.interval?.lower, entry.interval[0])
      expectClose(found.interval?.upper, entry.interval[1])
    }
  }

  @Test func oneMeasurementHasNoSpread() throws {
    let single = try #require(SampleStatistics([0.9]))
    #expect(single.mean == 0.9 && single.deviation == nil && single.interval == nil)
    #expect(SampleStatistics([]) == nil)
  }

  /// An accuracy over 1 would be nonsense.
  @Test func theIntervalStaysWithinItsBounds() throws {
    let found = try #require(SampleStatistics([0.98, 1], bounds: 0...1))
    #expect(found.interval?.upper == 1)
    #expect(try #require(found.interval?.lower) < 0.98)
  }
}
