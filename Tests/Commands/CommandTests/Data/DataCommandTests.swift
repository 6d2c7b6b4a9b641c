import Support
import TestSupport
import Testing

@Suite struct DataCommandTests {
  @Test func refusesWhatItDoesNotKnow() throws {
    expectFailure(try cifarData("verfy", "a"), .usage, "unknown command 'verfy'", hint: "did you mean 'verify'?")
    expectFailure(
      try cifarData("frobnicate"), .usage, "unknown command 'frobnicate'",
      hint: "commands are download, verify, info, pack, synthesize, list and audit; see 'cifar-data --help'")
    expectFailure(
      try cifarData(), .usage, "expected a command, found none",
      hint: "commands are download, verify, info, pack, synthesize, list and audit; see 'cifar-data --help'")
    expectFailure(
      try cifarData("info", "--clases", "a"), .usage, "unknown option '--clases'", hint: "did you mean '--classes'?")
    expectFailure(
      try cifarData("verify"), .usage, "argument '<path>' is missing", hint: "see 'cifar-data verify --help'")
    expectFailure(
      try cifarData("synthesize", "vehicels", "--output", "x"), .usage,
      "argument '<set>': expected 'vehicles' or 'shapes', found 'vehicels'", hint: "did you mean 'vehicles'?")
    expectFailure(
      try cifarData("download", "cifar-20"), .usage,
      "argument '<name>': expected 'cifar-10' or 'cifar-100', found 'cifar-20'", hint: "did you mean 'cifar-10'?")
    expectFailure(
      try cifarData("download", "cifar10", "--md5", "abc"), .usage,
      "option '--md5': expected 32 hexadecimal digits, found 'abc'", hint: "see 'cifar-data download --help'")
  }
}
