import Support
import TestSupport
import Testing

@Suite struct DataCommandTests {
  @Test func helpOfTheTool() throws {
    let result = try cifarData("--help")
    #expect(result.status == 0 && result.errorOutput == "")
    #expect(
      result.output == """
        Gets, checks, describes, packs and draws image data sets.

        Usage: cifar-data <command> [options]

        Commands:
          download       Gets an official archive from its own site or a mirror, and checks it.
          verify         Reads a CIFAR archive or folder to the last byte and compares checksums.
          info           Counts the images of every class, measures the colours and draws an overview.
          pack           Writes pictures, or any other data set, as CIFAR binary files.
          synthesize     Draws synthetic images and writes them as CIFAR binary files.
          list           Lists the data sets that are known and those that are here.
          audit          Finds duplicates, leaks between splits, suspected label errors and outliers.

        Options:
          -h, --help     Print this help.
              --version  Print the version.

        Examples:
          cifar-data download cifar-100
              get the official archive into data/
          cifar-data info data/cifar-100-binary.tar.gz --classes bicycle,motorcycle --grid grid.png
          cifar-data pack my-photos --output data/photos
              one folder of pictures per class, as CIFAR files

        See 'cifar-data <command> --help' for the options of a command.

        """)
  }

  @Test func helpOfACommand() throws {
    #expect(
      try cifarData("info", "--help").output == """
        Counts the images of every class, measures the colours and draws an overview.

        Usage: cifar-data info [options] [<path>]

        Arguments:
          <path>                           A CIFAR archive (.tar.gz) or folder, a folder with one folder per
                                           class, a list (.lst, .csv), or built-in synthetic images
                                           (synthetic:vehicles, synthetic:shapes). What cifar-train would
                                           take when left out.

        Options:
              --classes <names>            Classes to take, which become labels 0, 1, … in this order.
              --label-level <label-level>  Which of CIFAR-100's labels: fine (100 classes) or coarse (20).
                                           (one of: fine, coarse)
              --split <split>              Only the images of this split. (one of: train, validation, test)
              --grid <file>                Draw an overview as a PNG file: a row of ten images per class, of
                                           the training images unless --split says otherwise.
              --json                       Print a JSON object in place of the tables.
          -h, --help                       Print this help.
              --version                    Print the version.

        Examples:
          cifar-data info
              what cifar-train would take
          cifar-data info data/cifar-100-binary.tar.gz --classes bicycle,motorcycle --grid grid.png
          cifar-data info synthetic:shapes --json

        """)
  }

  @Test(arguments: ["download", "verify", "info", "pack", "synthesize", "list", "audit"]) func everyCommandHasHelp(
    _ command: String
  ) throws {
    let result = try cifarData(command, "-h")
    #expect(result.status == 0 && result.output.contains("Usage: cifar-data \(command) "))
    #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 100 }, "\(result.output)")
  }

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
