import Archives
import Images
import Support

/// Where the files of a data set lie: on disk, or in an archive whose content is in memory.
struct FileTree: Sendable {
  static let disk = FileTree(archive: nil)
  let archive: ArchivedFiles?

  func isFile(_ path: String) -> Bool { archive.map { $0.content(path) != nil } ?? FileSystem.isFile(path) }
  func isFolder(_ path: String) -> Bool { archive.map { $0.names(in: path) != nil } ?? FileSystem.isFolder(path) }

  /// The names in a folder but for hidden ones, in order of their bytes.
  func visibleNames(in path: String) throws(FileFailure) -> [String] {
    guard let archive else { return try FileSystem.visibleNames(in: path) }
    guard let names = archive.names(in: path) else { throw .missing(path: title(path)) }
    return names.filter { !ArchivedFiles.isHidden($0) }
  }

  func bytes(at path: String, limit: Int) throws(FileFailure) -> [UInt8] {
    guard let archive else { return try FileReading.bytes(at: path, limit: limit) }
    guard let content = archive.content(path) else { throw .missing(path: title(path)) }
    guard content.count <= limit else { throw .tooLarge(path: title(path), limit: limit) }
    return content
  }

  func lines(of path: String) throws(FileFailure) -> [String] {
    try TextLines.of(bytes(at: path, limit: TextLines.largestFile), path: title(path))
  }

  /// What messages call a path.
  func title(_ path: String) -> String {
    guard let archive else { return path }
    return path.isEmpty ? archive.path : "\(archive.path): \(path)"
  }
}

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

  /// The images by their names, with those of the folders in it, but for hidden ones: as a search of the unpacked
  /// folder finds them.
  package var images: [(name: String, content: [UInt8])] {
    var found: [(name: String, content: [UInt8])] = []
    func search(_ folder: String) {
      for name in names(in: folder) ?? [] where !Self.isHidden(name) {
        let inside = FileSystem.path(folder, name)
        if let content = files[inside] {
          if ImageFile.isNamedAsImage(name) { found.append((inside, content)) }
        } else {
          search(inside)
        }
      }
    }
    search("")
    return found
  }

  /// Also what macOS adds to zip archives.
  static func isHidden(_ name: String) -> Bool { name.hasPrefix(".") || name == "__MACOSX" }

  func content(_ path: String) -> [UInt8]? { Self.plain(path).flatMap { files[$0] } }

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
