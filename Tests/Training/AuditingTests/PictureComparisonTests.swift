import Auditing
import Testing

@Suite struct PictureComparisonTests {
  static func plane(_ values: [Float]) -> PictureComparison.Plane { .init(values, height: 32, width: 32) }
  static let pictures = OrientationHistogramTests.planes

  @Test func aPictureIsItselfWhateverItsContrast() {
    for picture in Self.pictures {
      let same = PictureComparison.compare(Self.plane(picture), Self.plane(picture.map { 0.5 * $0 + 60 }))
      #expect(same.gradient > 0.999 && same.luminance > 0.999 && same.isSamePicture)
    }
  }

  @Test(arguments: [(3, -3), (-2, 0), (0, 1)]) func shiftsAreUndone(_ dx: Int, _ dy: Int) {
    for image in Planting.pictures(5) {
      let moved = image.moved(dx: dx, dy: dy)
      let (one, two) = (image, moved)
      let similarity = PictureComparison.compare(
        Self.plane(Luminance.plane(one.pixels.span, image: 0, height: 32, width: 32)),
        Self.plane(Luminance.plane(two.pixels.span, image: 0, height: 32, width: 32)))
      #expect(similarity.gradient > 0.95 && similarity.luminance > 0.98)
    }
  }

  @Test func differentPicturesDiffer() {
    for (one, two) in zip(Self.pictures, Self.pictures.dropFirst()) {
      #expect(!PictureComparison.compare(Self.plane(one), Self.plane(two)).isSamePicture)
    }
  }

  @Test func aNegativeIsAnotherPicture() {
    let similarity = PictureComparison.compare(
      Self.plane(Self.pictures[0]), Self.plane(Self.pictures[0].map { 255 - $0 }))
    #expect(similarity.gradient < 0.5 && !similarity.isSamePicture)
  }

  /// A white frame has the strongest edges of all, and says nothing about what it holds.
  @Test func aCommonFrameDoesNotMakePicturesAlike() {
    func framed(_ picture: [Float]) -> [Float] {
      picture.enumerated().map { index, value in
        let (y, x) = (index / 32, index % 32)
        return min(y, x, 31 - y, 31 - x) < 3 ? 255 : 40 + 0.2 * value
      }
    }
    let similarity = PictureComparison.compare(
      Self.plane(framed(Self.pictures[0])), Self.plane(framed(Self.pictures[1])))
    #expect(similarity.gradient > 0.8 && similarity.luminance > 0.9)
    #expect(similarity.middle < 0.5 && !similarity.isSamePicture)
  }

  @Test func nothingIsLikeNothing() {
    let flat = Self.plane([Float](repeating: 9, count: 1024))
    let similarity = PictureComparison.compare(flat, flat)
    #expect(similarity.gradient == 0 && similarity.luminance == 0)
  }
}
