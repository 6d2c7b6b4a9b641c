import Images
import Testing

struct CaptionedGridTests {
  private let red = Image.Colour(red: 200, green: 0, blue: 0)
  private func cell(_ lines: String...) -> CaptionedGrid.Cell {
    .init([Image(width: 8, height: 8, colour: red)], lines: lines)
  }

  @Test func rowsStandBelowHeadings() throws {
    let picture = try CaptionedGrid(columns: 2, side: 16).render([
      .init("first", rows: [[cell("a", "b")]]), .init(rows: [[cell("c"), cell("d")], [cell()]]),
    ])
    // A heading of 18; rows of 16 + gap + lines of 10 + gap.
    #expect(picture.width == 2 * 20 + 4 && picture.height == 4 + 18 + 44 + 34 + 24)
    #expect(picture[10, 30] == red && picture[30, 30] == .white)
    #expect(picture[10, 75] == red && picture[30, 75] == red)
    #expect((0..<18).contains { y in (0..<44).contains { picture[$0, 4 + y] == .black } })
  }

  @Test func moreThanAPictureHoldsIsRefused() {
    let row = [cell()]
    #expect(throws: ImageFailure.self) {
      try CaptionedGrid(columns: 1, side: 100_000).render([.init(rows: [row])])
    }
  }
}
