import Images
import Datasets
import Foundation
import Support
import TestSupport
import Testing

@Suite struct AugmentationTests {
  private static func settings(_ change: (inout Augmentation) -> Void) -> Augmentation {
    var augmentation = Augmentation()
    change(&augmentation)
    return augmentation
  }
  private static func writer(_ set: ImageSet, _ augmentation: Augmentation?, seed: UInt64 = 1) -> ImageWriter {
    ImageWriter(
      height: set.height, width: set.width, augmentation: augmentation, statistics: ChannelStatistics(of: set),
      seed: seed)
  }
  private static func write(_ set: ImageSet, _ writer: ImageWriter, image: Int, epoch: Int) -> [Float] {
    var result = [Float](repeating: .nan, count: set.bytesPerImage)
    var span = result.mutableSpan
    writer.write(set.pixels.span, image: image, epoch: epoch, into: &span, slot: 0)
    return result
  }

  /// The definition, step by step: jitter, normalise, pad, crop, mirror, cut out.
  private static func reference(
    _ set: ImageSet, _ augmentation: Augmentation, _ draw: ImageWriter.Draw, image: Int
  ) -> [Float] {
    let statistics = ChannelStatistics(of: set)
    let (height, width, padding) = (set.height, set.width, augmentation.padding)
    func mirror(_ position: Int, _ count: Int) -> Int {
      var position = position
      while position < 0 || position >= count {
        if position < 0 { position = -position }
        if position >= count { position = 2 * (count - 1) - position }
      }
      return position
    }
    func normalised(_ y: Int, _ x: Int, _ channel: Int) -> Float {
      let isOutside = y < 0 || y >= height || x < 0 || x >= width
      if isOutside && augmentation.paddingMode == .zero { return 0 }
      let position = (image * height + mirror(y, height)) * width + mirror(x, width)
      let (mean, deviation) = (statistics.mean[channel], statistics.deviation[channel])
      var level = Double(set.pixels[position * 3 + channel]) / 255
      if augmentation.brightness > 0 || augmentation.contrast > 0 {
        level = (level - mean) * Double(draw.contrast) + mean + Double(draw.brightness)
        level = min(max(level, 0), 1)
      }
      return Float((level - mean) / deviation)
    }
    let padded = (-padding..<height + padding).map { y in
      (-padding..<width + padding).map { x in (0..<3).map { normalised(y, x, $0) } }
    }
    var result = padded[(padding + draw.top)...].prefix(height).map { row in
      Array(row[(padding + draw.left)...].prefix(width))
    }
    if draw.isMirrored { result = result.map { $0.reversed() } }
    if let middle = draw.cutout {
      for y in 0..<height {
        for x in 0..<width {
          let (down, right) = (y - middle.y + augmentation.cutout / 2, x - middle.x + augmentation.cutout / 2)
          if 0..<augmentation.cutout ~= down && 0..<augmentation.cutout ~= right { result[y][x] = [0, 0, 0] }
        }
      }
    }
    return result.joined().flatMap { $0 }
  }

  private static let cases: [(String, Augmentation)] = [
    ("defaults", Augmentation()),
    ("zero padding", settings { $0.paddingMode = .zero }),
    ("zero padding by the whole side", settings { ($0.padding, $0.paddingMode, $0.flip) = (5, .zero, .none) }),
    ("reflection by the whole side", settings { ($0.padding, $0.flip) = (5, .alternating) }),
    ("flip alone", settings { $0.padding = 0 }),
    ("cutout", settings { ($0.padding, $0.flip, $0.cutout) = (0, .none, 3) }),
    ("even cutout", settings { $0.cutout = 4 }),
    ("jitter", settings { ($0.brightness, $0.contrast) = (0.2, 0.4) }),
    (
      "everything",
      settings {
        ($0.padding, $0.paddingMode, $0.flip, $0.cutout, $0.brightness, $0.contrast) = (
          3, .zero, .alternating, 5, 0.1, 0.9
        )
      }
    ),
  ]

  @Test(arguments: cases)
  func agreesWithTheDefinition(_ name: String, _ augmentation: Augmentation) {
    for (height, width) in [(5, 7), (8, 5)] {
      let set = ImageSetBuilder.random(labels: [0, 1, 2, 0], height: height, width: width)
      let writer = Self.writer(set, augmentation)
      for epoch in 0..<12 {
        for image in 0..<4 {
          let draw = writer.draw(epoch: epoch, image: image)
          let expected = Self.reference(set, augmentation, draw, image: image)
          #expect(Self.write(set, writer, image: image, epoch: epoch) == expected, "\(name), \(draw)")
        }
      }
    }
  }

  @Test func onePixelImagesWork() {
    let set = ImageSetBuilder.random(labels: [0, 1], height: 1, width: 1)
    let writer = Self.writer(set, Self.settings { ($0.padding, $0.flip) = (1, .random) })
    let plain = Self.write(set, Self.writer(set, nil), image: 1, epoch: 0)
    for epoch in 0..<8 { #expect(Self.write(set, writer, image: 1, epoch: epoch) == plain) }
  }

  @Test func withoutAugmentationOnlyNormalises() {
    let set = ImageSetBuilder.random(labels: [0, 1])
    let writer = Self.writer(set, nil)
    let off = Self.settings { ($0.padding, $0.flip) = (0, .none) }
    #expect(writer.draw(epoch: 3, image: 1) == ImageWriter.Draw())
    #expect(Self.write(set, writer, image: 1, epoch: 3) == Self.reference(set, off, .init(), image: 1))
  }

  @Test func drawsCoverTheirRangesEvenly() {
    let set = ImageSetBuilder.random(labels: [0], height: 32, width: 32)
    let writer = Self.writer(set, Self.settings { ($0.cutout, $0.brightness, $0.contrast) = (8, 0.2, 0.3) })
    let draws = (0..<9000).map { writer.draw(epoch: $0 % 3, image: $0) }
    for offsets in [draws.map(\.top), draws.map(\.left)] {
      for offset in -4...4 { #expect(abs(offsets.count { $0 == offset } - 1000) < 150) }
      #expect(offsets.allSatisfy { -4...4 ~= $0 })
    }
    #expect(abs(draws.count(where: \.isMirrored) - 4500) < 250)
    let middles = draws.compactMap(\.cutout)
    #expect(middles.count == 9000)
    #expect(Set(middles.map(\.x)) == Set(0..<32) && Set(middles.map(\.y)) == Set(0..<32))
    #expect(draws.allSatisfy { abs($0.brightness) <= 0.2 && abs($0.contrast - 1) <= 0.3 })
    #expect(draws.contains { $0.brightness < -0.15 } && draws.contains { $0.contrast > 1.25 })
  }

  @Test func alternatingFlipShowsBothSidesInTurn() {
    let set = ImageSetBuilder.random(labels: [0])
    let writer = Self.writer(set, Self.settings { $0.flip = .alternating })
    let first = (0..<1000).map { writer.draw(epoch: 0, image: $0).isMirrored }
    #expect(abs(first.count { $0 } - 500) < 80)
    for epoch in 1..<6 {
      let now = (0..<1000).map { writer.draw(epoch: epoch, image: $0).isMirrored }
      #expect(now == first.map { $0 != !epoch.isMultiple(of: 2) })
    }
  }

  @Test func seedEpochAndImageDecide() {
    let set = ImageSetBuilder.random(labels: [0])
    let draw = Self.writer(set, Augmentation()).draw(epoch: 2, image: 40)
    #expect(Self.writer(set, Augmentation()).draw(epoch: 2, image: 40) == draw)
    let others = [(UInt64(1), 3, 40), (1, 2, 41), (2, 2, 40)].map {
      Self.writer(set, Augmentation(), seed: $0.0).draw(epoch: $0.1, image: $0.2)
    }
    #expect(others.allSatisfy { $0 != draw })
  }

  @Test func switchingOnCutoutLeavesTheRestAlone() {
    let set = ImageSetBuilder.random(labels: [0])
    var draw = Self.writer(set, Self.settings { $0.cutout = 2 }).draw(epoch: 0, image: 5)
    draw.cutout = nil
    #expect(draw == Self.writer(set, Augmentation()).draw(epoch: 0, image: 5))
  }

  /// What a file leaves out is completed before it is decoded; see `JSONValue.completed`.
  @Test func settingsSurviveJSON() throws {
    let settings = Self.settings { ($0.padding, $0.paddingMode, $0.flip, $0.cutout) = (2, .zero, .alternating, 8) }
    let decoder = JSONDecoder()
    #expect(try decoder.decode(Augmentation.self, from: JSONEncoder().encode(settings)) == settings)
    #expect(throws: DecodingError.self) {
      try decoder.decode(Augmentation.self, from: Data(#"{"flip": "upside down"}"#.utf8))
    }
  }

  @Test(arguments: [
    (settings { $0.padding = -1 }, "augmentation setting padding is -1, expected 0 to 28 pixels"),
    (settings { $0.padding = 29 }, "augmentation setting padding is 29, expected 0 to 28 pixels"),
    (settings { $0.cutout = .max }, "augmentation setting cutout is \(Int.max), expected 0 to 28 pixels"),
    (settings { $0.brightness = 1 }, "augmentation setting brightness is 1.0, expected at least 0 and less than 1"),
    (settings { $0.contrast = .nan }, "augmentation setting contrast is nan, expected at least 0 and less than 1"),
  ])
  func rejects(_ augmentation: Augmentation, _ message: String) {
    let error = #expect(throws: AugmentationFailure.self) { try augmentation.validate(height: 28, width: 30) }
    #expect(error?.message == message)
    #expect(error?.status == .configuration)
  }

  @Test func defaultsAreValid() throws { try Augmentation().validate(height: 32, width: 32) }
}
