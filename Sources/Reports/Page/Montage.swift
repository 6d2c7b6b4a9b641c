import Images

/// The pictures of mistakes side by side as one image, in the order of the table of mistakes.
public struct Montage: Sendable {
  public var columns: Int
  /// Length of a cell's side in pixels; pictures are magnified by a whole number or scaled down to it.
  public var side: Int

  /// Traps if a number is not positive.
  public init(columns: Int = 8, side: Int = 96) {
    precondition(columns > 0 && side > 0, "\(columns) columns of \(side) pixels")
    (self.columns, self.side) = (columns, side)
  }

  /// `nil` when no mistake has a picture. A mistake with a heat map takes two cells.
  /// - Throws: more pixels than images may have.
  public func image(_ mistakes: [PicturedMistake]) throws(ImageFailure) -> Image? {
    let pictures = mistakes.flatMap { [$0.picture, $0.heatMap].compactMap { $0 } }.map(fitted)
    guard !pictures.isEmpty else { return nil }
    return try ImageGrid(columns: columns, gap: 4).render(pictures)
  }

  private func fitted(_ image: Image) -> Image {
    let longest = max(image.width, image.height)
    if longest <= side { return image.magnified(side / longest) }
    return image.resized(width: max(1, image.width * side / longest), height: max(1, image.height * side / longest))
  }
}
