import Support
import Testing

struct FormatTests {
  @Test func onlyOneIsSingular() {
    #expect(Format.plural(1, "epoch") == "1 epoch" && Format.plural(0, "epoch") == "0 epochs")
    #expect(Format.plural(2_000, "epoch") == "2,000 epochs" && Format.plural(2, "class", "classes") == "2 classes")
  }

  @Test(arguments: [
    (0.05, 3, "0.0500"), (0.002_06, 3, "0.00206"), (0.000_000_204, 3, "2.04e-07"), (1, 1, "1"), (12, 2, "12"),
    (0, 3, "0.00"),
  ])
  func digitsThatCountAreFixed(value: Double, digits: Int, text: String) {
    #expect(Format.significant(value, digits) == text)
  }

  @Test func smallNumbersHavePowersOfTen() {
    #expect(Format.scientific(0.000_000_91) == "9.1e-07")
    #expect(Format.scientific(0.012_6) == "1.3e-02")
    #expect(Format.scientific(0) == "0.0e+00")
  }

  @Test(arguments: [
    (0.93119, 4, "0.9312"), (2, 0, "2"), (-1.005, 1, "-1.0"), (.nan, 2, "nan"), (-.infinity, 2, "-inf"),
  ])
  func decimalsAreFixed(value: Double, decimals: Int, text: String) {
    #expect(Format.fixed(value, decimals) == text)
  }

  @Test(arguments: [(0, "0 epochs"), (1, "1 epoch"), (2, "2 epochs"), (1200, "1,200 epochs")])
  func nounsFollowTheirCount(count: Int, text: String) { #expect(Format.plural(count, "epoch") == text) }

  @Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (1234, "1.23 kB"), (12_345_678, "12.3 MB"), (169_001_437, "169 MB"),
    (999_499, "999 kB"), (999_500, "1.00 MB"), (99_950, "100 kB"), (9995, "10.0 kB"), (-2500, "-2.50 kB"),
    (Int.max, "9.22 EB"), (Int.min, "-9.22 EB"),
  ])
  func lengthsHaveThreeDigits(value: Int, text: String) {
    #expect(Format.bytes(value) == text)
  }

  @Test(arguments: [
    (0, "0.00s"), (0.421, "0.42s"), (0.996, "1.0s"), (12.34, "12.3s"), (59.96, "1m 00s"), (84, "1m 24s"),
    (3599.6, "1h 00m"), (7500, "2h 05m"), (86_399, "1d 00h"), (273_600, "3d 04h"), (-1, "?"), (.infinity, "?"),
    (.nan, "?"),
  ])
  func timesAreShort(seconds: Double, text: String) {
    #expect(Format.duration(seconds) == text)
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (50_000, "50,000"), (-1_234_567, "-1,234,567")])
  func thousandsAreSeparated(value: Int, text: String) {
    #expect(Format.count(value) == text)
  }

  @Test func ratesPercentagesAndLists() {
    #expect(Format.rate(812.4, "images") == "812 images/s")
    #expect(Format.rate(1.25, "steps") == "1.2 steps/s")
    #expect(Format.rate(12_345, "images") == "12,345 images/s")
    #expect(Format.rate(.infinity, "images") == "? images/s")
    #expect(Format.percent(0.9312) == "93.1 %")
    #expect(Format.list([], "or") == "")
    #expect(Format.list(["a"], "or") == "a")
    #expect(Format.list(["a", "b", "c"], "or") == "a, b or c")
  }
}
