/// An 8-bit RGB image: row-major, three bytes a pixel.
public struct Image: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// [height, width, 3]
  public var pixels: [UInt8] {
    didSet { precondition(pixels.count == width * height * 3, "\(pixels.count) bytes for \(width)x\(height) RGB") }
  }

  /// Traps if a side is not positive or the number of bytes is not `width * height * 3`.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height * 3, "\(pixels.count) bytes for \(width)x\(height) RGB")
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }

  /// An image of one colour. Traps if a side is not positive.
  public init(width: Int, height: Int, colour: Colour) {
    precondition(width > 0 && height > 0, "an image of \(width)x\(height)")
    let row = (0..<width).flatMap { _ in [colour.red, colour.green, colour.blue] }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(row.count * height)
    for _ in 0..<height { pixels += row }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// Red, green and blue, 0 to 255.
  public struct Colour: Sendable, Hashable {
    public let red: UInt8
    public let green: UInt8
    public let blue: UInt8
    public init(red: UInt8, green: UInt8, blue: UInt8) { (self.red, self.green, self.blue) = (red, green, blue) }

    public static let black = Colour(red: 0, green: 0, blue: 0)
    public static let white = Colour(red: 255, green: 255, blue: 255)
  }

  /// The colour in column `x`, row `y`. Traps outside the image. For tests and single looks, not for loops.
  public subscript(x: Int, y: Int) -> Colour {
    precondition((0..<width).contains(x) && (0..<height).contains(y), "pixel (\(x), \(y)) of \(width)x\(height)")
    let first = (y * width + x) * 3
    return Colour(red: pixels[first], green: pixels[first + 1], blue: pixels[first + 2])
  }
}
