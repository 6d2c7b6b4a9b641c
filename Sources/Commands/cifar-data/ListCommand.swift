import ArgumentParsing
import Support

/// `cifar-data list`: which data sets are known, and which are here.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists the data sets that are known and those that are here.",
    examples: [CommandExample("cifar-data list --folder /srv/images --json")])

  @Option(help: ArgumentHelp("Where to look.", valueName: "folder", defaultText: "data")) var folder: String?
  @Flag(help: "Print a JSON array in place of the table.") var json = false

  func run() throws {
    // Nothing downloaded yet is fine; a folder that was named must be there.
    if let folder, !FileSystem.exists(folder) { throw FileFailure.missing(path: folder) }
    let entries = try DatasetListing.entries(in: folder ?? "data")
    if json { return print(try JSONText.encode(entries), terminator: "") }
    var table = Table([.init("data set"), .init("what it is"), .init("state")])
    for entry in entries { table.addRow([entry.name, entry.description, entry.stateText]) }
    print(table.rendered(), terminator: "")
    for (index, command) in DatasetListing.next(entries).enumerated() {
      print(index == 0 ? "\nnext  \(command)" : "      \(command)")
    }
  }
}
