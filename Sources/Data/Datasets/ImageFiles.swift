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
  /// What is known to be unreadable before anything is decoded.
  var unreadable: [UnreadableImage] = []

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
    return ImageFiles(tree: tree, entries: chosen, classNames: classes, unreadable: unreadable)
  }

  /// The first files of each class, at most `count` of them, before the time is spent to decode the others.
  func limited(to count: Int?) -> ImageFiles {
    let kept = count.flatMap { ImageSet.first($0, ofEach: entries.map(\.label), classes: classNames.count) }
    guard let kept else { return self }
    var limited = self
    limited.entries = kept.map { entries[$0] }
    return limited
  }

  /// Decodes every file on all processors and resizes it to `size` by `size`; the result is in the order of the
  /// entries.
  ///
  /// - Parameter skipsUnreadable: whether images that cannot be read are left out, and named in the provenance.
  /// - Throws: `DataSourceFailure` if memory does not hold the images, `UnreadableImages` with all that cannot be read.
  func decoded(size: Int, provenance: ImageSet.Provenance, skipsUnreadable: Bool) throws -> ImageSet {
    let source = provenance.path ?? provenance.summary
    try MemoryLimit.check(images: entries.count, size: size, source: source)
    let bytesPerImage = size * size * 3
    let pixels = Mutex([UInt8](repeating: 0, count: entries.count * bytesPerImage))
    // The images lie in one array from the start: collected first and joined then, they would take twice the memory.
    let failures = Parallel.map(entries.count) { index -> UnreadableImage? in
      let path = entries[index].path
      do {
        let bytes = try tree.bytes(at: path, limit: ImageFile.largest)
        let image = try ImageFile.image(from: bytes, name: tree.title(path), size: size)
        pixels.withLock { $0.replaceSubrange(index * bytesPerImage..<(index + 1) * bytesPerImage, with: image.pixels) }
        return nil
      } catch {
        return UnreadableImage(name: entries[index].name, reason: (error as? any Failure)?.message ?? "\(error)")
      }
    }
    let images = ImageSet(
      height: size, width: size, pixels: pixels.withLock { $0 }, labels: entries.map(\.label), classNames: classNames,
      names: entries.map(\.name), provenance: provenance)
    let all = unreadable + failures.compactMap { $0 }
    if all.isEmpty { return images }
    guard skipsUnreadable, failures.contains(where: { $0 == nil }) else {
      throw UnreadableImages(source: source, images: all, count: entries.count + unreadable.count)
    }
    var kept = images.subset(failures.indices.filter { failures[$0] == nil })
    kept.provenance.unreadable = all
    kept.provenance.summary += ", without \(all.count) that cannot be read"
    return kept
  }
}
