import ArgumentParsing
import Support

enum Schedule: String, CaseIterable, ExpressibleByArgument {
  case constant, step, oneCycle = "one-cycle"
}

struct DataOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder or archive with the images.", valueName: "path", defaultText: "built-in"))
  var data: String?

  @Option(
    name: [.long, .customShort("c")], help: ArgumentHelp("The classes to keep, in this order.", valueName: "names"))
  var classes: [String]?

  mutating func validate() throws {
    if let classes, Set(classes).count < classes.count { throw ValidationFailure("a class is given twice") }
  }
}

/// A command with one argument of every kind.
struct SampleTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample-train", abstract: "Trains a classifier of small images and writes its weights.",
    discussion: "The best epoch on the validation images is kept.",
    examples: [
      CommandExample("sample-train --epochs 30 --lr 0.001", "Thirty epochs at a fixed learning rate."),
      CommandExample("sample-train --no-augment photos"),
    ],
    version: "1.2.3")

  @OptionGroup(title: "Data") var data: DataOptions

  @Option(
    name: [.short, .long], help: ArgumentHelp("Passes over the training images.", valueName: "count", unit: "epochs"),
    constraint: .atLeast(1))
  var epochs = 30

  @Option(
    name: .customLong("lr"), help: ArgumentHelp("The learning rate.", valueName: "rate", defaultText: "by recipe"),
    constraint: .above(0))
  var learningRate: Double?

  @Option(help: "How the learning rate changes during the run, from the first epoch to the last.")
  var schedule = Schedule.oneCycle

  @Option(help: ArgumentHelp("The largest norm of a gradient.", valueName: "norm")) var clip: Float?
  @Option(help: ArgumentHelp("The epochs at which the rate falls.", valueName: "epochs")) var milestones: [Int] = []
  @Option(help: ArgumentHelp("Where all random numbers begin.", valueName: "number")) var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Stop when nothing has improved for so long.", valueName: "time", unit: "minutes"))
  var patience: Int?
  @Option(help: ArgumentHelp("A rate that should not be changed.", isHidden: true)) var secret = 0.5

  @Flag(inversion: .prefixedNo, help: "Shift and mirror the training images at random.") var augment = true
  @Flag(inversion: .prefixedNo, help: "Average the weights.") var average: Bool?
  @Flag(name: [.short, .long], help: "Print nothing but errors.") var quiet = false
  @Flag(name: [.short, .long], help: "Print more.") var verbose = false

  @Argument(help: "Folders with more images.") var extras: [String] = []

  mutating func validate() throws {
    if quiet && verbose {
      throw ValidationFailure("options '--quiet' and '--verbose' contradict each other", hint: "give one of them")
    }
  }

  func run() throws { print("training for \(epochs) epochs") }
}

struct SampleData: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample-data", abstract: "Fetches and checks data sets.", version: "1.2.3",
    subcommands: [Download.self, VerifyCommand.self])

  struct Download: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Fetches a data set.")
    @Option(help: ArgumentHelp("Another server.", valueName: "address")) var mirror: String?
    @Argument(help: ArgumentHelp("Which one.", valueName: "data set")) var name: Schedule
    func run() throws { print("download \(name.rawValue)") }
  }

  struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Compares files with their checksums.")
    @Option(help: ArgumentHelp("The list of checksums.", valueName: "file")) var list: String
    @Argument(help: "The files.") var files: [String]
    func run() throws {
      if files.contains("low") { throw ExitStatus.barMissed }
      if files.contains("gone") { throw FileFailure.missing(path: "/gone/file") }
      if files.contains("odd") { throw OddError() }
    }
  }
}

struct OddError: Error {}
