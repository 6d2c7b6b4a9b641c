import ArgumentParsing
import Testing

struct ArgumentConstraintTests {
  struct Options: ParsableCommand {
    @Option(help: "Closed.", constraint: .within(0...1)) var closed = 0.5
    @Option(help: "Half open.", constraint: .within(0..<1)) var halfOpen: Double?
    @Option(help: "Even.", constraint: ArgumentConstraint("even numbers") { $0 % 2 == 0 }) var even: [Int] = []
  }

  @Test(arguments: [["--closed", "0"], ["--closed", "1"], ["--half-open", "0"], ["--even", "2,4"]])
  func boundsBelongOrNot(words: [String]) throws {
    _ = try Options.parse(words)
  }

  @Test(arguments: [
    (["--closed", "1.01"], "option '--closed': expected a number from 0 to 1, found '1.01'"),
    (["--half-open", "1"], "option '--half-open': expected a number of at least 0 and below 1, found '1'"),
    (["--even", "2,3"], "option '--even': expected even numbers, found '3'"),
  ])
  func valuesOutsideAreRefused(words: [String], message: String) {
    let failure = #expect(throws: UsageFailure.self) { try Options.parse(words) }
    #expect(failure?.message == message)
  }
}
