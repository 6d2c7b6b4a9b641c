import ArgumentParsing
import Datasets
import Images

extension LabelLevel: ExpressibleByArgument {}
extension Split: ExpressibleByArgument {
  /// "val" and "valid" are common names, too.
  package init?(argument: String) {
    let word = ["val", "valid"].contains(argument) ? Split.validation.rawValue : argument
    guard let split = Split(rawValue: word) else { return nil }
    self = split
  }
}

/// What data can be, for help.
package enum DataForms {
  package static let text = """
    a folder of CIFAR files or with one folder of pictures per class, an archive of such a folder (.tar.gz, .tar.xz, \
    .tar.bz2, .tar, .zip), a list (.lst, .csv), or built-in synthetic images (synthetic:vehicles, synthetic:shapes)
    """

  /// What shells offer for it.
  package static let completion = ValueCompletion(["synthetic:vehicles", "synthetic:shapes"], paths: .files)
}

/// Which images, as every command takes it.
package struct DataOptions: ParsableArguments {
  package init() {}

  @Option(
    help: ArgumentHelp(
      "Images: \(DataForms.text).", valueName: "path",
      defaultText: "CIFAR-100, then CIFAR-10, then the only other data set under data/, else synthetic:vehicles",
      completion: DataForms.completion))
  package var data: String?

  @Option(help: ArgumentHelp("Classes to take, which become labels 0, 1, … in this order.", valueName: "names"))
  package var classes: [String]?

  @Option(help: "Which of CIFAR-100's labels: fine (100 classes) or coarse (20).")
  package var labelLevel: LabelLevel?

  @OptionGroup package var reading: ReadingOptions
}
