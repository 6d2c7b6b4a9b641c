extension ImageSet {
  /// These images and then others of the same size and classes. Traps if those differ.
  package func joined(with other: ImageSet) -> ImageSet {
    precondition(
      (height, width) == (other.height, other.width) && classNames == other.classNames, "images of two kinds")
    var provenance = provenance
    if let more = other.provenance.unreadable { provenance.unreadable = (provenance.unreadable ?? []) + more }
    return ImageSet(
      height: height, width: width, pixels: pixels + other.pixels, labels: labels + other.labels,
      classNames: classNames, names: names.flatMap { names in other.names.map { names + $0 } }, provenance: provenance)
  }

  /// The classes that none of some images has.
  package func emptyClasses(among positions: some Sequence<Int>) -> [String] {
    let present = Set(positions.map { labels[$0] })
    return classNames.indices.filter { !present.contains($0) }.map { classNames[$0] }
  }
}
