import ArgumentParsing
import CommandSupport
import Kernels
import Models

extension Shortcut: ExpressibleByArgument {}

/// The network that is timed, and what it is given.
struct BenchNetworkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Architecture: \(ModelConfiguration.names.joined(separator: ", ")).", valueName: "name",
      completion: ValueCompletion(ModelConfiguration.names)))
  var model = "resnet20"
  @Option(help: ArgumentHelp("Shortcut of resnet20 … resnet110.", defaultText: "B for these, as PyTorch code has it"))
  var shortcut: Shortcut?
  @Option(help: ArgumentHelp("Factor of the network's channels.", valueName: "factor"))
  var width = 1
  @Option(help: ArgumentHelp("Images per pass.", valueName: "count"), constraint: .within(1...65_536))
  var batchSize = 128
  @Option(help: ArgumentHelp("How convolutions multiply.", valueName: "kind"))
  var precision = Precision.fp32

  func configuration(classes: Int) -> ModelConfiguration {
    let projects = Architecture.withShortcuts.contains(model)
    return ModelConfiguration(
      name: model, classes: classes, shortcut: shortcut ?? (projects ? .projection : nil), width: width)
  }
}
