import Evaluation
import Testing

@Suite struct SpecialFunctionsTests {
  @Test func normalQuantileAgreesWithScipy() throws {
    for pair in try StatisticsFixture.load().normalQuantiles {
      let found = SpecialFunctions.normalQuantile(pair[0])
      #expect(abs(found - pair[1]) < 1e-12, "\(pair): \(found)")
    }
  }

  @Test func studentQuantileAgreesWithScipy() throws {
    let fixture = try StatisticsFixture.load()
    #expect(fixture.studentQuantiles.count == 48)
    for entry in fixture.studentQuantiles {
      let found = SpecialFunctions.studentQuantile(entry[0], degrees: entry[1])
      #expect(abs(found - entry[2]) < 1e-9 * max(1e-3, abs(entry[2])), "\(entry): \(found)")
    }
    #expect(SpecialFunctions.studentQuantile(0.5, degrees: 3) == 0)
  }

  @Test func incompleteBetaAgreesWithScipy() throws {
    for entry in try StatisticsFixture.load().incompleteBeta {
      let found = SpecialFunctions.incompleteBeta(entry.a, entry.b, entry.x)
      #expect(abs(found - entry.value) < 1e-9 * max(entry.value, 1e-3), "\(entry): \(found)")
    }
  }

  @Test func inverseUndoesTheFunction() {
    for (a, b) in [(0.5, 0.5), (1.0, 200.0), (187.0, 14.0), (9312.0, 689.0)] {
      for p in [1e-6, 0.025, 0.5, 0.975] {
        let x = SpecialFunctions.incompleteBetaInverse(a, b, p)
        expectClose(SpecialFunctions.incompleteBeta(a, b, x), p, 1e-9, "a \(a), b \(b), p \(p)")
      }
    }
  }

  @Test func binomialEnds() {
    #expect(SpecialFunctions.binomialCumulative(-1, trials: 5, probability: 0.5) == 0)
    #expect(SpecialFunctions.binomialCumulative(5, trials: 5, probability: 0.5) == 1)
    expectClose(SpecialFunctions.binomialCumulative(1, trials: 3, probability: 0.5), 0.5)
  }
}
