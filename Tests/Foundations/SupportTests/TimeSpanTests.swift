import Support
import Testing

struct TimeSpanTests {
  static let cases: [(text: String, seconds: Int, typed: String)] = [
    ("90s", 90, "1m30s"), ("10m", 600, "10m"), ("1h30m", 5400, "1h30m"), ("1h", 3600, "1h"), ("1h30s", 3630, "1h30s"),
    ("2h05m07s", 7507, "2h5m7s"), ("0h0m1s", 1, "1s"), ("90m", 5400, "1h30m"), ("720h", 2_592_000, "720h"),
  ]

  @Test(arguments: cases) func timesAreRead(_ text: String, _ seconds: Int, _ typed: String) throws {
    let span = try #require(TimeSpan(text))
    #expect(span.seconds == seconds && span.text == typed)
    #expect(TimeSpan(typed) == span)
  }

  @Test(
    arguments: [
      (0, 1), (-3, 1), (0.2, 1), (59.0, 59), (59.01, 60), (2_591_999.5, 2_592_000), (1e300, 2_592_000),
      (.infinity, 2_592_000),
      (-.infinity, 1), (.nan, 2_592_000),
    ] as [(Double, Int)])
  func secondsAreRoundedUp(_ seconds: Double, _ whole: Int) { #expect(TimeSpan(atLeast: seconds).seconds == whole) }

  @Test(arguments: [
    "", "10", "m", "10 m", " 10m", "10m ", "1m1h", "1m1m", "10min", "1.5h", "-1m", "+1m", "0s", "0h0m", "720h1s", "1d",
    "10M", "99999999999999999999s", "9223372036854775807h", "9223372036854775807s1s", "١٠m", "1h30", "m10",
  ])
  func everythingElseIsRefused(_ text: String) { #expect(TimeSpan(text) == nil) }
}
