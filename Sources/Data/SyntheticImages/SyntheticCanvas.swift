import Foundation

/// Red, green, blue in [0, 1].
package typealias Colour = SIMD3<Float>
/// Position on a canvas in pixels: x to the right, y down, the first pixel's centre at (0.5, 0.5).
package typealias Point = SIMD2<Float>

/// A small square picture with antialiased lines and polygons.
///
/// Only sums, products, quotients and square roots are used, so the picture is the same on every machine.
package struct SyntheticCanvas: Sendable {
  package let size: Int
  /// [size, size], row-major.
  package private(set) var pixels: [Colour]
  /// How much of each pixel was painted since `resetCoverage()`, in [0, 1].
  package private(set) var coverage: [Float]

  package init(size: Int) {
    self.size = size
    pixels = [Colour](repeating: .zero, count: size * size)
    coverage = [Float](repeating: 0, count: size * size)
  }

  package mutating func resetCoverage() { coverage = [Float](repeating: 0, count: size * size) }

  /// Replaces every pixel by a function of its column, row and present colour.
  package mutating func map(_ transform: (_ x: Int, _ y: Int, _ colour: Colour) -> Colour) {
    for y in 0..<size {
      for x in 0..<size { pixels[y * size + x] = transform(x, y, pixels[y * size + x]) }
    }
  }

  /// Mean colours of the four quarters of the middle: left and right, above and below.
  package func meanColours() -> [Colour] {
    let quarter = size / 4
    return (0..<4).map { part in
      var sum = Colour.zero
      let (left, top) = (quarter * (1 + part % 2), quarter * (1 + part / 2))
      for y in top..<top + quarter { for x in left..<left + quarter { sum += pixels[y * size + x] } }
      return sum / Float(quarter * quarter)
    }
  }

  private mutating func blend(_ index: Int, _ colour: Colour, _ amount: Float) {
    pixels[index] += (colour - pixels[index]) * amount
    coverage[index] = max(coverage[index], amount)
  }

  /// A straight line with round ends. Below one pixel of width a line becomes fainter instead of thinner.
  package mutating func line(_ start: Point, _ end: Point, width: Float, _ colour: Colour, opacity: Float = 1) {
    let reach = max(width, 1) / 2 + 0.5
    let strength = min(width, 1) * opacity
    let low = pointwiseMin(start, end) - reach
    let high = pointwiseMax(start, end) + reach
    let direction = end - start
    let squaredLength = max((direction * direction).sum(), 1e-6)
    for y in pixelRange(low.y, high.y) {
      for x in pixelRange(low.x, high.x) {
        let offset = Point(Float(x) + 0.5, Float(y) + 0.5) - start
        let along = min(max((offset * direction).sum() / squaredLength, 0), 1)
        let away = offset - direction * along
        let amount = min(max(reach - (away * away).sum().squareRoot(), 0), 1) * strength
        if amount > 0 { blend(y * size + x, colour, amount) }
      }
    }
  }

  /// Joined straight lines.
  package mutating func path(_ points: [Point], width: Float, _ colour: Colour, opacity: Float = 1) {
    for index in points.indices.dropFirst() {
      line(points[index - 1], points[index], width: width, colour, opacity: opacity)
    }
  }

  /// Fills closed contours by the even-odd rule, so a contour within another one is a hole.
  ///
  /// Coverage is exact along a row and sampled eight times down a pixel.
  package mutating func fill(_ contours: [[Point]], _ colour: Colour, opacity: Float = 1) {
    let samples = 8
    let heights = contours.joined().map(\.y)
    guard let top = heights.min(), let bottom = heights.max() else { return }
    var row = [Float](repeating: 0, count: size)
    var crossings: [Float] = []
    for y in pixelRange(top, bottom) {
      for x in row.indices { row[x] = 0 }
      for sample in 0..<samples {
        let level = Float(y) + (Float(sample) + 0.5) / Float(samples)
        crossings.removeAll(keepingCapacity: true)
        for contour in contours { Self.cross(contour, at: level, into: &crossings) }
        crossings.sort()
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
          let (left, right) = (crossings[pair], crossings[pair + 1])
          for x in pixelRange(left, right) {
            row[x] += max(0, min(right, Float(x + 1)) - max(left, Float(x))) / Float(samples)
          }
        }
      }
      for x in row.indices where row[x] > 0 { blend(y * size + x, colour, min(row[x], 1) * opacity) }
    }
  }

  private static func cross(_ contour: [Point], at level: Float, into crossings: inout [Float]) {
    guard var previous = contour.last else { return }
    for point in contour {
      if (previous.y <= level) != (point.y <= level) {
        crossings.append(previous.x + (point.x - previous.x) * (level - previous.y) / (point.y - previous.y))
      }
      previous = point
    }
  }

  /// The pixels that [low, high] touches, cut to the canvas.
  private func pixelRange(_ low: Float, _ high: Float) -> Range<Int> {
    let limit = Float(size)
    let first = Int(min(max(low.rounded(.down), 0), limit))
    let end = Int(min(max(high.rounded(.up), 0), limit))
    return first..<max(first, end)
  }

  /// A 3-tap blur in both directions: weights `amount`, `1 - 2 * amount`, `amount`; edges are repeated.
  package mutating func blur(_ amount: Float) {
    for step in [1, size] {
      let source = pixels
      for index in source.indices {
        let position = index / step % size
        let before = source[position == 0 ? index : index - step]
        let after = source[position == size - 1 ? index : index + step]
        pixels[index] = source[index] + (before + after - source[index] * 2) * amount
      }
    }
  }

  /// Rounded to 8 bits: [size, size, 3].
  package func bytes() -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(size * size * 3)
    for pixel in pixels {
      let level = (pixel.clamped(lowerBound: .zero, upperBound: .one) * 255).rounded(.toNearestOrAwayFromZero)
      for channel in 0..<3 { result.append(UInt8(level[channel])) }
    }
    return result
  }
}
