extension ImageSet {
  /// The same images mirrored left to right.
  public func mirrored() -> ImageSet {
    var mirrored = pixels
    let source = pixels.span
    let (rows, width) = (count * height, width)
    for row in 0..<rows {
      for column in 0..<width {
        for channel in 0..<3 {
          mirrored[(row * width + column) * 3 + channel] = source[(row * width + width - 1 - column) * 3 + channel]
        }
      }
    }
    var copy = self
    copy.pixels = mirrored
    return copy
  }
}
