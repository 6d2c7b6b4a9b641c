import ArgumentParsing
import Kernels
import Models
import Tensors

/// The network that is timed, and what it is given.
struct BenchNetworkOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Architecture: \(ModelConfiguration.names.joined(separator: ", ")).", valueName: "name"))
  var model = "resnet20"
  @Option(help: ArgumentHelp("Shortcut of resnet20 … resnet110.", defaultText: "B for these, as PyTorch code has it"))
  var shortcut: Shortcut?
  @Option(help: ArgumentHelp("Images per pass.", valueName: "count"), constraint: .within(1...65_536))
  var batchSize = 128
  @Option(help: ArgumentHelp("How convolutions multiply.", valueName: "kind"))
  var precision = Precision.fp32

  /// With weights of one fixed seed.
  func build() throws(ModelFailure) -> Network {
    let isCIFARResNet = ["resnet20", "resnet32", "resnet44", "resnet56", "resnet110"].contains(model)
    return try ModelConfiguration(name: model, classes: 10, shortcut: shortcut ?? (isCIFARResNet ? .projection : nil))
      .build(seed: 1)
  }

  /// Random images.
  func fill(_ images: Region) {
    var stream = RandomStream(seed: 1, "bench")
    images.assign((0..<images.count).map { _ in stream.normal() })
  }
}
