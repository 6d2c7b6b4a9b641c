import Images
import Reports
import Testing

@Suite struct MontageTests {
  private func mistake(_ picture: Image?, heatMap: Image? = nil) -> PicturedMistake {
    PicturedMistake(name: "n", trueClass: "a", predictedClass: "b", confidence: 0.9, picture: picture, heatMap: heatMap)
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

  @Test func aHeatMapStandsBesideItsPicture() throws {
    let picture = Image(width: 8, height: 8, colour: .black)
    let montage = try #require(try Montage(columns: 8, side: 8).image([mistake(picture, heatMap: picture)]))
    #expect(montage.width == 2 * 8 + 3 * 4)
  }

  @Test func withoutPicturesThereIsNone() throws {
    #expect(try Montage().image([]) == nil)
    #expect(try Montage().image([mistake(nil)]) == nil)
  }
}
