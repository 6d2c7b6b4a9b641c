import CShims

/// Lets a command end early with a status and without a message: `throw ExitStatus.barMissed`.
extension ExitStatus: Error {}

/// The one place where failures become messages and exit statuses.
package enum CommandRunner {
  /// Prepares the process, runs the body, prints its failure, and returns what the program is to exit with.
  package static func run(tool: String, _ body: () throws -> Void) -> ExitStatus {
    let code = ck_process_prepare()
    if code != 0 {
      return report(
        FileFailure.inputOutput(path: "standard streams", action: "prepare", reason: SystemCall.reason(code)),
        tool: tool)
    }
    var status = ExitStatus.success
    do {
      try body()
    } catch {
      status = report(error, tool: tool)
    }
    do {
      try StandardStreams.flushOutput()
    } catch {
      // Results that did not arrive are worse than a missed bar, but the first failure is the cause of the others.
      if status == .success || status == .barMissed { status = report(error, tool: tool) }
    }
    return status
  }

  /// Prints `tool: error: message` and `  hint: …`, and returns the status that belongs to the error.
  package static func report(
    _ error: any Error, tool: String, write: (String) -> Void = StandardStreams.writeError
  ) -> ExitStatus {
    switch error {
    case let status as ExitStatus:
      return status
    case let failure as any Failure:
      var text = "\(tool): error: \(DisplayText.printable(failure.message))\n"
      for line in failure.details { text += "  \(DisplayText.printable(line))\n" }
      if let hint = failure.hint { text += "  hint: \(DisplayText.printable(hint))\n" }
      write(text)
      return failure.status
    default:
      write(
        """
        \(tool): error: internal error: \(DisplayText.printable("\(error)"))
          hint: this is a bug of \(tool); please report it with the command line that led to it

        """)
      return .software
    }
  }
}
