import Foundation
import Support
import Testing

struct CommandRunnerTests {
  struct Plain: Failure {
    var message: String
    var hint: String?
    var status = Support.ExitStatus.configuration
  }

  struct Unforeseen: Error {}

  @Test(arguments: [
    (Plain(message: "it broke", hint: "mend it"), "tool: error: it broke\n  hint: mend it\n"),
    (Plain(message: "it broke", hint: nil), "tool: error: it broke\n"),
    (Plain(message: "name 'a\nb\u{1B}[2J'", hint: nil), "tool: error: name 'a\\nb\\u{1B}[2J'\n"),
  ])
  func failuresAreOneLineAndAHint(failure: Plain, text: String) {
    var written = ""
    #expect(CommandRunner.report(failure, tool: "tool", write: { written += $0 }) == .configuration)
    #expect(written == text)
  }

  @Test func statusesAreSilentAndOtherErrorsAreBugs() {
    var written = ""
    #expect(CommandRunner.report(Support.ExitStatus.barMissed, tool: "tool", write: { written += $0 }) == .barMissed)
    #expect(written == "")
    #expect(CommandRunner.report(Unforeseen(), tool: "tool", write: { written += $0 }) == .software)
    #expect(written.hasPrefix("tool: error: internal error: Unforeseen()\n  hint: this is a bug"))
  }

  @Test func resultsThatCannotBePrintedAreAnError() async {
    let result = await #expect(processExitsWith: .exitCode(74), observing: [\.standardErrorContent]) {
      let status = CommandRunner.run(tool: "tool") {
        redirectStandardOutput(to: "/dev/full")
        print("results")
      }
      exit(status.rawValue)
    }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(errors.contains("tool: error: cannot write 'standard output': "))
  }

  @Test func closedStreamsAreNotReusedForFiles() async {
    await #expect(processExitsWith: .exitCode(0)) {
      close(0)
      close(1)
      let status = CommandRunner.run(tool: "tool") {
        let descriptor = dup(2)
        guard descriptor > 2 else { throw Support.ExitStatus.software }
      }
      exit(status.rawValue)
    }
  }
}
