import Images
import Support

/// The data sets in a folder such as `data/`: what `cifar-data list` lists and `cifar-train` without `--data` chooses
/// from.
package struct DataFolder {
  package struct Entry {
    package let path: String
    /// `nil` for an archive that cannot be opened.
    package let source: DataSource?
    /// What is wrong with that archive.
    package let failure: (any Failure)?
  }

  /// In order of their names.
  package let entries: [Entry]

  /// Looks at everything in a folder that is there.
  ///
  /// A folder that holds class folders, folders of splits or lists is itself the data set, in place of those; one that
  /// holds data sets is not.
  /// - Throws: `ImageFolderFailure` for pictures that are laid out as no data set can be.
  package init(_ folder: String) throws {
    var inside: [Entry] = []
    for name in try FileSystem.visibleNames(in: folder) {
      let path = FileSystem.path(folder, name)
      do {
        inside.append(Entry(path: path, source: try DataSource.open(path: path), failure: nil))
      } catch let failure as any Failure where ArchiveContent.isNamedAsArchive(path) {
        inside.append(Entry(path: path, source: nil, failure: failure))
      } catch {
        // Notes, a folder of one class: no data set by itself.
      }
    }
    guard let whole = try Self.whole(folder, inside) else {
      entries = inside
      return
    }
    let isPart = { (entry: Entry) in [.imageFolder, .imageList].contains(entry.source?.kind) }
    let archives = inside.filter { !isPart($0) || ArchiveContent.isNamedAsArchive($0.path) }
    entries = [Entry(path: folder, source: whole, failure: nil)] + archives
  }

  /// The folder as a data set of pictures, if it is one.
  private static func whole(_ folder: String, _ inside: [Entry]) throws -> DataSource? {
    if let list = try ImageList.recognise(path: folder, imageFolder: nil) {
      return DataSource(path: folder, content: .list(list))
    }
    let names = try FileSystem.visibleNames(in: folder)
    let hasSplits = names.contains {
      ImageFolder.split(named: $0) != nil && FileSystem.isFolder(FileSystem.path(folder, $0))
    }
    let holdsSets = inside.contains {
      [.imageFolder, .imageList].contains($0.source?.kind) && FileSystem.isFolder($0.path)
    }
    if holdsSets && !hasSplits { return nil }
    return try ImageFolder.recognise(path: folder).map { DataSource(path: folder, content: .folder($0)) }
  }
}
