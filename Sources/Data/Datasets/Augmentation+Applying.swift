import Images
import Tensors

/// Writes single images into batches: shifted, mirrored, cut out and normalised in one pass.
///
/// Levels are turned into normalised floats by a table of 256 numbers per channel, and all random numbers are drawn
/// before the first pixel, so a pixel costs three look-ups.
package struct ImageWriter: Sendable {
  let augmentation: Augmentation?
  private let statistics: ChannelStatistics
  private let seed: UInt64
  let height: Int
  let width: Int
  /// [3, 256]
  private let table: [Float]

  /// - Parameter augmentation: `nil` for normalisation only. Traps if it does not suit the size (see `validate`).
  package init(
    height: Int, width: Int, augmentation: Augmentation?, statistics: ChannelStatistics, seed: UInt64
  ) {
    if let augmentation {
      let side = min(height, width)
      precondition(0...side ~= augmentation.padding && 0...side ~= augmentation.cutout, "\(augmentation) for \(side)")
    }
    (self.height, self.width, self.seed) = (height, width, seed)
    (self.augmentation, self.statistics) = (augmentation, statistics)
    table = statistics.table()
  }

  /// What is done to one image.
  package struct Draw: Sendable, Equatable {
    /// Row and column of the source that land in the first row and column before mirroring.
    package var top = 0
    package var left = 0
    package var isMirrored = false
    /// Middle of the square to blank in the result; `nil` without cutout.
    package var cutout: SIMD2<Int>?
    package var brightness: Float = 0
    package var contrast: Float = 1
    /// In radians, counter-clockwise.
    package var angle: Float = 0
    package var zoom: Float = 1

    package init() {}
  }

  /// Numbers are drawn in a fixed order, whatever is switched on, so switching one thing changes nothing else.
  package func draw(epoch: Int, image: Int) -> Draw {
    guard let augmentation else { return Draw() }
    var random = RandomStream(seed: seed, "augment", epoch, image)
    var draw = Draw()
    draw.top = random.integer(below: 2 * augmentation.padding + 1) - augmentation.padding
    draw.left = random.integer(below: 2 * augmentation.padding + 1) - augmentation.padding
    let coin = random.bool()
    switch augmentation.flip {
    case .none: break
    case .random: draw.isMirrored = coin
    case .alternating:
      var first = RandomStream(seed: seed, "first flip", image)
      draw.isMirrored = first.bool() != !epoch.isMultiple(of: 2)
    }
    let middle = SIMD2(random.integer(below: max(width, 1)), random.integer(below: max(height, 1)))
    draw.cutout = augmentation.cutout > 0 ? middle : nil
    draw.brightness = random.uniform(-augmentation.brightness, augmentation.brightness)
    draw.contrast = 1 + random.uniform(-augmentation.contrast, augmentation.contrast)
    draw.angle = random.uniform(-augmentation.rotation, augmentation.rotation) * .pi / 180
    draw.zoom = 1 + random.uniform(-augmentation.zoom, augmentation.zoom)
    return draw
  }

  /// Writes one image of `pixels` ([N, H, W, 3]) as image `slot` of `batch` ([B, H, W, 3]).
  package func write(
    _ pixels: Span<UInt8>, image: Int, epoch: Int, into batch: inout MutableSpan<Float>, slot: Int
  ) {
    let draw = draw(epoch: epoch, image: image)
    let perImage = height * width * 3
    let levels = draw.brightness == 0 && draw.contrast == 1 ? table : jittered(draw)
    let source = pixels.extracting(image * perImage..<(image + 1) * perImage)
    if draw.angle == 0 && draw.zoom == 1 {
      copy(source, draw, levels.span, into: &batch, at: slot * perImage)
    } else {
      warp(source, draw, levels.span, into: &batch, at: slot * perImage)
    }
    if let middle = draw.cutout { blank(middle, into: &batch, at: slot * perImage) }
  }

  private func jittered(_ draw: Draw) -> [Float] {
    let (contrast, shift) = (Double(draw.contrast), Double(draw.brightness))
    return statistics.table { channel, level in
      let mean = statistics.mean[channel]
      return min(max((level - mean) * contrast + mean + shift, 0), 1)
    }
  }

  private func copy(
    _ source: Span<UInt8>, _ draw: Draw, _ levels: Span<Float>, into batch: inout MutableSpan<Float>, at start: Int
  ) {
    let reflects = augmentation?.paddingMode != .zero
    for y in 0..<height {
      var target = start + y * width * 3
      let row = reflects ? MirroredBorder.position(y + draw.top, height) : y + draw.top
      let isInside = row >= 0 && row < height
      for x in 0..<width {
        var column = (draw.isMirrored ? width - 1 - x : x) + draw.left
        if column < 0 || column >= width {
          column = reflects ? MirroredBorder.position(column, width) : -1
        }
        if isInside && column >= 0 {
          let from = (row * width + column) * 3
          batch[target] = levels[Int(source[from])]
          batch[target + 1] = levels[256 + Int(source[from + 1])]
          batch[target + 2] = levels[512 + Int(source[from + 2])]
        } else {
          batch[target] = 0
          batch[target + 1] = 0
          batch[target + 2] = 0
        }
        target += 3
      }
    }
  }

  /// Zero, the mean colour, in a square around the middle, as far as it lies within the image.
  private func blank(_ middle: SIMD2<Int>, into batch: inout MutableSpan<Float>, at start: Int) {
    let side = augmentation?.cutout ?? 0
    let (left, top) = (middle.x - side / 2, middle.y - side / 2)
    let columns = max(left, 0)..<min(left + side, width)
    for y in max(top, 0)..<min(top + side, height) {
      let row = start + y * width * 3
      for index in row + columns.lowerBound * 3..<row + columns.upperBound * 3 { batch[index] = 0 }
    }
  }
}
