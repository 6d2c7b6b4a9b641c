import ArgumentParsing
import CommandSupport
import Datasets
import Images
import Support

/// Where CIFAR files go, and the writing itself.
struct WritingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder for the data set; its files go to cifar-10-batches-bin or cifar-100-binary there.", valueName: "folder"))
  var output: String
  @Option(help: "Form of the files; cifar-10 fits any 1 to 256 classes.") var format = CIFARVersion.cifar10
  @OptionGroup var overwriting: OverwriteOptions
  @Flag(help: "Print a JSON object in place of the tables.") var json = false

  /// Refuses early what the writer would refuse after the work.
  func checkFree() throws {
    if !overwriting.overwrite { try CIFARWriter.checkFree(format, in: output) }
  }

  /// What `--dry-run` says of images that could be written. Throws where they could not.
  func showPlan(_ summary: DatasetSummary) throws {
    try checkFree()
    let path = FileSystem.path(output, format.folderName)
    try FileSystem.checkFolder(path)
    if json { return print(try JSONText.encode(summary), terminator: "") }
    print(SummaryText(summary).text, terminator: "")
    print("\ndry run: these images would go to \(path), nothing was written")
  }

  /// Writes the images and prints what a reader finds in the files.
  func write(train: ImageSet?, test: ImageSet?) throws {
    let path = try CIFARWriter.write(
      train: train, test: test, version: format, to: output, replacing: overwriting.overwrite)
    let summary = try DatasetSummary(of: DataSource.open(path: path))
    if json { return print(try JSONText.encode(summary), terminator: "") }
    print(SummaryText(summary).text, terminator: "")
    print("\nnext  cifar-train --data \(path)")
  }
}
