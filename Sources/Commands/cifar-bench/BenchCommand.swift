import ArgumentParsing
import CommandSupport
import Support

/// `cifar-bench`: how fast this machine trains and answers.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cifar-bench", abstract: "Measures the speed of the engine on this machine.",
    examples: [
      CommandExample("cifar-bench step", "training steps of ResNet-20, batch 128"),
      CommandExample("cifar-bench step --model resnet18 --threads 1 --json"),
      CommandExample("cifar-bench infer --batch-size 1", "how long one image takes"),
      CommandExample("cifar-bench loader", "whether training waits for its images"),
    ],
    version: Version.number, related: Programs.related(to: "cifar-bench"),
    subcommands: [
      BenchStepCommand.self, BenchLayersCommand.self, BenchOperationsCommand.self, BenchInferCommand.self,
      BenchLoaderCommand.self, BenchErrorsCommand.self, BenchLimitsCommand.self,
    ])
}
