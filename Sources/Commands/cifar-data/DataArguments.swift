import ArgumentParsing
import CommandSupport
import Datasets
import Support
import SyntheticImages

extension CIFARVersion: ExpressibleByArgument {
  /// With or without the hyphen, in upper or lower case.
  package init?(argument: String) {
    let word = argument.lowercased().filter { $0 != "-" }
    guard let version = Self.allCases.first(where: { $0.rawValue == word }) else { return nil }
    self = version
  }
  package var argumentText: String { title.lowercased() }
  package static var argumentChoices: [String] { allCases.map(\.argumentText) }
  package static var expectedArgument: String { "'cifar-10' or 'cifar-100'" }
}

extension SyntheticSet: ExpressibleByArgument {}

extension Console {
  static let data = Console(DataCommand.commandName)
}

/// Which labels, as the commands for data take it.
struct ClassOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Classes to take, which become labels 0, 1, … in this order.", valueName: "names"))
  var classes: [String]?

  @Option(help: "Which of CIFAR-100's labels: fine (100 classes) or coarse (20).")
  var labelLevel: LabelLevel?
}
