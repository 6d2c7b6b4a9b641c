import Images
import Support

/// Where an image lies: what can be given to another program.
package struct ImagePlace: Sendable, Equatable {
  /// A picture, an archive or a file of CIFAR records; as the data set's path, it leads there from the current folder.
  package var file: String
  /// The file within an archive.
  package var member: String?
  /// Number within the records of the file, from 0.
  package var record: Int?

  package init(file: String, member: String? = nil, record: Int? = nil) {
    (self.file, self.member, self.record) = (file, member, record)
  }
}

/// Where the images of a split lie.
package struct ImagePlaces: Sendable {
  private enum Content: Sendable {
    /// Paths by the names of the images, in an archive or on disk.
    case files([String: String], archive: String?)
    /// Files of records in their order, with the number of records of each.
    case records([(place: ImagePlace, count: Int)])
  }
  private let content: Content

  /// Looks for the files once more; pictures are not decoded.
  ///
  /// - Parameter classes: names for a list with label numbers only, in label order.
  /// - Throws: what `DataSource.images` throws of files that cannot be found or read.
  package init(of source: DataSource, split: Split, classes: [String]) throws {
    func files(_ files: ImageFiles) -> Content {
      .files(
        Dictionary(files.entries.map { ($0.name, $0.path) }) { first, _ in first }, archive: files.tree.archive?.path)
    }
    switch source.content {
    case .folder(let folder): content = try files(folder.files(split: split))
    case .list(let list): content = try files(list.files(split: split, names: list.hasNames ? nil : classes))
    case .cifar(let archive):
      content = .records(
        try archive.recordFiles(split: split).map { name, count in
          archive.isFolder
            ? (ImagePlace(file: FileSystem.path(archive.path, name)), count)
            : (ImagePlace(file: archive.path, member: name), count)
        })
    case .synthetic: content = .records([(ImagePlace(file: source.path), .max)])
    }
  }

  /// The place of an image by its name, or by its number in the split where images have no names. What is not known
  /// there is called as it was.
  package subscript(name: String, record record: Int?) -> ImagePlace {
    switch content {
    case .files(let paths, let archive):
      guard let path = paths[name] else { return ImagePlace(file: name) }
      return archive.map { ImagePlace(file: $0, member: path) } ?? ImagePlace(file: path)
    case .records(let files):
      var rest = record ?? 0
      for (place, count) in files {
        if rest < count { return ImagePlace(file: place.file, member: place.member, record: rest) }
        rest -= count
      }
      return ImagePlace(file: name)
    }
  }
}
