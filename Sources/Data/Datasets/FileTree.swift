import Archives
import Images
import Support

/// Where the files of a data set lie: on disk, or in an archive whose content is in memory.
struct FileTree: Sendable {
  static let disk = FileTree(archive: nil)
  let archive: ArchivedFiles?

  func isFile(_ path: String) -> Bool { archive.map { $0.content(path) != nil } ?? FileSystem.isFile(path) }
  func isFolder(_ path: String) -> Bool { archive.map { $0.names(in: path) != nil } ?? FileSystem.isFolder(path) }

  /// What lies in a folder but for hidden things, in order of the bytes of the names.
  func entries(in path: String) throws(FileFailure) -> [FolderEntry] {
    guard let archive else { return try FileSystem.entries(in: path).filter { !$0.name.hasPrefix(".") } }
    guard let names = archive.names(in: path) else { throw .missing(path: title(path)) }
    return names.filter { !$0.hasPrefix(".") }.map { name in
      FolderEntry(archived: name, isFolder: isFolder(FileSystem.path(path, name)))
    }
  }

  /// The names of what is not hidden.
  func visibleNames(in path: String) throws(FileFailure) -> [String] {
    try entries(in: path).filter(\.isNamedInUTF8).map(\.name)
  }

  func bytes(at path: String, limit: Int) throws(FileFailure) -> [UInt8] {
    guard let archive else { return try FileReading.bytes(at: path, limit: limit) }
    guard let content = archive.content(path) else { throw .missing(path: title(path)) }
    guard content.count <= limit else { throw .tooLarge(path: title(path), limit: limit) }
    return content
  }

  /// The first bytes of a file, by which its form is told.
  func start(of path: String) throws(FileFailure) -> [UInt8] {
    var start = [UInt8](repeating: 0, count: 64)
    if let content = archive?.content(path) { return Array(content.prefix(start.count)) }
    let count = try OpenFile(path: path, mode: .read).read(into: &start)
    return Array(start.prefix(count))
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
