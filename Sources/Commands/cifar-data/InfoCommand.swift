import ArgumentParsing
import CommandSupport
import Datasets
import Images
import Support

/// `cifar-data info`: what a data set holds.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Counts the images of every class, measures the colours and draws an overview.",
    examples: [
      CommandExample("cifar-data info", "what cifar-train would take"),
      CommandExample("cifar-data info data/cifar-100-binary.tar.gz --classes bicycle,motorcycle --grid grid.png"),
      CommandExample("cifar-data info synthetic:shapes --json"),
    ])

  @Argument(
    help: ArgumentHelp(
      "Images: \(DataForms.text). What cifar-train would take when left out.", completion: DataForms.completion))
  var path: String?
  @OptionGroup var labels: ClassOptions
  @OptionGroup var amount: LimitOptions
  @Option(help: "Only the images of this split.") var split: Split?
  @Option(
    help: ArgumentHelp(
      "Draw an overview as a PNG file: a row of ten images per class, of training images unless --split is given.",
      valueName: "file"))
  var grid: String?
  @OptionGroup var overwriting: OverwriteOptions
  @Flag(help: "Print a JSON object in place of the tables.") var json = false

  func run() throws {
    if let grid { try OutputPath.check(grid, replacing: overwriting.overwrite) }
    let (source, classes) = try open()
    let level = labels.labelLevel ?? .fine
    let sets =
      if let split {
        [
          (
            split: split,
            images: try source.images(
              split: split, labelLevel: level, classes: classes, skipsUnreadable: true, limit: amount.limit)
          )
        ]
      } else {
        try source.allImages(labelLevel: level, classes: classes, skipsUnreadable: true, limit: amount.limit)
      }
    Console.data.note(source)
    let summary = DatasetSummary(of: source, sets, limit: amount.limit)
    let overview = try grid.map { try ThumbnailGrid(of: sets[0].images, source: source.path).write(to: $0) }
    if json {
      print(try JSONText.encode(summary), terminator: "")
    } else {
      let limit = Terminal.standardOutput().limit
      print(SummaryText(summary).text, terminator: "")
      if let grid, let overview {
        let text = DisplayText.labelled("grid", "\(grid): \(overview)", indentation: 6, limit: limit)
        print("\n" + text, terminator: "")
      }
    }
    if summary.unreadable != nil {
      for (_, images) in sets { Console.data.note(unreadable: images) }
      throw ExitStatus.barMissed
    }
  }

  private func open() throws -> (DataSource, classes: [String]?) {
    if let path { return (try DataSource.open(path: path), labels.classes) }
    let found = try DefaultData.find(classes: labels.classes, labelLevel: labels.labelLevel)
    found.notice.map(Console.data.note)
    return (try found.open(), found.classes)
  }
}
