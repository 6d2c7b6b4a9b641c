import Glibc
import TestSupport
import Testing

struct ProgramTests {
  let shell = Program(path: "/bin/sh")

  @Test func returnsStatusAndBothStreams() throws {
    let result = try shell.run(["-c", "echo out; echo err >&2; exit 7"])
    #expect(result.status == 7)
    #expect(result.output == "out\n")
    #expect(result.errorOutput == "err\n")
    #expect(result.killedBy == nil && !result.timedOut)
  }

  @Test func passesInputEnvironmentAndFolder() throws {
    let folder = try TemporaryFolder()
    let result = try shell.run(
      ["-c", "cat; echo $GREETING; pwd; echo ${HOME-none}"], environment: ["GREETING": "hello", "HOME": nil],
      input: "typed\n", folder: folder.path)
    #expect(result.output == "typed\nhello\n\(folder.path)\nnone\n")
  }

  @Test func readsMoreThanAPipeHolds() throws {
    let result = try shell.run(["-c", "head -c 3000000 /dev/zero | tr '\\0' x; head -c 200000 /dev/zero >&2"])
    #expect(result.output.utf8.count == 3_000_000)
    #expect(result.errorOutput.utf8.count == 200_000)
  }

  @Test func killsAProgramThatTakesTooLong() throws {
    let result = try shell.run(["-c", "echo started; exec sleep 60"], timeout: 0.5)
    #expect(result.timedOut && result.killedBy == SIGKILL && result.status == 137)
    #expect(result.output == "started\n")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func sendsASignalAfterAText(signal: Int32) throws {
    let script = "trap 'echo caught; exit 3' INT TERM; echo ready; while :; do sleep 0.05; done"
    let result = try shell.run(["-c", script], timeout: 20, signal: .init(signal, afterOutput: "ready"))
    #expect(result.output == "ready\ncaught\n")
    #expect(result.status == 3)
  }

  @Test func reportsAMissingProgram() {
    #expect(throws: ProgramFailure.self) { try Program("no-such-program") }
  }

  @Test func findsTheProgramsOfThePackage() throws {
    #expect(try Program("cifar-train").path.hasSuffix("/cifar-train"))
  }
}
