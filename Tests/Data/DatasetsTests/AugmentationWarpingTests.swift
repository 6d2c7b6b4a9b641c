import Images
import Datasets
import Foundation
import Tensors
import Testing

/// Turning and zooming, held against what interpolation must give.
@Suite struct AugmentationWarpingTests {
  private static let side = 17

  /// One image whose red level is a plane: 60 + 5 x + 3 y. Interpolation gives it back exactly.
  private static let plane: [UInt8] = {
    var pixels: [UInt8] = []
    for y in 0..<side {
      for x in 0..<side {
        let red = 60 + 5 * x + 3 * y
        let blue = 200 - 4 * y
        pixels += [UInt8(red), 77, UInt8(blue)]
      }
    }
    return pixels
  }()

  private func write(_ augmentation: Augmentation, epoch: Int, seed: UInt64 = 1) throws -> (ImageWriter.Draw, [Float]) {
    let statistics = try #require(ChannelStatistics(mean: [0, 0, 0], deviation: [1, 1, 1]))
    let writer = ImageWriter(
      height: Self.side, width: Self.side, augmentation: augmentation, statistics: statistics, seed: seed)
    var batch = [Float](repeating: .nan, count: Self.plane.count)
    var span = batch.mutableSpan
    writer.write(Self.plane.span, image: 0, epoch: epoch, into: &span, slot: 0)
    return (writer.draw(epoch: epoch, image: 0), batch)
  }

  @Test(arguments: 0..<8)
  func aPlaneIsTurnedAndZoomedExactly(_ epoch: Int) throws {
    var augmentation = Augmentation()
    (augmentation.rotation, augmentation.zoom, augmentation.padding) = (20, 0.2, 1)
    let (draw, batch) = try write(augmentation, epoch: epoch)
    #expect(abs(draw.angle) <= 20 * .pi / 180 && abs(draw.zoom - 1) <= 0.2)
    let middle = Float(Self.side - 1) / 2
    // The middle of the picture comes from inside the source, so no reflection is involved.
    for y in 6..<11 {
      for x in 6..<11 {
        let dx = Float(draw.isMirrored ? Self.side - 1 - x : x) - middle
        let dy = Float(y) - middle
        let (cosine, sine) = (cos(draw.angle) / draw.zoom, sin(draw.angle) / draw.zoom)
        let column = cosine * dx - sine * dy + middle + Float(draw.left)
        let row = sine * dx + cosine * dy + middle + Float(draw.top)
        let expected: [Float] = [60 + 5 * column + 3 * row, 77, 200 - 4 * row]
        let at = (y * Self.side + x) * 3
        for channel in 0..<3 { #expect(abs(batch[at + channel] * 255 - expected[channel]) < 0.01) }
      }
    }
  }

  @Test func everyPixelIsWrittenWhateverLiesOutside() throws {
    for mode in Augmentation.Padding.allCases {
      var augmentation = Augmentation()
      (augmentation.rotation, augmentation.zoom, augmentation.paddingMode) = (180, 0.5, mode)
      for epoch in 0..<20 {
        let (_, batch) = try write(augmentation, epoch: epoch)
        #expect(batch.allSatisfy { $0.isFinite && $0 >= -1e-6 && $0 <= 1 })
      }
    }
  }

  @Test func switchingItOnLeavesTheOtherDrawsAlone() throws {
    var turned = Augmentation()
    (turned.rotation, turned.zoom) = (30, 0.3)
    for epoch in 0..<20 {
      var (plain, warped) = (try write(Augmentation(), epoch: epoch).0, try write(turned, epoch: epoch).0)
      #expect(plain.angle == 0 && plain.zoom == 1 && warped.angle != 0 && warped.zoom != 1)
      (plain.angle, plain.zoom, warped.angle, warped.zoom) = (0, 1, 0, 1)
      #expect(plain == warped)
    }
  }

  @Test(arguments: [("rotation", Float(-1), Float(0)), ("rotation", 181, 0), ("zoom", 0, -0.1), ("zoom", 0, 0.6)])
  func refusesWhatMakesNoSense(_ setting: String, _ rotation: Float, _ zoom: Float) {
    var augmentation = Augmentation()
    (augmentation.rotation, augmentation.zoom) = (rotation, zoom)
    #expect { try augmentation.validate(height: 32, width: 32) } throws: {
      ($0 as? AugmentationFailure)?.setting == setting
    }
  }
}
