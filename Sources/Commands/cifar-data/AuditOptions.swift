import ArgumentParsing
import Auditing
import CommandSupport

extension AuditConcern: ExpressibleByArgument {}

/// How the labels are checked.
struct LabelCheckOptions: ParsableArguments {
  @Flag(inversion: .prefixedNo, help: "Look for wrong labels, by training networks; most of the time goes there.")
  var labels = true
  @Option(
    help: ArgumentHelp("Parts of the cross-validation: each is judged by a network trained on the others."),
    constraint: .within(2...20))
  var folds = 4
  @Option(
    help: ArgumentHelp(
      "Passes over the images for each network.", valueName: "count", defaultText: "5 to 30, fewer for more images"),
    constraint: .within(1...1000))
  var epochs: Int?
  @Option(help: ArgumentHelp("Decides every random number.", valueName: "number")) var seed: UInt64 = 0

  var settings: Auditor.Settings {
    var settings = Auditor.Settings()
    (settings.checksLabels, settings.folds, settings.epochs, settings.seed) = (labels, folds, epochs, seed)
    return settings
  }
}

/// What is shown and written.
struct AuditOutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write all findings as JSON; - for standard output.", valueName: "file"))
  var json: String?
  @Option(help: ArgumentHelp("Write all findings as CSV; - for standard output.", valueName: "file"))
  var csv: String?
  @Option(
    help: ArgumentHelp(
      "Draw the findings that the tables show, in their order, as a PNG file.", valueName: "file"))
  var montage: String?
  @Option(
    help: ArgumentHelp("Rows of each table, and findings of each kind in the montage.", valueName: "count"),
    constraint: .within(1...1000))
  var rows = 20
  @Option(
    help: ArgumentHelp(
      "End with status 1 if there are findings of these kinds; several with commas.", valueName: "kinds"))
  var failOn: [AuditConcern] = []
  @OptionGroup var overwriting: OverwriteOptions
  @Flag(name: [.long, .short], help: "Print nothing but errors and what was asked for with -.")
  var quiet = false

  var outputs: OutputOptions { OutputOptions([("json", json), ("csv", csv), ("montage", montage)]) }

  func validate() throws { try outputs.validate(pictures: ["montage"]) }
}
