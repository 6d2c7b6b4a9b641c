import ArgumentParsing
import Datasets
import Images
import Support

extension LabelLevel: ExpressibleByArgument {}
extension Split: ExpressibleByArgument {}

/// Which images, as every command takes it.
package struct DataOptions: ParsableArguments {
  package init() {}

  @Option(
    help: ArgumentHelp(
      """
      Images: a folder of CIFAR files or with one folder of pictures per class, an archive of such a folder (.tar.gz, \
      .tar.xz, .tar.bz2, .tar, .zip), a list (.lst), or built-in synthetic images (synthetic:vehicles, \
      synthetic:shapes).
      """, valueName: "path", defaultText: "CIFAR-100, then CIFAR-10 under data/, else synthetic:vehicles"))
  package var data: String?

  @Option(help: ArgumentHelp("Classes to take, which become labels 0, 1, … in this order.", valueName: "names"))
  package var classes: [String]?

  @Option(help: "Which of CIFAR-100's labels: fine (100 classes) or coarse (20).")
  package var labelLevel: LabelLevel?
}

/// What `--data` stands for where it was left out.
package struct DefaultData {
  package let source: String
  package let classes: [String]?
  /// The data, if they were opened to see what they are.
  private let opened: DataSource?
  /// Says what was taken and how to get something else; `nil` if the user named the data.
  package let notice: String?

  package init(source: String, classes: [String]?, opened: DataSource? = nil, notice: String?) {
    (self.source, self.classes, self.opened, self.notice) = (source, classes, opened, notice)
  }

  package func open() throws -> DataSource { try opened ?? DataSource.open(path: source) }

  /// CIFAR-100's bicycle and motorcycle, then CIFAR-10, under `data/`, then synthetic images.
  package static func find(in folder: String = "data", classes: [String]?, labelLevel: LabelLevel?) throws
    -> DefaultData
  {
    guard let found = try DataSource.discover(in: folder) else {
      return DefaultData(
        source: "synthetic:vehicles", classes: classes,
        notice: "no data set under \(folder)/: using built-in synthetic images; "
          + "`cifar-data download cifar-100` gets real ones")
    }
    guard found.kind == .cifar100, classes == nil, labelLevel != .coarse else {
      return DefaultData(source: found.path, classes: classes, opened: found, notice: "using \(found)")
    }
    return DefaultData(
      source: found.path, classes: ["bicycle", "motorcycle"], opened: found,
      notice: "using \(found), classes bicycle and motorcycle; give --data to take all classes, or --classes for others"
    )
  }
}
