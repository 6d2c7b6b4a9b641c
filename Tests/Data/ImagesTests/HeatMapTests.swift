import Images
import Testing

@Suite struct HeatMapTests {
  private let picture = Image(width: 32, height: 32, colour: .init(red: 90, green: 90, blue: 90))

  private func lightness(_ colour: Image.Colour) -> Int { Int(colour.red) + Int(colour.green) + Int(colour.blue) }

  @Test func whereTheEvidenceLiesThePictureShines() {
    var values = [Float](repeating: -1, count: 64)
    values[1 * 8 + 6] = 5
    values[6 * 8 + 1] = 2.5
    let shown = HeatMap(height: 8, width: 8, values: values).over(picture, side: 64)
    #expect(shown.width == 64 && shown.height == 64)
    let (most, half, none) = (shown[52, 12], shown[12, 52], shown[12, 12])
    #expect(lightness(most) > lightness(half) && lightness(half) > lightness(none))
  }

  @Test func thePictureStaysVisible() {
    var striped = picture
    striped.pixels = striped.pixels.enumerated().map { $0.offset / 3 % 32 < 16 ? 20 : 230 }
    let shown = HeatMap(height: 1, width: 1, values: [1]).over(striped)
    #expect(lightness(shown[90, 5]) > lightness(shown[3, 5]) + 100)
  }

  /// Nothing speaks for the answer, or the network's numbers are none: the picture is dark all over.
  @Test(arguments: [[-3, -3, -3, -3], [0, 0, 0, 0], [.nan, .infinity, -.infinity, 0]] as [[Float]])
  func withoutEvidenceNothingShines(values: [Float]) {
    let shown = HeatMap(height: 2, width: 2, values: values).over(picture)
    #expect(Set((0..<96).map { lightness(shown[$0, $0]) }).count <= 2)
  }

  @Test func largePicturesKeepTheirSize() {
    let large = Image(width: 100, height: 40, colour: .white)
    let shown = HeatMap(height: 4, width: 4, values: [Float](repeating: 1, count: 16)).over(large)
    #expect(shown.width == 100 && shown.height == 40)
  }
}
