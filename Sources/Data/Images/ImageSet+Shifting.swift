extension ImageSet {
  /// The same images moved by so many pixels down and to the right (negative: up and to the left). What comes in at the
  /// border is the image reflected, the border pixel itself not repeated.
  public func shifted(by pixels: Int) -> ImageSet {
    var moved = self.pixels
    let source = self.pixels.span
    let rows = (0..<height).map { MirroredBorder.position($0 - pixels, height) }
    let columns = (0..<width).map { MirroredBorder.position($0 - pixels, width) }
    for image in 0..<count {
      for (row, from) in rows.enumerated() {
        let (target, line) = ((image * height + row) * width * 3, (image * height + from) * width * 3)
        for (column, origin) in columns.enumerated() {
          for channel in 0..<3 { moved[target + column * 3 + channel] = source[line + origin * 3 + channel] }
        }
      }
    }
    var copy = self
    copy.pixels = moved
    return copy
  }
}
