/// An 8-bit RGB image: row-major, three bytes a pixel.
public struct Image: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// [height, width, 3]
  public var pixels: [UInt8]

  /// Traps if the number of bytes is not `width * height * 3`.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height * 3, "\(pixels.count) bytes for \(width)x\(height) RGB")
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }
}
