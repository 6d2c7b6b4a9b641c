import Images

/// The pictures of mistakes side by side as one image, in the order of the table of mistakes; below each row of
/// pictures stands the row of their heat maps, where there are any.
package struct Montage: Sendable {
  package var columns: Int
  /// Length of a cell's side in pixels; pictures are magnified by a whole number or scaled down to it.
  package var side: Int

  /// Traps if a number is not positive.
  package init(columns: Int = 8, side: Int = 96) {
    precondition(columns > 0 && side > 0, "\(columns) columns of \(side) pixels")
    (self.columns, self.side) = (columns, side)
  }

  /// `nil` when no mistake has a picture.
  /// - Throws: more pixels than images may have.
  package func image(_ mistakes: [PicturedMistake]) throws(ImageFailure) -> Image? {
    let shown = mistakes.filter { $0.picture != nil }
    guard !shown.isEmpty else { return nil }
    let columns = min(columns, shown.count)
    let hasHeatMaps = shown.contains { $0.heatMap != nil }
    let blank = Image(width: 1, height: 1, colour: .white)
    var cells: [Image] = []
    for first in stride(from: 0, to: shown.count, by: columns) {
      let row = shown[first..<min(first + columns, shown.count)]
      let padding = [Image](repeating: blank, count: columns - row.count)
      cells += row.compactMap(\.picture).map(fitted) + (hasHeatMaps ? padding : [])
      if hasHeatMaps { cells += row.map { $0.heatMap.map(fitted) ?? blank } + padding }
    }
    return try ImageGrid(columns: columns, gap: 4).render(cells)
  }

  private func fitted(_ image: Image) -> Image {
    let longest = max(image.width, image.height)
    if longest <= side { return image.magnified(side / longest) }
    return image.resized(width: max(1, image.width * side / longest), height: max(1, image.height * side / longest))
  }
}
