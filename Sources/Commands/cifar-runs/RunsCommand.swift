import ArgumentParsing
import CommandSupport
import Support
import Training

/// `cifar-runs`: what was trained, how far, with which settings and how well.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cifar-runs",
    abstract: "Lists runs with their states, validation accuracies and the settings in which they differ.",
    discussion: """
      A run is a folder that cifar-train wrote; series of seeds are searched, too. A run is running while a process \
      has its folder, else finished or interrupted: cifar-train --resume continues it.

      The accuracy is that of the best epoch on the run's validation images, which chose that epoch. cifar-eval says \
      how good a model is on others.
      """,
    examples: [
      CommandExample("cifar-runs"), CommandExample("cifar-runs runs/five --sort accuracy"),
      CommandExample("cifar-runs --json", "for other programs"),
    ],
    version: Version.number, related: Programs.related(to: "cifar-runs"))

  @Argument(
    help: ArgumentHelp("Where to look, up to four levels down.", valueName: "folder", defaultText: "runs"))
  var folder: String?
  @Option(
    help: ArgumentHelp(
      "Order of the rows: largest accuracy, epochs, time or latest date first, names from a to z.",
      valueName: "column"))
  var sort = RunsTable.Order.date
  @Flag(help: "Print a JSON array in place of the table.") var json = false

  func run() throws {
    // No run yet is fine; a folder that was named must be there.
    if let folder, !FileSystem.exists(folder) { throw FileFailure.missing(path: folder) }
    let place = folder ?? "runs"
    let runs = FileSystem.exists(place) ? try RunSummary.all(below: place) : []
    let table = RunsTable(runs, in: place, order: sort, limit: Terminal.standardOutput().limit)
    if json { return print(try JSONText.encode(table.runs), terminator: "") }
    guard !runs.isEmpty else { return print("no runs below \(DisplayText.printable(place)); cifar-train makes some") }
    print(table.text, terminator: "")
  }
}

extension RunsTable.Order: ExpressibleByArgument {}
