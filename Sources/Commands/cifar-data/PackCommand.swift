import ArgumentParsing
import CommandSupport
import Datasets
import Images
import Support
import SyntheticImages

/// `cifar-data pack`: any data set as CIFAR binary files.
struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes pictures, or any other data set, as CIFAR binary files.",
    discussion: """
      Pictures of other sizes are resized. Classes keep their names and order. CIFAR files have training and test \
      images; \
      validation images are left out.
      """,
    examples: [
      CommandExample("cifar-data pack my-photos --output data/photos"),
      CommandExample("cifar-data pack lists/train.lst --classes bicycle,motorcycle --output data/bikes"),
    ])

  @Argument(
    help: ArgumentHelp(
      "A folder with one folder of pictures per class, a list (.lst, .csv), an archive, or any other data set.",
      completion: DataForms.completion))
  var source: String
  @OptionGroup var target: WritingOptions
  @OptionGroup var labels: ClassOptions
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var trial: DryRunOptions
  @Option(
    help: ArgumentHelp("Height and width of the images.", unit: "pixels"),
    constraint: ArgumentConstraint("32, the only size of CIFAR files") { $0 == CIFARVersion.imageSize })
  var size = 32

  func run() throws {
    let source = try DataSource.open(path: source)
    Console.data.note(source)
    let sets = try source.allImages(
      labelLevel: labels.labelLevel ?? .fine, classes: labels.classes, imageSize: size,
      skipsUnreadable: reading.skipUnreadable, limit: reading.amount.limit)
    for (_, images) in sets { Console.data.note(unreadable: images) }
    func images(_ split: Split) -> ImageSet? { sets.first { $0.split == split }?.images }
    if let left = images(.validation) {
      Console.data.note(
        "\(Format.count(left.count)) validation images are left out: CIFAR files have no place for them")
    }
    if trial.dryRun {
      let kept = sets.filter { $0.split != .validation }
      return try target.showPlan(DatasetSummary(of: source, kept.isEmpty ? sets : kept))
    }
    try target.write(train: images(.train), test: images(.test))
  }
}

/// `cifar-data synthesize`: built-in images as CIFAR binary files.
struct SynthesizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws synthetic images and writes them as CIFAR binary files.",
    discussion: """
      The same seed gives the same images everywhere. A file SYNTHETIC.txt beside them keeps them from being taken for \
      photographs.
      """,
    examples: [CommandExample("cifar-data synthesize shapes --output data/shapes --train 3000 --test 600")])

  private static var counts: ArgumentConstraint<Int> { .within(0...10_000_000) }

  @Argument(help: "What to draw: vehicles (bicycles and motorcycles) or shapes.") var set: SyntheticSet
  @OptionGroup var target: WritingOptions
  @Option(
    help: ArgumentHelp("Training images.", valueName: "count", defaultText: "500 per class"), constraint: counts)
  var train: Int?
  @Option(help: ArgumentHelp("Test images.", valueName: "count", defaultText: "100 per class"), constraint: counts)
  var test: Int?
  @Option(help: ArgumentHelp("Decides every random number.", valueName: "number")) var seed: UInt64 = 0

  func run() throws {
    let (train, test) = (train ?? set.defaultCount(.train), test ?? set.defaultCount(.test))
    try MemoryLimit.check(images: train + test, size: set.size, source: "synthetic \(set.rawValue)")
    try target.checkFree()
    func draw(_ split: Split, _ count: Int) -> ImageSet? {
      count == 0 ? nil : set.images(split: split, count: count, seed: seed)
    }
    try target.write(train: draw(.train, train), test: draw(.test, test))
  }
}
