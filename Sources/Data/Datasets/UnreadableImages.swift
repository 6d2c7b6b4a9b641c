import Images
import Support

/// Images of a data set that cannot be read: all of them, not the first one only.
package struct UnreadableImages: Failure, Equatable {
  package let source: String
  package let images: [UnreadableImage]
  /// How many images the data set has, those included.
  package let count: Int

  private static let shown = 20

  package var message: String {
    if images.count == 1 { return images[0].reason }
    return "'\(source)': \(Format.count(images.count)) of \(Format.count(count)) images cannot be read"
  }
  package var details: [String] {
    if images.count == 1 { return [] }
    let rest = images.count > Self.shown ? ["… and \(Format.count(images.count - Self.shown)) more"] : []
    return images.prefix(Self.shown).map(\.reason) + rest
  }
  package var hint: String? {
    "mend or remove \(images.count == 1 ? "it" : "them"), or go on without \(images.count == 1 ? "it" : "them") by "
      + "--skip-unreadable"
  }
  package var status: ExitStatus { .malformedInput }
}
