import Images
import TestSupport
import Testing

@Suite struct ImageSetShiftingTests {
  /// Pixel (h, w) comes from (h - n, w - n), reflected at the border without repeating it.
  @Test(arguments: [-2, -1, 0, 1, 3]) func pixelsComeFromWhereTheyWere(_ shift: Int) {
    let set = ImageSetBuilder.random(labels: [0, 1], height: 5, width: 7)
    let moved = set.shifted(by: shift)
    func reflected(_ place: Int, _ count: Int) -> Int {
      place < 0 ? -place : place >= count ? 2 * (count - 1) - place : place
    }
    for image in 0..<2 {
      for h in 0..<5 {
        for w in 0..<7 {
          let from = (image * 5 + reflected(h - shift, 5)) * 7 + reflected(w - shift, 7)
          let at = (image * 5 + h) * 7 + w
          #expect(moved.pixels[at * 3..<at * 3 + 3] == set.pixels[from * 3..<from * 3 + 3])
        }
      }
    }
    #expect(moved.labels == set.labels)
  }

  @Test func onePixelStays() {
    let set = ImageSetBuilder.random(labels: [0], height: 1, width: 1)
    #expect(set.shifted(by: 5).pixels == set.pixels)
  }
}
