import ArgumentParsing
import Foundation
import Support
import TestSupport
import Testing

/// Whole programs: each runs in a process of its own, with its exit status and both streams.
struct ParsableCommandTests {
  @Test func aCommandThatWorksReturnsZero() async {
    let result = await #expect(
      processExitsWith: .exitCode(0), observing: [\.standardOutputContent, \.standardErrorContent]
    ) {
      exit(SampleTrain.execute(["--epochs", "4"]).rawValue)
    }
    let output = text(result?.standardOutputContent)
    #expect(output.contains("training for 4 epochs\n"))
  }

  @Test func aWrongOptionIsExplained() async {
    let result = await #expect(processExitsWith: .exitCode(64), observing: [\.standardErrorContent]) {
      exit(SampleTrain.execute(["--epoch", "4"]).rawValue)
    }
    let errors = text(result?.standardErrorContent)
    #expect(
      errors.contains(
        "sample-train: error: unknown option '--epoch'\n  hint: did you mean '--epochs'?\n"))
  }

  @Test func helpGoesToStandardOutput() async {
    let result = await #expect(processExitsWith: .exitCode(0), observing: [\.standardOutputContent]) {
      exit(SampleData.execute(["help"]).rawValue)
    }
    let output = text(result?.standardOutputContent)
    #expect(output.contains(SampleData.helpMessage()))
  }

  @Test func aStatusEndsACommandSilently() async {
    let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
      exit(SampleData.execute(["verify", "--list", "x", "low"]).rawValue)
    }
    let errors = text(result?.standardErrorContent)
    #expect(!errors.contains("error"))
  }

  @Test func aFailureOfACommandKeepsItsStatus() async {
    let result = await #expect(processExitsWith: .exitCode(66), observing: [\.standardErrorContent]) {
      exit(SampleData.execute(["verify", "--list", "x", "gone"]).rawValue)
    }
    let errors = text(result?.standardErrorContent)
    #expect(
      errors.contains(
        "sample-data: error: cannot read '/gone/file': no such file or folder\n  hint: check the path\n"))
  }

  @Test func anErrorNobodyForesawIsABug() async {
    let result = await #expect(processExitsWith: .exitCode(70), observing: [\.standardErrorContent]) {
      exit(SampleData.execute(["verify", "--list", "x", "odd"]).rawValue)
    }
    let errors = text(result?.standardErrorContent)
    #expect(errors.contains("sample-data: error: internal error: OddError()\n  hint: "))
  }

  @Test func namesComeFromTypes() {
    #expect(SampleData.VerifyCommand.commandName == "verify")
    #expect(SampleData.Download.commandName == "download")
  }

  @Test func twoArgumentsOfOneNameAreABugOfTheProgram() async {
    struct Twice: ParsableCommand {
      @Option(help: "One.") var size = 1
      @Option(name: .customLong("size"), help: "Two.") var width = 1
    }
    await #expect(processExitsWith: .failure) { _ = try Twice.parse([]) }
  }

  private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }
}
