/// How much each place of a picture speaks for an answer: a small map, to be laid over the picture.
package struct HeatMap: Sendable, Equatable {
  package let height: Int
  package let width: Int
  /// [height, width]; positive where the picture speaks for the answer.
  package let values: [Float]

  /// Traps if a side is not positive or the number of values is not `height * width`.
  package init(height: Int, width: Int, values: [Float]) {
    precondition(
      height > 0 && width > 0 && values.count == height * width, "\(values.count) values for \(width)x\(height)")
    (self.height, self.width, self.values) = (height, width, values)
  }

  /// From nothing to most: dark violet, red, orange, pale yellow. The lightness rises all the way, so that the order
  /// can be seen without colours too.
  private static let ramp: [[Float]] = [
    [24, 12, 60], [132, 28, 109], [229, 92, 48], [252, 176, 50], [252, 252, 190],
  ]
  /// How much of the picture's lightness stays visible under the colours.
  private static let pictureShare: Float = 0.45

  /// The picture in the colours of the map, whose largest value is the end of the ramp; enlarged to at least `side`
  /// pixels by a whole number, so that the smooth map stays smooth.
  package func over(_ picture: Image, side: Int = 96) -> Image {
    let longest = max(picture.width, picture.height)
    let large = picture.magnified(max(1, (side + longest - 1) / longest))
    let heat = grey.resized(width: large.width, height: large.height).pixels
    var pixels = large.pixels
    for first in stride(from: 0, to: pixels.count, by: 3) {
      // ITU-R BT.601: how bright a colour looks.
      let lightness =
        0.299 * Float(pixels[first]) + 0.587 * Float(pixels[first + 1]) + 0.114 * Float(pixels[first + 2])
      let place = Float(heat[first]) / 255 * Float(Self.ramp.count - 1)
      let lower = min(Int(place), Self.ramp.count - 2)
      for channel in 0..<3 {
        let (from, to) = (Self.ramp[lower][channel], Self.ramp[lower + 1][channel])
        let colour = from + (to - from) * (place - Float(lower))
        pixels[first + channel] = UInt8(Self.pictureShare * lightness + (1 - Self.pictureShare) * colour)
      }
    }
    return Image(width: large.width, height: large.height, pixels: pixels)
  }

  /// The map as a grey picture: 0 for nothing, 255 for the largest value.
  private var grey: Image {
    let largest = values.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
    let bytes = values.flatMap { value -> [UInt8] in
      let fraction = largest > 0 && value > 0 ? min(1, value / largest) : 0
      return [UInt8](repeating: UInt8(255 * fraction), count: 3)
    }
    return Image(width: width, height: height, pixels: bytes)
  }
}
