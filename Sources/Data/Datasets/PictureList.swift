import Support

/// A list that names pictures whose classes are not asked for: a list of a data set (`.lst`, `.csv`, `.tsv`), or text
/// with a path in each line.
///
/// Paths are relative to the list's folder, to a folder beside it named like the list, or to the working folder:
/// wherever one of the pictures is found. Whether the others are there shows when they are read.
package struct PictureList {
  /// As they stand in the list, and where they lead.
  package let pictures: [(name: String, path: String)]

  package static func isList(_ path: String) -> Bool {
    ImageListFile.isList(path) || path.lowercased().hasSuffix(".txt")
  }

  /// - Throws: a file that is no text, a table without a column of paths, and a malformed row.
  package init(path: String) throws {
    let parent = FileSystem.folder(of: path)
    if ImageListFile.isList(path) {
      let list = try ImageListFile(path: path, in: .disk, needsLabels: false)
      let folders = [parent, FileSystem.path(parent, list.stem), ""]
      let folder = list.folder(among: folders, in: .disk) ?? parent
      self.init(list.rows.map { ($0.path, ImageListFile.place($0.path, in: folder)) })
    } else {
      let stem = String(FileSystem.name(of: path).dropLast(".txt".count))
      self.init(try TextLines.ofFile(path), folders: [parent, FileSystem.path(parent, stem), ""])
    }
  }

  /// - Parameters:
  ///   - names: a path each; empty ones are passed over.
  ///   - folders: where pictures may be; the first stands if none of them holds one.
  package init(_ names: [String], folders: [String]) {
    let names = names.filter { !$0.trimmed.isEmpty }
    let known = names.prefix(1000)
    // As it stands, else without the blanks at its ends.
    func found(_ name: String, in folder: String) -> String? {
      [name, name.trimmed].first { FileSystem.exists(ImageListFile.place($0, in: folder)) }
    }
    let folder = folders.first { folder in known.contains { found($0, in: folder) != nil } } ?? folders.first ?? ""
    self.init(
      names.map { name in
        let name = found(name, in: folder) ?? name.trimmed
        return (name, ImageListFile.place(name, in: folder))
      })
  }

  private init(_ pictures: [(name: String, path: String)]) { self.pictures = pictures }
}
