/// A way to look at an image: shifted, then mirrored left to right.
public struct PixelView: Sendable, Hashable {
  /// Pixels down and to the right (negative: up and to the left). What comes in at the border is the image reflected,
  /// the border pixel itself not repeated.
  public let shift: Int
  public let isMirrored: Bool

  public init(shift: Int = 0, isMirrored: Bool = false) { (self.shift, self.isMirrored) = (shift, isMirrored) }

  /// For each row of the view, the row of the image that it shows.
  public func rows(_ height: Int) -> [Int] { (0..<height).map { MirroredBorder.position($0 - shift, height) } }

  /// The same for columns.
  public func columns(_ width: Int) -> [Int] {
    (0..<width).map { MirroredBorder.position((isMirrored ? width - 1 - $0 : $0) - shift, width) }
  }
}
