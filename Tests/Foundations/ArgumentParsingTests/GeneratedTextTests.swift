import ArgumentParsing
import Support
import Testing

struct GeneratedTextTests {
  private func text(_ command: any ParsableCommand.Type, _ kind: String) throws -> String {
    guard case .print(let text) = try CommandAction(command, ["--generate", kind]) else { return "" }
    return text
  }

  @Test func thePageOfACommandWithSubcommandsIsExact() throws {
    #expect(
      try text(SampleData.self, "man") == #"""
        .TH "SAMPLE\-DATA" 1 "" "CIFARKit 1.2.3" "User Commands"
        .ad l
        .nh
        .SH NAME
        sample\-data \- fetches and checks data sets
        .SH SYNOPSIS
        .nf
        \fBsample\-data download\fR [\fIoptions\fR] \fIdata set\fR
        \fBsample\-data verify\fR \fB\-\-list\fR \fIfile\fR [\fIoptions\fR] \fIfiles\fR ...
        .fi
        .SH DESCRIPTION
        Fetches and checks data sets.
        .SH COMMANDS
        .SS "download"
        .nf
        \fBsample\-data download\fR [\fIoptions\fR] \fIdata set\fR
        .fi
        .PP
        Fetches a data set.
        .TP
        \fIdata set\fR
        Which one. (one of: constant, step, one\-cycle)
        .TP
        \fB\-\-mirror\fR \fIaddress\fR
        Another server.
        .SS "verify"
        .nf
        \fBsample\-data verify\fR \fB\-\-list\fR \fIfile\fR [\fIoptions\fR] \fIfiles\fR ...
        .fi
        .PP
        Compares files with their checksums.
        .TP
        \fIfiles ...\fR
        The files.
        .TP
        \fB\-\-list\fR \fIfile\fR
        The list of checksums. (required)
        .SH OPTIONS
        .TP
        \fB\-h\fR, \fB\-\-help\fR
        Print this help.
        .TP
        \fB\-\-version\fR
        Print the version.

        """# + Self.end)
  }

  /// What every page ends with.
  private static let end =
    ".SH \"EXIT STATUS\"\n"
    + ExitStatus.meanings.map {
      ".TP\n\\fB\($0.rawValue)\\fR\n\($1.replacing("-", with: "\\-").replacing("'", with: "\\(aq"))\n"
    }.joined()
      + """
      .SH ENVIRONMENT
      .TP
      \\fBCOLUMNS\\fR
      The width of help and tables where no terminal says it.
      .TP
      \\fBNO_COLOR\\fR
      Not empty: no colours.

      """

  @Test func hiddenOptionsAreNotThere() throws {
    for kind in ["man", "bash", "zsh", "fish"] {
      let text = try text(SampleTrain.self, kind)
      #expect(text.contains("milestones") && !text.contains("secret") && !text.contains("generate man"), "\(kind)")
    }
  }

  @Test func theSameTextEveryTime() throws {
    for kind in ["man", "bash", "zsh", "fish"] {
      let first = try text(SampleTrain.self, kind)
      #expect(try text(SampleTrain.self, kind) == first)
    }
  }

  @Test(arguments: [
    (["--generate"], "option '--generate': expected a value <kind>, found the end of the line"),
    (["--generate", "bsh"], "option '--generate': expected one of 'man', 'bash', 'zsh' or 'fish', found 'bsh'"),
    (["--generate=man", "now"], "unexpected argument 'now'"),
  ])
  func refusals(_ words: [String], _ message: String) {
    let failure = #expect(throws: UsageFailure.self) { try CommandAction(SampleData.self, words) }
    #expect(failure?.message == message)
  }
}
