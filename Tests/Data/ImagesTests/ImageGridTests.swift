import Images
import Testing

@Suite struct ImageGridTests {
  static let red = Image.Colour(red: 255, green: 0, blue: 0)

  @Test func `images stand in reading order between gaps`() throws {
    let images = [
      pattern(3, 2), pattern(3, 2).turnedUpright(from: .mirrored), Image(width: 3, height: 2, colour: .black),
    ]
    let grid = try ImageGrid(columns: 2, scale: 2, gap: 1, background: Self.red).render(images)
    #expect(grid.width == 1 + 2 * (3 * 2 + 1) && grid.height == 1 + 2 * (2 * 2 + 1))
    for (index, image) in images.enumerated() {
      let (x, y) = (1 + index % 2 * 7, 1 + index / 2 * 5)
      #expect(grid.cropped(x: x, y: y, width: 6, height: 4) == image.magnified(2))
    }
    #expect((0..<grid.width).allSatisfy { grid[$0, 0] == Self.red && grid[$0, 5] == Self.red })
    #expect((0..<grid.height).allSatisfy { grid[0, $0] == Self.red && grid[7, $0] == Self.red })
    // The last cell is empty.
    #expect(grid.cropped(x: 8, y: 6, width: 6, height: 4) == Image(width: 6, height: 4, colour: Self.red))
  }

  @Test func `smaller images stand in the middle of their cell`() throws {
    let images = [pattern(4, 4), pattern(2, 2)]
    let grid = try ImageGrid(columns: 2, gap: 0, background: Self.red).render(images)
    #expect(grid.width == 8 && grid.height == 4)
    #expect(grid.cropped(x: 5, y: 1, width: 2, height: 2) == images[1])
    #expect(grid[4, 0] == Self.red)
  }

  @Test func `fewer images than columns take no room for the rest`() throws {
    let grid = try ImageGrid(columns: .max, gap: 3).render([pattern(4, 4)])
    #expect(grid.width == 10 && grid.height == 10)
  }

  @Test(arguments: [(1_000_000, 0), (.max, 0), (1, .max), (1, 40_000), (1 << 40, 1 << 40)])
  func `a grid beyond the limit is refused`(_ scale: Int, _ gap: Int) {
    #expect(
      throws: ImageFailure.gridTooLarge(
        columns: 1, rows: 1, cellWidth: 4, cellHeight: 4, limit: DecodingLimits.default.pixels)
    ) { try ImageGrid(columns: 1, scale: scale, gap: gap).render([pattern(4, 4)]) }
  }
}
