import ArgumentParsing
import Support
import Testing

/// What is said about each wrong command line, word by word.
struct UsageFailureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var words: [String]
    var message: String
    var hint: String
    var testDescription: String { words.joined(separator: " ") }

    init(_ words: String, _ message: String, hint: String = "see 'sample-train --help'") {
      self.words = words.split(separator: " ").map { $0 == "''" ? "" : String($0) }
      self.message = message
      self.hint = hint
    }
  }

  static let train = [
    Case("--epoch 3", "unknown option '--epoch'", hint: "did you mean '--epochs'?"),
    Case("--epcohs=3", "unknown option '--epcohs'", hint: "did you mean '--epochs'?"),
    Case("--no-augmentation", "unknown option '--no-augmentation'", hint: "did you mean '--no-augment'?"),
    Case("-epochs 3", "unknown option '-epochs'", hint: "did you mean '--epochs'?"),
    Case("-epochs=3", "unknown option '-epochs'", hint: "did you mean '--epochs'?"),
    Case("--colour", "unknown option '--colour'"),
    Case("--secre 1", "unknown option '--secre'"),
    Case("-x", "unknown option '-x'"),
    Case("-qx", "unknown option '-x'"),
    Case("--no-quiet", "unknown option '--no-quiet'", hint: "did you mean '--quiet'?"),
    Case("--epochs", "option '--epochs': expected a value <count>, found the end of the line"),
    Case("-e", "option '-e': expected a value <count>, found the end of the line"),
    Case(
      "--data --quiet", "option '--data': expected a value <path>, found '--quiet'",
      hint: "if '--quiet' is the value, write '--data=--quiet'"),
    Case(
      "--data -- x", "option '--data': expected a value <path>, found '--'",
      hint: "if '--' is the value, write '--data=--'"),
    Case("--quiet=yes", "option '--quiet': expected no value, found 'yes'"),
    Case("-q=yes", "option '-q': expected no value, found 'yes'"),
    Case("--epochs 1 -e 2", "option '-e' is given twice", hint: "give it once"),
    Case("--lr 1 --lr 1", "option '--lr' is given twice", hint: "give it once"),
    Case("-q --quiet", "option '--quiet' is given twice", hint: "give it once"),
    Case(
      "--augment --no-augment", "options '--augment' and '--no-augment' contradict each other",
      hint: "give one of them"),
    Case("-q -v", "options '--quiet' and '--verbose' contradict each other", hint: "give one of them"),
    Case("--epochs 0", "option '--epochs': expected a whole number of at least 1, found '0'"),
    Case("--epochs -3", "option '--epochs': expected a whole number of at least 1, found '-3'"),
    Case("--epochs 1e3", "option '--epochs': expected a whole number of at least 1, found '1e3'"),
    Case("-e2.5", "option '-e': expected a whole number of at least 1, found '2.5'"),
    Case(
      "--epochs 99999999999999999999",
      "option '--epochs': expected a whole number of at least 1, found '99999999999999999999'"),
    Case("--lr 0", "option '--lr': expected a number above 0, found '0'"),
    Case("--lr nan", "option '--lr': expected a number above 0, found 'nan'"),
    Case("--lr 1e999", "option '--lr': expected a number above 0, found '1e999'"),
    Case("--lr 0x1p3", "option '--lr': expected a number above 0, found '0x1p3'"),
    Case("--clip inf", "option '--clip': expected a number, found 'inf'"),
    Case("--seed -1", "option '--seed': expected a whole number of at least 0, found '-1'"),
    Case("--data ''", "option '--data': expected some text, found ''"),
    Case("--data=", "option '--data': expected some text, found ''"),
    Case("--milestones 1,x", "option '--milestones': expected a whole number, found 'x'"),
    Case(
      "--milestones 1,,2", "option '--milestones': expected a whole number on both sides of each ',', found '1,,2'"),
    Case(
      "--schedule onecycle", "option '--schedule': expected one of 'constant', 'step' or 'one-cycle', found 'onecycle'",
      hint: "did you mean 'one-cycle'?"),
    Case(
      "--schedule linear", "option '--schedule': expected one of 'constant', 'step' or 'one-cycle', found 'linear'"),
  ]

  static let data = [
    Case(
      "", "expected a command, found none", hint: "commands are download and verify; see 'sample-data --help'"),
    Case("verfiy x", "unknown command 'verfiy'", hint: "did you mean 'verify'?"),
    Case(
      "pack", "unknown command 'pack'", hint: "commands are download and verify; see 'sample-data --help'"),
    Case("--list x verify", "unknown option '--list'", hint: "see 'sample-data --help'"),
    Case("--hepl", "unknown option '--hepl'", hint: "did you mean '--help'?"),
    Case("help pack", "unknown command 'pack'", hint: "commands are download and verify; see 'sample-data --help'"),
    Case("verify x", "option '--list' is missing", hint: "see 'sample-data verify --help'"),
    Case("verify --list x", "argument '<files>' is missing", hint: "see 'sample-data verify --help'"),
    Case("download step more", "unexpected argument 'more'", hint: "see 'sample-data download --help'"),
    Case("download step miror=x", "unexpected argument 'miror=x'", hint: "did you mean '--mirror'?"),
    Case(
      "download stpe",
      "argument '<data set>': expected one of 'constant', 'step' or 'one-cycle', found 'stpe'",
      hint: "did you mean 'step'?"),
  ]

  @Test(arguments: train)
  func commandLineIsRefused(_ sample: Case) {
    expectFailure(sample) { _ = try CommandAction(SampleTrain.self, sample.words) }
  }

  @Test(arguments: data)
  func commandLineWithSubcommandsIsRefused(_ sample: Case) {
    expectFailure(sample) { _ = try CommandAction(SampleData.self, sample.words) }
  }

  @Test func groupsAreValidated() {
    #expect(throws: ValidationFailure("a class is given twice")) { try SampleTrain.parse(["--classes", "a,a"]) }
  }

  private func expectFailure(_ sample: Case, _ body: () throws -> Void) {
    do {
      try body()
      Issue.record("accepted")
    } catch let failure as any Failure {
      #expect(failure.message == sample.message)
      #expect(failure.hint == sample.hint)
      #expect(failure.status == .usage)
    } catch {
      Issue.record("\(error)")
    }
  }
}
