import Evaluation
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
    #expect(montage.width == 2 * 64 + 3 * 4 && montage.height == 64 + 3 * 4 + 40)
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
    // Two rows of pictures, each with its heat map and four lines of text below; the last place is empty.
    #expect(montage.width == 2 * 8 + 3 * 4 && montage.height == 2 * (2 * 12 + 44) + 4)
    let found = [8, 20, 76, 88].map { y in (0..<2).map { montage[8 + $0 * 12, y] } }
    #expect(found == [[red, red], [blue, blue], [red, .white], [blue, .white]])
  }

  /// Name, label and answer stand below the picture.
  @Test func everyPictureHasACaption() throws {
    func caption(_ name: String, _ answer: String) throws -> [Bool] {
      let mistake = Mistake(
        index: 0, name: name, trueClass: "car", predictedClass: answer, confidence: 0.9, trueProbability: 0.1)
      let picture = Image(width: 128, height: 128, colour: .white)
      let montage = try #require(try Montage().image([PicturedMistake(mistake, picture: picture)]))
      return (0..<40).map { row in (0..<montage.width).contains { montage[$0, 4 + 132 + row] == .black } }
    }
    let dark = try caption("car/1.png", "bus")
    #expect((0..<4).allSatisfy { line in dark[line * 10..<line * 10 + 7].contains(true) && !dark[line * 10 + 9] })
    // Whatever the name is.
    _ = try caption(String(repeating: "自転車 é", count: 40), "\u{1B}")
  }

  @Test func withoutPicturesThereIsNone() throws {
    #expect(try Montage().image([]) == nil)
    #expect(try Montage().image([mistake(nil)]) == nil)
  }
}
