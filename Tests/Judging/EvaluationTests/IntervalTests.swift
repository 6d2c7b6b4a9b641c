import Evaluation
import Testing

@Suite struct IntervalTests {
  @Test func wilsonAndExactAgreeWithStatsmodels() throws {
    for entry in try StatisticsFixture.load().intervals {
      let comment = "\(entry.successes) of \(entry.trials) at \(entry.confidence)"
      let wilson = Interval.wilson(
        successes: entry.successes, trials: entry.trials, confidence: entry.confidence)
      // Statsmodels leaves rounding of 1e-17 at the ends.
      #expect(abs((wilson?.lower ?? -1) - entry.wilson[0]) < 1e-12, "\(comment)")
      #expect(abs((wilson?.upper ?? -1) - entry.wilson[1]) < 1e-12, "\(comment)")
      let exact = Interval.exact(successes: entry.successes, trials: entry.trials, confidence: entry.confidence)
      expectClose(exact?.lower, entry.exact[0], 1e-8, comment)
      expectClose(exact?.upper, entry.exact[1], 1e-8, comment)
      expectClose(
        Interval.exactLowerBound(
          successes: entry.successes, trials: entry.trials, confidence: entry.confidence), entry.lowerBound, 1e-8,
        comment)
      expectClose(
        Interval.exactUpperBound(
          successes: entry.successes, trials: entry.trials, confidence: entry.confidence), entry.upperBound, 1e-8,
        comment)
    }
  }

  @Test func endsAreExact() {
    #expect(Interval.wilson(successes: 0, trials: 7)?.lower == 0)
    #expect(Interval.wilson(successes: 7, trials: 7)?.upper == 1)
    #expect(Interval.exact(successes: 0, trials: 7)?.lower == 0)
    #expect(Interval.exact(successes: 7, trials: 7)?.upper == 1)
  }

  @Test func noTrialsNoInterval() {
    #expect(Interval.wilson(successes: 0, trials: 0) == nil)
    #expect(Interval.exact(successes: 0, trials: 0) == nil)
    #expect(Interval.exactLowerBound(successes: 0, trials: 0) == nil)
    #expect(Proportion(0, of: 0).value == nil)
  }
}
