import Images
import Datasets

/// The images of all splits of a data set as one set, so that they can be compared with each other.
package struct AuditedImages: Sendable {
  /// The images of the first split, then those of the next, …
  package let set: ImageSet
  /// Which positions of `set` each split has.
  package let parts: [(split: Split, positions: Range<Int>)]
  /// Pictures that could not be read; `nil` for none.
  package let unreadable: [UnreadableImage]?

  /// Joins splits that were read from one source. Traps if there are none, or if they differ in size or classes.
  package init(_ sets: [(split: Split, images: ImageSet)]) {
    precondition(!sets.isEmpty, "an audit of no splits")
    let first = sets[0].images
    var parts: [(split: Split, positions: Range<Int>)] = []
    var pixels: [UInt8] = []
    pixels.reserveCapacity(sets.reduce(0) { $0 + $1.images.pixels.count })
    var (labels, names): ([Int], [String]) = ([], [])
    for (split, images) in sets {
      precondition(
        images.height == first.height && images.width == first.width && images.classNames == first.classNames,
        "splits of different sizes or classes")
      parts.append((split, labels.count..<labels.count + images.count))
      pixels += images.pixels
      labels += images.labels
      names += images.names ?? []
    }
    var provenance = first.provenance
    provenance.isSynthetic = sets.contains { $0.images.provenance.isSynthetic }
    let unreadable = sets.flatMap { $0.images.provenance.unreadable ?? [] }
    self.unreadable = unreadable.isEmpty ? nil : unreadable
    set = ImageSet(
      height: first.height, width: first.width, pixels: pixels, labels: labels, classNames: first.classNames,
      names: names.count == labels.count && !names.isEmpty ? names : nil, provenance: provenance)
    self.parts = parts
  }

  package var count: Int { self.set.count }

  /// What to call the image at a position. Traps outside the set.
  package func reference(_ position: Int) -> ImageReference {
    guard let part = parts.first(where: { $0.positions.contains(position) }) else {
      preconditionFailure("image \(position) of \(count)")
    }
    let label = set.labels[position]
    return ImageReference(
      split: part.split, index: position - part.positions.lowerBound, name: set.names?[position],
      className: set.classNames[label], position: position)
  }
}

/// One image of a data set, as findings name it.
package struct ImageReference: Sendable, Codable, Equatable {
  package let split: Split
  /// Position within the split, from 0: the record of a CIFAR archive.
  package let index: Int
  /// The file, where images are files.
  package let name: String?
  /// The class that the label names.
  package let className: String
  /// Position within `AuditedImages.set`.
  package let position: Int
}
