import ArgumentParsing
import CommandSupport
import Support

/// `cifar-data`: everything about data sets but training on them.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cifar-data",
    abstract: "Gets, checks, describes, packs and draws image data sets.",
    examples: [
      CommandExample("cifar-data download cifar-100", "get the official archive into data/"),
      CommandExample("cifar-data info data/cifar-100-binary.tar.gz --classes bicycle,motorcycle --grid grid.png"),
      CommandExample(
        "cifar-data pack my-photos --output data/photos", "one folder of pictures per class, as CIFAR files"),
    ],
    version: Version.number, related: Programs.related(to: "cifar-data"),
    subcommands: [
      DownloadCommand.self, VerifyCommand.self, InfoCommand.self, PackCommand.self, SynthesizeCommand.self,
      ListCommand.self, AuditCommand.self,
    ])
}
