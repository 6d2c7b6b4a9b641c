import Support

/// What a search for pictures passed over, and why: said in a note, so that nothing is left out in silence.
package struct LeftOut: Sendable, Equatable {
  package enum Reason: String, Sendable, Codable, CaseIterable {
    case noPicture = "files that are no pictures"
    case undecodable = "pictures of a form that is not decoded"
    case name = "names that are not UTF-8"
    case brokenLink = "links that lead nowhere"
    case circle = "links to a folder above them"
    case special = "pipes, sockets and devices"
    case system = "folders that systems make for themselves"
    case emptyFolder = "folders without pictures"
    case outside = "what lies outside the class folders"
    case unlabelled = "splits without class folders"
  }

  package struct Item: Sendable, Equatable, Codable {
    package var path: String
    package var reason: Reason
  }

  package private(set) var items: [Item] = []

  mutating func add(_ path: String, _ reason: Reason) { items.append(Item(path: path, reason: reason)) }
  mutating func add(_ other: LeftOut) { items += other.items }

  /// One line for all, such as "left out files that are no pictures: 2 (a/notes.txt, a/b.pdf); …"; `nil` for nothing.
  package func note(of source: String) -> String? {
    if items.isEmpty { return nil }
    let groups = Reason.allCases.compactMap { reason -> String? in
      let paths = items.filter { $0.reason == reason }.map(\.path)
      if paths.isEmpty { return nil }
      let shown = paths.prefix(3).map(DisplayText.printable) + (paths.count > 3 ? ["…"] : [])
      return "\(reason.rawValue): \(Format.count(paths.count)) (\(shown.joined(separator: ", ")))"
    }
    return "'\(source)': left out \(groups.joined(separator: "; "))"
  }

  /// Folders of operating systems and archivers, which hold copies and previews of pictures.
  static func isSystemFolder(_ name: String) -> Bool {
    ["__macosx", "@eadir", "#recycle", "$recycle.bin", "system volume information", "lost+found"].contains(
      name.lowercased())
  }
  /// What file managers leave in folders of pictures.
  static func isSystemFile(_ name: String) -> Bool { ["thumbs.db", "desktop.ini"].contains(name.lowercased()) }
}
