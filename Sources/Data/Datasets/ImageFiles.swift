import Images
import Parallel
import Support
import Synchronization

/// Image files with their labels, before they are decoded.
struct ImageFiles {
  struct Entry {
    var path: String
    var label: Int
    /// What to call the image: its path within the data set.
    var name: String
  }

  let tree: FileTree
  var entries: [Entry]
  var classNames: [String]

  /// The files of some classes, before the time is spent to decode the others.
  func selecting(_ classes: [String], source: String) throws(ClassSelectionFailure) -> ImageFiles {
    let selection = try ClassSelection(classes, from: classNames)
    let chosen = entries.compactMap { entry in
      selection.newLabels[entry.label].map { Entry(path: entry.path, label: $0, name: entry.name) }
    }
    let present = Set(chosen.map(\.label))
    for (label, name) in classes.enumerated() where !present.contains(label) {
      throw .noImages(name: name, source: source)
    }
    return ImageFiles(tree: tree, entries: chosen, classNames: classes)
  }

  /// Decodes every file on all processors and resizes it to `size` by `size`; the result is in the order of the
  /// entries.
  ///
  /// - Throws: `DataSourceFailure` if memory does not hold the images, `FileFailure` or `ImageFailure` of the first
  ///   file, in that order, that cannot be read.
  func decoded(size: Int, provenance: ImageSet.Provenance) throws -> ImageSet {
    try MemoryLimit.check(images: entries.count, size: size, source: provenance.path ?? provenance.summary)
    let bytesPerImage = size * size * 3
    let pixels = Mutex([UInt8](repeating: 0, count: entries.count * bytesPerImage))
    // The images lie in one array from the start: collected first and joined then, they would take twice the memory.
    _ = try Parallel.map(entries.count) { index in
      let path = entries[index].path
      let bytes = try tree.bytes(at: path, limit: ImageFile.largest)
      let image = try ImageFile.image(from: bytes, name: tree.title(path), size: size)
      pixels.withLock { $0.replaceSubrange(index * bytesPerImage..<(index + 1) * bytesPerImage, with: image.pixels) }
    }
    return ImageSet(
      height: size, width: size, pixels: pixels.withLock { $0 }, labels: entries.map(\.label), classNames: classNames,
      names: entries.map(\.name), provenance: provenance)
  }
}
