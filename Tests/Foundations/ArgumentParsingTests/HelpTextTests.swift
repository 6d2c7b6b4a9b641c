import ArgumentParsing
import Support
import TestSupport
import Testing

struct HelpTextTests {
  @Test func helpOfACommandIsExact() {
    #expect(
      SampleTrain.helpMessage() == """
        Trains a classifier of small images and writes its weights.

        Usage: sample-train [options] [<extras> ...]

        The best epoch on the validation images is kept.

        Arguments:
          <extras> ...                  Folders with more images.

        Data:
              --data <path>             The folder or archive with the images. (default: built-in)
          -c, --classes <names>         The classes to keep, in this order.

        Options:
          -e, --epochs <count>          Passes over the training images. (default: 30 epochs)
              --lr <rate>               The learning rate. (default: by recipe)
              --schedule <schedule>     How the learning rate changes during the run, from the first epoch
                                        to the last. (one of: constant, step, one-cycle; default: one-cycle)
              --clip <norm>             The largest norm of a gradient.
              --milestones <epochs>     The epochs at which the rate falls.
              --seed <number>           Where all random numbers begin. (default: 1)
              --patience <time>         Stop when nothing has improved for so long. (in minutes)
              --augment / --no-augment  Shift and mirror the training images at random. (default: on)
              --average / --no-average  Average the weights.
          -q, --quiet                   Print nothing but errors.
          -v, --verbose                 Print more.
          -h, --help                    Print this help.
              --version                 Print the version.

        Examples:
          sample-train --epochs 30 --lr 0.001
              Thirty epochs at a fixed learning rate.
          sample-train --no-augment photos

        """)
  }

  @Test func helpOfACommandWithSubcommandsIsExact() {
    #expect(
      SampleData.helpMessage() == """
        Fetches and checks data sets.

        Usage: sample-data <command> [options]

        Commands:
          download       Fetches a data set.
          verify         Compares files with their checksums.

        Options:
          -h, --help     Print this help.
              --version  Print the version.

        See 'sample-data <command> --help' for the options of a command.

        """)
  }

  @Test func helpOfASubcommandIsExact() throws {
    let expected = """
      Compares files with their checksums.

      Usage: sample-data verify --list <file> [options] <files> ...

      Arguments:
        <files> ...        The files.

      Options:
            --list <file>  The list of checksums. (required)
        -h, --help         Print this help.
            --version      Print the version.

      """
    for words in [["verify", "--help"], ["verify", "-h"], ["help", "verify"], ["--help", "verify"]] {
      #expect(try printed(SampleData.self, words) == expected)
    }
  }

  @Test func helpWinsOverEverythingThatIsWrong() throws {
    #expect(try printed(SampleTrain.self, ["--epochs", "0", "--nonsense", "--help"]) == SampleTrain.helpMessage())
    #expect(try printed(SampleData.self, ["--help"]) == SampleData.helpMessage())
  }

  @Test func hiddenOptionsWorkAndAreNotShown() throws {
    #expect(!SampleTrain.helpMessage().contains("secret"))
    #expect(try SampleTrain.parse(["--secret", "0.25"]).secret == 0.25)
  }

  @Test func versionIsPrinted() throws {
    #expect(try printed(SampleTrain.self, ["--version"]) == "sample-train 1.2.3\n")
    #expect(try printed(SampleData.self, ["verify", "--version"]) == "sample-data 1.2.3\n")
  }

  private func printed(_ command: any ParsableCommand.Type, _ words: [String]) throws -> String? {
    guard case .print(let text) = try CommandAction(command, words) else { return nil }
    return text
  }

  @Test(arguments: [40, 60, 100])
  func linesFit(columns: Int) {
    let lines = SampleTrain.helpMessage(columns: columns).split(separator: "\n")
    // Examples are never broken.
    for line in lines where !line.hasPrefix("  sample-train") {
      #expect(DisplayText.width(String(line)) <= columns, "\(line)")
    }
  }
}
