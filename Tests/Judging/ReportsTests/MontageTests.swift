import Images
import Reports
import Testing

@Suite struct MontageTests {
  private func mistake(_ picture: Image?, heatMap: Image? = nil) -> PicturedMistake {
    SampleReport.mistake("n", picture: picture, heatMap: heatMap)
  }

  @Test func picturesStandInTheirOrder() throws {
    let (red, blue) = (Image.Colour(red: 200, green: 0, blue: 0), Image.Colour(red: 0, green: 0, blue: 200))
    let montage = try #require(
      try Montage(columns: 2, side: 64).image([
        mistake(Image(width: 32, height: 32, colour: red)), mistake(nil),
        mistake(Image(width: 200, height: 100, colour: blue)),
      ]))
    #expect(montage.width == 2 * 64 + 3 * 4 && montage.height == 64 + 2 * 4)
    #expect(montage[36, 36] == red && montage[104, 36] == blue)
    // The flat one stands in the middle of its cell.
    #expect(montage[104, 10] == .white)
  }

  @Test func heatMapsStandBelowTheirPictures() throws {
    let (red, blue) = (Image.Colour(red: 200, green: 0, blue: 0), Image.Colour(red: 0, green: 0, blue: 200))
    let picture = Image(width: 8, height: 8, colour: red)
    let heatMap = Image(width: 8, height: 8, colour: blue)
    let montage = try #require(
      try Montage(columns: 2, side: 8).image([
        mistake(picture, heatMap: heatMap), mistake(picture, heatMap: heatMap), mistake(picture, heatMap: heatMap),
      ]))
    // Two rows of pictures, each followed by a row of heat maps; the last places are empty.
    #expect(montage.width == 2 * 8 + 3 * 4 && montage.height == 4 * 8 + 5 * 4)
    let found = (0..<4).map { row in (0..<2).map { montage[8 + $0 * 12, 8 + row * 12] } }
    #expect(found == [[red, red], [blue, blue], [red, .white], [blue, .white]])
  }

  @Test func withoutPicturesThereIsNone() throws {
    #expect(try Montage().image([]) == nil)
    #expect(try Montage().image([mistake(nil)]) == nil)
  }
}
