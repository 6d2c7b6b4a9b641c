/// Pictures in rows with lines of text below each: what a finding is can be read off the picture alone.
package struct CaptionedGrid: Sendable {
  package struct Cell: Sendable {
    /// One below the other.
    package var pictures: [Image]
    /// Below the pictures. Those too long for the cell lose their end, the first one its beginning: it is the name of a
    /// file, whose end tells more.
    package var lines: [String]

    package init(_ pictures: [Image], lines: [String]) { (self.pictures, self.lines) = (pictures, lines) }
  }

  /// Rows under a heading; an empty heading takes no room.
  package struct Section: Sendable {
    package var heading: String
    package var rows: [[Cell]]

    package init(_ heading: String = "", rows: [[Cell]]) { (self.heading, self.rows) = (heading, rows) }

    /// The cells dealt into rows.
    package init(_ heading: String = "", cells: [Cell], columns: Int) {
      self.init(
        heading,
        rows: stride(from: 0, to: cells.count, by: columns).map { Array(cells[$0..<min($0 + columns, cells.count)]) })
    }
  }

  /// Cells of the longest row.
  private let columns: Int
  /// Of the square that a picture is fitted into, in pixels.
  package let side: Int
  package static let gap = 4
  private static let headingHeight = 18

  /// Traps if a number is not positive.
  package init(columns: Int, side: Int) {
    precondition(columns > 0 && side > 0, "\(columns) columns of \(side) pixels")
    (self.columns, self.side) = (columns, side)
  }

  /// Traps without sections, or with a row of more cells than columns.
  /// - Throws: `ImageFailure.gridTooLarge` beyond the pixels of `DecodingLimits.default`.
  package func render(_ sections: [Section]) throws(ImageFailure) -> Image {
    precondition(!sections.isEmpty && sections.allSatisfy { $0.rows.allSatisfy { $0.count <= columns } })
    let width = columns * (side + Self.gap) + Self.gap
    let rows = sections.flatMap(\.rows)
    let headings = sections.count { !$0.heading.isEmpty } * Self.headingHeight
    let height = rows.reduce(Self.gap + headings) { $0 + self.height($1) }
    guard DecodingLimits.default.allow(width: width, height: height) else {
      throw .gridTooLarge(
        columns: columns, rows: rows.count, cellWidth: side, cellHeight: rows.map(self.height).max() ?? side,
        limit: DecodingLimits.default.pixels)
    }
    var canvas = Image(width: width, height: height, colour: .white)
    var top = Self.gap
    for section in sections {
      if !section.heading.isEmpty {
        let text = PixelText.fitted(section.heading, width: width - 2 * Self.gap)
        PixelText.draw(text, on: &canvas, x: Self.gap, y: top + 4)
        top += Self.headingHeight
      }
      for row in section.rows {
        for (column, cell) in row.enumerated() {
          draw(cell, on: &canvas, x: Self.gap + column * (side + Self.gap), y: top)
        }
        top += self.height(row)
      }
    }
    return canvas
  }

  /// Of a row with the gap below it.
  private func height(_ row: [Cell]) -> Int {
    row.reduce(0) {
      max($0, $1.pictures.count * (side + Self.gap) + $1.lines.count * PixelText.lineHeight + Self.gap)
    }
  }

  private func draw(_ cell: Cell, on canvas: inout Image, x: Int, y: Int) {
    var top = y
    for picture in cell.pictures {
      let picture = fitted(picture)
      canvas.paste(picture, x: x + (side - picture.width) / 2, y: top + (side - picture.height) / 2)
      top += side + Self.gap
    }
    for (place, line) in cell.lines.enumerated() {
      PixelText.draw(PixelText.fitted(line, width: side, keepingEnd: place == 0), on: &canvas, x: x, y: top)
      top += PixelText.lineHeight
    }
  }

  /// Magnified by a whole number, or scaled down.
  private func fitted(_ image: Image) -> Image {
    let longest = max(image.width, image.height)
    if longest <= side { return image.magnified(side / longest) }
    return image.resized(width: max(1, image.width * side / longest), height: max(1, image.height * side / longest))
  }
}
