import Images
import Support

/// The pictures in a folder and in the folders below it.
///
/// A file is a picture if its name ends like one's or its first bytes are one's, so that a picture without an ending is
/// read, and a damaged one is not passed over. Links are followed.
package struct PictureSearch: Sendable {
  /// Paths below the folder, in order of the bytes of the names.
  package private(set) var pictures: [String] = []
  package private(set) var leftOut = LeftOut()
  /// What cannot be looked at, and why.
  package private(set) var inaccessible: [UnreadableImage] = []

  /// Searches a folder on disk.
  package init(folder: String) throws(FileFailure) { try self.init(folder, in: .disk) }

  /// Searches an archive that was opened.
  package init(archive: ArchivedFiles) throws(FileFailure) { try self.init("", in: FileTree(archive: archive)) }

  /// - Parameters:
  ///   - parent: a folder that a link must not lead back to.
  ///   - isDeep: whether folders in the folder are searched, too.
  init(_ folder: String, in tree: FileTree, below parent: String? = nil, isDeep: Bool = true) throws(FileFailure) {
    let above = tree.archive == nil ? [parent, folder].compactMap { $0.map(FileSystem.identity) } : []
    try search(folder, "", tree, isDeep ? above : nil)
  }

  /// - Parameter above: the identities of the folders on the way, by which a circle of links is known.
  private mutating func search(
    _ folder: String, _ inside: String, _ tree: FileTree, _ above: [[UInt64]]?
  ) throws(FileFailure) {
    for entry in try tree.entries(in: folder) {
      let (path, place) = (FileSystem.path(folder, entry.name), FileSystem.path(inside, entry.name))
      guard entry.isNamedInUTF8 else {
        leftOut.add(place, .name)
        continue
      }
      switch entry.kind {
      case .file: try addFile(path, place, entry.name, tree)
      case .folder:
        guard let above else { continue }
        if LeftOut.isSystemFolder(entry.name) {
          leftOut.add(place, .system)
        } else if !entry.identity.isEmpty && above.contains(entry.identity) {
          leftOut.add(place, .circle)
        } else {
          do throws(FileFailure) {
            try search(path, place, tree, above + [entry.identity])
          } catch {
            inaccessible.append(UnreadableImage(name: place, reason: error.message))
          }
        }
      case .special: leftOut.add(place, .special)
      case .brokenLink: leftOut.add(place, .brokenLink)
      case .inaccessible(let reason):
        inaccessible.append(UnreadableImage(name: place, reason: "'\(tree.title(path))': \(reason)"))
      }
    }
  }

  private mutating func addFile(
    _ path: String, _ place: String, _ name: String, _ tree: FileTree
  ) throws(FileFailure) {
    if ImageFile.isNamedAsImage(name) { return pictures.append(place) }
    if LeftOut.isSystemFile(name) { return }
    do throws(FileFailure) {
      let start = try tree.start(of: path)
      if ImageFormat(start) != nil {
        pictures.append(place)
      } else {
        leftOut.add(place, ImageFormat.describe(start).hasSuffix("image") ? .undecodable : .noPicture)
      }
    } catch {
      // Whether it is a picture cannot be told.
      inaccessible.append(UnreadableImage(name: place, reason: error.message))
    }
  }
}
