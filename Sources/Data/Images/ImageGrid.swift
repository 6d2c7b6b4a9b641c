/// Lays images out in rows and columns: the overview picture of a data set.
package struct ImageGrid: Sendable {
  /// Images in a row.
  package let columns: Int
  /// Each pixel becomes a square of this many pixels a side, so that 32x32 images can be made out on a screen.
  package let scale: Int
  /// Pixels between images and around the whole.
  package let gap: Int
  package let background: Image.Colour

  /// Traps if `columns` or `scale` is not positive or `gap` is negative.
  package init(columns: Int, scale: Int = 1, gap: Int = 2, background: Image.Colour = .white) {
    precondition(columns > 0 && scale > 0 && gap >= 0, "\(columns) columns, scale \(scale), gap \(gap)")
    (self.columns, self.scale, self.gap, self.background) = (columns, scale, gap, background)
  }

  /// The images in reading order. All cells are as large as the largest image; smaller ones stand in the middle.
  ///
  /// Traps if there are no images.
  /// - Throws: `ImageFailure.gridTooLarge` beyond the pixels of `DecodingLimits.default`.
  package func render(_ images: [Image]) throws(ImageFailure) -> Image {
    precondition(!images.isEmpty, "a grid of no images")
    let cellWidth = images.reduce(0) { max($0, $1.width) }
    let cellHeight = images.reduce(0) { max($0, $1.height) }
    let shownColumns = min(columns, images.count)
    let rows = (images.count - 1) / columns + 1
    let limits = DecodingLimits.default
    guard let width = side(cells: shownColumns, cell: cellWidth), let height = side(cells: rows, cell: cellHeight),
      limits.allow(width: width, height: height)
    else {
      throw .gridTooLarge(
        columns: shownColumns, rows: rows, cellWidth: cellWidth, cellHeight: cellHeight, limit: limits.pixels)
    }
    var canvas = Image(width: width, height: height, colour: background)
    for (index, image) in images.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      let x = gap + column * (cellWidth * scale + gap) + (cellWidth - image.width) * scale / 2
      let y = gap + row * (cellHeight * scale + gap) + (cellHeight - image.height) * scale / 2
      canvas.paste(image.magnified(scale), x: x, y: y)
    }
    return canvas
  }

  /// Length of a side in pixels, or `nil` when it is no `Int`.
  private func side(cells: Int, cell: Int) -> Int? {
    let (scaled, first) = cell.multipliedReportingOverflow(by: scale)
    let (pitch, second) = scaled.addingReportingOverflow(gap)
    let (all, third) = pitch.multipliedReportingOverflow(by: cells)
    let (whole, fourth) = all.addingReportingOverflow(gap)
    return first || second || third || fourth ? nil : whole
  }
}

extension Image {
  /// Each pixel repeated `scale` times in both directions, without smoothing. Traps if `scale` is not positive.
  public func magnified(_ scale: Int) -> Image {
    precondition(scale > 0, "magnified \(scale) times")
    if scale == 1 { return self }
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count * scale * scale)
    for row in 0..<height {
      let start = result.count
      for first in stride(from: row * width * 3, to: (row + 1) * width * 3, by: 3) {
        for _ in 0..<scale { result += pixels[first..<first + 3] }
      }
      let line = Array(result[start...])
      for _ in 1..<scale { result += line }
    }
    return Image(width: width * scale, height: height * scale, pixels: result)
  }
}
