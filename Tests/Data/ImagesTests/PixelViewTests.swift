import Images
import Testing

@Suite struct PixelViewTests {
  /// A shifted view shows (h - n, w - n) at (h, w), reflected at the border without repeating it.
  @Test(arguments: [-2, -1, 0, 1, 3]) func placesComeFromWhereTheyWere(_ shift: Int) {
    func reflected(_ place: Int, _ count: Int) -> Int {
      place < 0 ? -place : place >= count ? 2 * (count - 1) - place : place
    }
    let (plain, mirrored) = (PixelView(shift: shift), PixelView(shift: shift, isMirrored: true))
    #expect(plain.rows(5) == (0..<5).map { reflected($0 - shift, 5) })
    #expect(plain.columns(7) == (0..<7).map { reflected($0 - shift, 7) })
    #expect(mirrored.rows(5) == plain.rows(5))
    #expect(mirrored.columns(7) == Array(plain.columns(7).reversed()))
  }

  @Test func onePixelStays() { #expect(PixelView(shift: 5).rows(1) == [0]) }
}
