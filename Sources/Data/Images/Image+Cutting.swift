extension Image {
  /// The rectangle whose left upper corner is (x, y). Traps if it is empty or not within the image.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> Image {
    precondition(
      x >= 0 && y >= 0 && width > 0 && height > 0 && width <= self.width - x && height <= self.height - y,
      "\(width)x\(height) at (\(x), \(y)) of \(self.width)x\(self.height)")
    return gathered(width: width, height: height, start: y * self.width + x, xStep: 1, yStep: self.width)
  }

  /// The image in the middle of a larger one; with an odd number of pixels to add, the extra one is right or below.
  /// Traps if the new size is smaller.
  public func padded(width: Int, height: Int, colour: Colour) -> Image {
    precondition(
      width >= self.width && height >= self.height, "\(self.width)x\(self.height) padded to \(width)x\(height)")
    if width == self.width && height == self.height { return self }
    var canvas = Image(width: width, height: height, colour: colour)
    canvas.paste(self, x: (width - self.width) / 2, y: (height - self.height) / 2)
    return canvas
  }

  /// Overwrites the rectangle whose left upper corner is (x, y). Traps if `image` does not fit there.
  package mutating func paste(_ image: Image, x: Int, y: Int) {
    precondition(
      x >= 0 && y >= 0 && image.width <= width - x && image.height <= height - y,
      "\(image.width)x\(image.height) at (\(x), \(y)) of \(width)x\(height)")
    for row in 0..<image.height {
      let target = ((y + row) * width + x) * 3
      let source = row * image.width * 3
      pixels.replaceSubrange(
        target..<target + image.width * 3, with: image.pixels[source..<source + image.width * 3])
    }
  }
}
