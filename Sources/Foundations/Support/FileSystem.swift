import Glibc

/// Questions about paths, and folders.
package enum FileSystem {
  package static func isFile(_ path: String) -> Bool { SystemCall.status(of: path)?.kind == .file }
  package static func isFolder(_ path: String) -> Bool { SystemCall.status(of: path)?.kind == .folder }
  package static func exists(_ path: String) -> Bool { SystemCall.status(of: path) != nil }

  /// The length of a file in bytes, links followed.
  package static func size(of path: String) throws(FileFailure) -> Int {
    guard let status = SystemCall.status(of: path) else { throw .missing(path: path) }
    if status.kind == .folder { throw .isFolder(path: path) }
    return status.size
  }

  /// When a file or folder was last changed, in seconds since 1970; `nil` when there is none.
  package static func changed(_ path: String) -> Double? { SystemCall.status(of: path)?.changed }

  /// Creates a folder and the folders above it; fine when it exists.
  package static func createFolder(_ path: String) throws(FileFailure) {
    if isFolder(path) { return }
    if exists(path) { throw .cannotCreate(path: path, reason: "a file of that name exists") }
    let parent = folder(of: path)
    if parent != path && parent != "." && !isFolder(parent) { try createFolder(parent) }
    let code = SystemCall.makeFolder(path)
    // Another process may have made it meanwhile.
    if code != 0 && !isFolder(path) { throw .creating(path, code: code) }
  }

  /// Throws what `createFolder`, or writing into that folder, would throw; creates nothing.
  package static func checkFolder(_ path: String) throws(FileFailure) {
    var place = path
    while !exists(place) && folder(of: place) != place { place = folder(of: place) }
    guard isFolder(place) else {
      throw .cannotCreate(
        path: path, reason: place == path ? "a file of that name exists" : "'\(place)' is a file, not a folder")
    }
    let code = SystemCall.writingObstacle(place)
    if code != 0 { throw .creating(path, code: code) }
  }

  /// The names in a folder, in order of their bytes, so that the order is the same on every machine.
  package static func names(in path: String) throws(FileFailure) -> [String] {
    try entries(in: path).filter(\.isNamedInUTF8).map(\.name)
  }

  /// The last part of a path: `a/b.txt` gives `b.txt`.
  package static func name(of path: String) -> String { split(path).name }

  /// All but the last part of a path: `a/b.txt` gives `a`, `b.txt` gives `.`, `/b` gives `/`.
  package static func folder(of path: String) -> String { split(path).folder }

  /// The path of a name below a folder.
  package static func path(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") || folder.isEmpty ? folder + name : folder + "/" + name
  }

  // Not by Foundation, which traps on paths of a single character.
  private static func split(_ path: String) -> (folder: String, name: String) {
    var body = path[...]
    while body.count > 1 && body.hasSuffix("/") { body.removeLast() }
    guard let slash = body.lastIndex(of: "/") else { return (".", String(body)) }
    let name = body[body.index(after: slash)...]
    var folder = body[...slash]
    while folder.count > 1 && folder.hasSuffix("/") { folder.removeLast() }
    return (String(folder), name.isEmpty ? "/" : String(name))
  }

  /// Removes a file; fine when there is none.
  package static func removeFile(_ path: String) throws(FileFailure) {
    let code = SystemCall.removeFile(path)
    if code != 0 && code != ENOENT {
      throw .inputOutput(path: path, action: "remove", reason: SystemCall.reason(code))
    }
  }

  /// The existing path that a mistyped one probably meant: the same folder, the most similar name.
  static func nearestNeighbour(of path: String) -> String? {
    let parent = folder(of: path)
    guard let names = try? names(in: parent), let nearest = nearest(to: name(of: path), in: names) else { return nil }
    return parent == "." && !path.hasPrefix("./") ? nearest : self.path(parent, nearest)
  }
}
