import Images
import Foundation

/// Turning and zooming: what whole-pixel shifts cannot do.
extension ImageWriter {
  /// Writes a turned, zoomed, shifted and perhaps mirrored image. Every pixel of the result is interpolated between the
  /// four pixels around the place it comes from, after normalisation.
  func warp(
    _ source: Span<UInt8>, _ draw: Draw, _ levels: Span<Float>, into batch: inout MutableSpan<Float>, at start: Int
  ) {
    let reflects = augmentation?.paddingMode != .zero
    let (sine, cosine) = (sin(draw.angle) / draw.zoom, cos(draw.angle) / draw.zoom)
    let (middleX, middleY) = (Float(width - 1) / 2, Float(height - 1) / 2)
    for y in 0..<height {
      for x in 0..<width {
        let (dx, dy) = (Float(draw.isMirrored ? width - 1 - x : x) - middleX, Float(y) - middleY)
        let column = cosine * dx - sine * dy + middleX + Float(draw.left)
        let row = sine * dx + cosine * dy + middleY + Float(draw.top)
        let (left, top) = (Int(column.rounded(.down)), Int(row.rounded(.down)))
        let (right, below) = (column - Float(left), row - Float(top))
        let target = start + (y * width + x) * 3
        for channel in 0..<3 { batch[target + channel] = 0 }
        for corner in 0..<4 {
          let (h, w) = (top + corner / 2, left + corner % 2)
          let weight = (corner / 2 == 1 ? below : 1 - below) * (corner % 2 == 1 ? right : 1 - right)
          let isInside = 0..<height ~= h && 0..<width ~= w
          // Outside without reflection is the mean colour: zero.
          guard weight != 0, isInside || reflects else { continue }
          let from =
            (isInside ? h * width + w : MirroredBorder.position(h, height) * width + MirroredBorder.position(w, width))
            * 3
          for channel in 0..<3 {
            batch[target + channel] += weight * levels[256 * channel + Int(source[from + channel])]
          }
        }
      }
    }
  }
}
