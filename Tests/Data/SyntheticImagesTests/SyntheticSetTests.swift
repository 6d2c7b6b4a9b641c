import Images
import SyntheticImages
import TestSupport
import Testing

@Suite struct SyntheticSetTests {
  /// Recorded from this program. A change here changes every figure that was measured on synthetic images, and the
  /// sample under data/.
  @Test(arguments: [
    (SyntheticSet.vehicles, Split.train, UInt64(0), UInt64(16_284_544_853_693_383_325)),
    (.vehicles, .test, 0, 5_172_478_590_956_215_520),
    (.shapes, .train, 0, 2_463_935_795_793_310_318),
    (.shapes, .test, 7, 23_380_838_758_182_568),
  ])
  func drawsTheRecordedBits(_ set: SyntheticSet, _ split: Split, _ seed: UInt64, _ recorded: UInt64) {
    let images = set.images(split: split, count: 60, seed: seed)
    #expect(Fingerprint.of(images.pixels) == recorded)
  }

  @Test(arguments: SyntheticSet.allCases)
  func anImageDoesNotDependOnHowManyAreDrawn(_ set: SyntheticSet) {
    let many = set.images(split: .train, count: 101, seed: 3)
    let few = set.images(split: .train, count: 35, seed: 3)
    #expect(Array(many.pixels.prefix(few.pixels.count)) == few.pixels)
    #expect(set.images(split: .train, count: 101, seed: 3).pixels == many.pixels)
  }

  @Test(arguments: SyntheticSet.allCases)
  func classesTakeTurns(_ set: SyntheticSet) {
    let classes = set.classNames.count
    let images = set.images(split: .test, count: classes * 4 + 1, seed: 0)
    #expect(images.labels == (0...classes * 4).map { $0 % classes })
    #expect((images.height, images.width) == (32, 32))
    #expect(images.classNames == set.classNames)
    #expect(set.defaultCount(.train) == 500 * classes)
    #expect(set.defaultCount(.test) == 100 * classes)
  }

  @Test func hasTheClassesPromised() {
    #expect(SyntheticSet.vehicles.classNames == ["bicycle", "motorcycle"])
    #expect(SyntheticSet.shapes.classNames == ["circle", "square", "triangle", "star", "cross", "heart"])
  }

  @Test(arguments: SyntheticSet.allCases)
  func alwaysSaysThatItIsSynthetic(_ set: SyntheticSet) {
    for split in Split.allCases {
      let provenance = set.images(split: split, count: 1, seed: 9).provenance
      #expect(provenance.isSynthetic)
      #expect(provenance.summary == "synthetic \(set.rawValue) drawn by this program, \(split.rawValue) split, seed 9")
    }
  }

  @Test(arguments: SyntheticSet.allCases)
  func noImageIsDrawnTwice(_ set: SyntheticSet) {
    var seen = Set<[UInt8]>()
    for (split, seed) in [(Split.train, UInt64(0)), (.test, 0), (.validation, 0), (.train, 1)] {
      let images = set.images(split: split, count: 60, seed: seed)
      for start in stride(from: 0, to: images.pixels.count, by: images.bytesPerImage) {
        seen.insert(Array(images.pixels[start..<start + images.bytesPerImage]))
      }
    }
    #expect(seen.count == 240)
  }

  /// An object, a background and noise: no picture is flat, and few are nearly so.
  @Test(arguments: SyntheticSet.allCases)
  func picturesHaveContent(_ set: SyntheticSet) {
    let images = set.images(split: .train, count: 300, seed: 5)
    let deviations = (0..<images.count).map {
      ChannelStatistics(of: images, indices: [$0]).deviation.reduce(0, +) / 3
    }
    #expect(deviations.allSatisfy { $0 > 0.015 })
    #expect(deviations.sorted()[150] > 0.1)
  }

  @Test func noImagesAtAll() { #expect(SyntheticSet.shapes.images(split: .train, count: 0, seed: 0).count == 0) }
}
