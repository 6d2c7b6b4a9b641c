import Images
import Support

/// The pictures of mistakes side by side as one image, in the order of the table of mistakes; below each picture stands
/// its heat map, where there are any, and then its name, its label and the answer.
package struct Montage: Sendable {
  private let columns: Int
  private let side: Int

  /// Traps if a number is not positive.
  /// - Parameter side: of a cell in pixels; pictures are magnified by a whole number or scaled down to it.
  package init(columns: Int = 8, side: Int = 128) {
    precondition(columns > 0 && side > 0, "\(columns) columns of \(side) pixels")
    (self.columns, self.side) = (columns, side)
  }

  /// `nil` when no mistake has a picture.
  /// - Throws: more pixels than images may have.
  package func image(_ mistakes: [PicturedMistake]) throws(ImageFailure) -> Image? {
    let cells = mistakes.compactMap { entry -> CaptionedGrid.Cell? in
      guard let picture = entry.picture else { return nil }
      let mistake = entry.mistake
      return CaptionedGrid.Cell(
        [picture] + (entry.heatMap.map { [$0] } ?? []),
        lines: [
          DisplayText.printable(mistake.name), "label  \(DisplayText.printable(mistake.trueClass))",
          "answer \(DisplayText.printable(mistake.predictedClass))",
          "\(Figures.percent(mistake.confidence)) sure",
        ])
    }
    guard !cells.isEmpty else { return nil }
    let columns = min(columns, cells.count)
    return try CaptionedGrid(columns: columns, side: side).render([.init(cells: cells, columns: columns)])
  }
}
