import Foundation
import Tensors

/// Cosine and sine, rounded from Double so that they do not depend on the C library's last bit.
func direction(_ angle: Float) -> Point { Point(Float(cos(Double(angle))), Float(sin(Double(angle)))) }

extension SIMD3<Float> {
  /// Perceived brightness (the weights of ITU-R BT.601).
  var luminance: Float { (self * Colour(0.299, 0.587, 0.114)).sum() }

  /// - Parameter hue: in turns; 0 is red, 1/3 green, 2/3 blue.
  init(hue: Float, saturation: Float, value: Float) {
    let phase = (Colour(0, 2 / 3, 1 / 3) + hue) * 6
    let wrapped = phase - (phase / 6).rounded(.down) * 6
    let distance = wrapped - 3
    let ramp = (pointwiseMax(distance, -distance) - 1).clamped(lowerBound: .zero, upperBound: .one)
    self = (ramp * saturation + (1 - saturation)) * value
  }
}

func mix(_ first: Colour, _ second: Colour, _ fraction: Float) -> Colour { first + (second - first) * fraction }

extension RandomStream {
  mutating func colour(saturation: ClosedRange<Float>, value: ClosedRange<Float>) -> Colour {
    Colour(
      hue: uniform(), saturation: uniform(saturation.lowerBound, saturation.upperBound),
      value: uniform(value.lowerBound, value.upperBound))
  }
  mutating func grey(_ low: Float, _ high: Float) -> Colour { Colour(repeating: uniform(low, high)) }

  /// The first of several drawn colours that stands out against every part of the background, or the best of them.
  mutating func colour(
    against background: [Colour], contrast: Float, _ draw: (inout RandomStream) -> Colour
  ) -> Colour {
    var best = draw(&self)
    for _ in 0..<12 where best.contrast(to: background) < contrast {
      let other = draw(&self)
      if other.contrast(to: background) > best.contrast(to: background) { best = other }
    }
    return best
  }
  /// About standard normal: four 16-bit uniform numbers added up (no logarithm, so the same on every machine).
  mutating func roughNormal() -> Float {
    let bits = next()
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + bits >> 48
    return (Float(sum) / 65_536 - 2) * 1.732
  }
  /// A point inside the square of the given extent around the centre.
  mutating func point(around centre: Point, _ extent: Float) -> Point {
    centre + Point(uniform(-extent, extent), uniform(-extent, extent))
  }
}

extension SIMD3<Float> {
  /// The smallest difference to a colour of the list: half brightness, half colour, so that two greys differ by the
  /// difference of their levels.
  fileprivate func contrast(to others: [Colour]) -> Float {
    var smallest = Float.infinity
    for other in others {
      let difference = self - other
      let distance = abs(difference.luminance) * 0.5 + ((difference * difference).sum() / 3).squareRoot() * 0.5
      smallest = Swift.min(smallest, distance)
    }
    return smallest
  }
}
