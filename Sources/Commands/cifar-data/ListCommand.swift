import ArgumentParsing
import Foundation
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
    let limit = Terminal.standardOutput().limit
    var table = Table(
      [
        .init("data set", shortens: .beginning(to: 16)), .init("what it is", shortens: .end(to: 16)),
        .init("state", shortens: .end(to: 8)),
      ], limit: limit)
    for entry in entries { table.addRow([entry.name, entry.description, entry.stateText]) }
    print(table.rendered(), terminator: "")
    let absent = entries.filter { $0.state == .absent }
    print()
    Self.show("get", absent.compactMap(\.download))
    Self.show("next", DatasetListing.next(entries))
  }

  /// Commands to be pasted, one below the other, even where they are wider than the terminal.
  private static func show(_ title: String, _ commands: [String]) {
    for (index, command) in commands.enumerated() {
      print((index == 0 ? title : "").padding(toLength: 6, withPad: " ", startingAt: 0) + command)
    }
  }
}
