/// A way to look at an image: shifted, then mirrored left to right.
package struct PixelView: Sendable, Hashable {
  /// Pixels down and to the right (negative: up and to the left). What comes in at the border is the image reflected,
  /// the border pixel itself not repeated.
  package let shift: Int
  package let isMirrored: Bool

  package init(shift: Int = 0, isMirrored: Bool = false) { (self.shift, self.isMirrored) = (shift, isMirrored) }

  /// For each row of the view, the row of the image that it shows.
  package func rows(_ height: Int) -> [Int] { (0..<height).map { MirroredBorder.position($0 - shift, height) } }

  /// The same for columns.
  package func columns(_ width: Int) -> [Int] {
    (0..<width).map { MirroredBorder.position((isMirrored ? width - 1 - $0 : $0) - shift, width) }
  }
}
