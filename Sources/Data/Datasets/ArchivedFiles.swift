import Archives
import Support

/// The members of an archive in memory, with the folders that their names speak of.
package struct ArchivedFiles: Sendable {
  package let path: String
  private var files: [String: [UInt8]] = [:]
  /// The names in each folder; "" is the archive itself.
  private var folders: [String: Set<String>] = ["": []]

  init(path: String) { self.path = path }

  /// - Throws: `.duplicate` for a name that was there before, or that is a file's and a folder's.
  mutating func add(_ name: String, _ content: [UInt8]) throws(ArchiveFailure) {
    if files[name] != nil || folders[name] != nil { throw .duplicate(path: path, member: name) }
    try link(name)
    files[name] = content
  }

  mutating func addFolder(_ name: String) throws(ArchiveFailure) {
    if folders[name] != nil { return }
    if files[name] != nil { throw .duplicate(path: path, member: name) }
    try link(name)
    folders[name] = []
  }

  private mutating func link(_ name: String) throws(ArchiveFailure) {
    let slash = name.lastIndex(of: "/")
    let parent = slash.map { String(name[..<$0]) } ?? ""
    try addFolder(parent)
    folders[parent, default: []].insert(String(name[(slash.map { name.index(after: $0) } ?? name.startIndex)...]))
  }

  /// Every file with its whole name, in order of the bytes of the names.
  var all: [(name: String, content: [UInt8])] {
    files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
  }

  package func content(_ path: String) -> [UInt8]? { Self.plain(path).flatMap { files[$0] } }

  /// Sorted; `nil` if there is no such folder.
  func names(in path: String) -> [String]? {
    Self.plain(path).flatMap { folders[$0] }?.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The path without "." and ".."; `nil` if it leads out of the archive.
  private static func plain(_ path: String) -> String? {
    if path.hasPrefix("/") { return nil }
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part != ".." { parts.append(part) } else if parts.popLast() == nil { return nil }
    }
    return parts.joined(separator: "/")
  }
}
