import ArgumentParsing
import Testing

struct ExpressibleByArgumentTests {
  @Test(arguments: [("7", 7), ("-7", -7), ("+7", 7), ("9223372036854775807", .max)])
  func wholeNumbersAreRead(text: String, value: Int) {
    #expect(Int(argument: text) == value)
  }

  @Test(arguments: ["", " 7", "7 ", "7.0", "1_000", "1,000", "0x10", "seven", "9223372036854775808"])
  func otherTextsAreNoWholeNumbers(text: String) {
    #expect(Int(argument: text) == nil)
  }

  @Test(arguments: [("0.1", 0.1), (".5", 0.5), ("-1e-3", -0.001), ("1E2", 100), ("3", 3)])
  func numbersAreRead(text: String, value: Double) {
    #expect(Double(argument: text) == value)
    #expect(Float(argument: text) == Float(value))
  }

  @Test(arguments: ["", "nan", "inf", "-infinity", "0x1p3", "1e400", "1,5", "1 ", "--1", "e5"])
  func otherTextsAreNoNumbers(text: String) {
    #expect(Double(argument: text) == nil)
    #expect(Float(argument: text) == nil)
  }

  @Test(arguments: [("true", true), ("Yes", true), ("on", true), ("1", true), ("false", false), ("NO", false)])
  func truthIsRead(text: String, value: Bool) {
    #expect(Bool(argument: text) == value)
  }

  @Test func enumsListTheirChoices() {
    #expect(Schedule(argument: "one-cycle") == .oneCycle)
    #expect(Schedule(argument: "oneCycle") == nil)
    #expect(Schedule.argumentChoices == ["constant", "step", "one-cycle"])
    #expect(Schedule.expectedArgument == "one of 'constant', 'step' or 'one-cycle'")
    #expect(Schedule.oneCycle.argumentText == "one-cycle")
  }
}
