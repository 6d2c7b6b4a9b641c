/// Decides whether two pictures show the same, pixel by pixel.
///
/// Both are smoothed, and one is shifted against the other by up to `radius` pixels. Three correlations over the common
/// area count: that of the gradients, which two skies do not share however alike they are; that of the gradients of the
/// middle, which two pictures in the same frame do not share; and that of the luminance.
package enum PictureComparison {
  /// Correlations at the shift where the gradients agree best, each -1 to 1; 1 is the same picture, whatever its
  /// brightness and contrast.
  package struct Similarity: Sendable, Equatable {
    package var gradient: Float
    /// The same without a margin of a fifth of the side all around.
    package var middle: Float
    package var luminance: Float

    /// The bars. On CIFAR-10's own images, pairs of gradient correlation 0.80 and more were the same photograph when
    /// looked at; from 0.79 down, pairs of other pictures with a common horizon begin. Copies after JPEG of quality 50,
    /// noise of 8 levels, shifts by two pixels, blur or gamma 1.5 lie above 0.93 (99 of 100).
    package static let gradientBar: Float = 0.8
    /// Pictures in the same white frame reach 0.9 as a whole and less than half of it in the middle.
    package static let middleBar: Float = 0.6
    package static let luminanceBar: Float = 0.9

    package var isSamePicture: Bool {
      gradient >= Self.gradientBar && middle >= Self.middleBar && luminance >= Self.luminanceBar
    }
  }

  /// How far pictures are shifted against each other, in pixels.
  package static let radius = 3

  /// A picture made ready: smoothed luminance and its differences to the right and downwards, [height, width] each.
  package struct Plane: Sendable {
    let height: Int
    let width: Int
    let luminance: [Float]
    let across: [Float]
    let down: [Float]

    /// - Parameter luminance: [height, width]; traps if the count differs.
    package init(_ luminance: [Float], height: Int, width: Int) {
      precondition(luminance.count == height * width, "\(luminance.count) numbers for \(width)x\(height)")
      let smooth = Luminance.smoothed(luminance, height: height, width: width)
      var (across, down) = ([Float](repeating: 0, count: smooth.count), [Float](repeating: 0, count: smooth.count))
      for y in 0..<height {
        for x in 0..<width {
          let index = y * width + x
          if x + 1 < width { across[index] = smooth[index + 1] - smooth[index] }
          if y + 1 < height { down[index] = smooth[index + width] - smooth[index] }
        }
      }
      (self.height, self.width, self.luminance, self.across, self.down) = (height, width, smooth, across, down)
    }
  }

  /// Compares two pictures of one size. Traps if the sizes differ or a side is not larger than twice the radius.
  package static func compare(_ one: Plane, _ two: Plane) -> Similarity {
    precondition(one.height == two.height && one.width == two.width, "pictures of different sizes")
    precondition(min(one.height, one.width) > 2 * radius, "pictures of \(one.width)x\(one.height)")
    var best: (value: Float, dx: Int, dy: Int) = (-2, 0, 0)
    for dy in -radius...radius {
      for dx in -radius...radius {
        let value = gradientCorrelation(one, two, dx: dx, dy: dy)
        if value > best.value { best = (value, dx, dy) }
      }
    }
    let margin = min(one.height, one.width) / 5
    return Similarity(
      gradient: best.value,
      middle: gradientCorrelation(one, two, dx: best.dx, dy: best.dy, margin: margin),
      luminance: luminanceCorrelation(one, two, dx: best.dx, dy: best.dy))
  }

  /// The rows and columns of `one` that have a partner in `two` moved by (dx, dy), both inside the margin.
  private static func common(
    _ plane: Plane, dx: Int, dy: Int, margin: Int = 0
  ) -> (rows: Range<Int>, columns: Range<Int>) {
    let (rows, columns) = (margin..<plane.height - margin, margin..<plane.width - margin)
    return (
      rows.lowerBound + max(0, dy)..<rows.upperBound + min(0, dy),
      columns.lowerBound + max(0, dx)..<columns.upperBound + min(0, dx)
    )
  }

  private static func gradientCorrelation(
    _ one: Plane, _ two: Plane, dx: Int, dy: Int, margin: Int = 0
  ) -> Float {
    let (rows, columns) = common(one, dx: dx, dy: dy, margin: margin)
    let (across1, down1, across2, down2) = (one.across.span, one.down.span, two.across.span, two.down.span)
    let width = one.width
    var (product, energy1, energy2): (Float, Float, Float) = (0, 0, 0)
    for y in rows {
      for x in columns {
        let (i, j) = (y * width + x, (y - dy) * width + x - dx)
        let (a, b, c, d) = (across1[i], down1[i], across2[j], down2[j])
        product += a * c + b * d
        energy1 += a * a + b * b
        energy2 += c * c + d * d
      }
    }
    let scale = (energy1 * energy2).squareRoot()
    return scale > 0 ? product / scale : 0
  }

  private static func luminanceCorrelation(_ one: Plane, _ two: Plane, dx: Int, dy: Int) -> Float {
    let (rows, columns) = common(one, dx: dx, dy: dy)
    let width = one.width
    var (sum1, sum2): (Double, Double) = (0, 0)
    var (squares1, squares2, product): (Double, Double, Double) = (0, 0, 0)
    for y in rows {
      for x in columns {
        let a = Double(one.luminance[y * width + x])
        let b = Double(two.luminance[(y - dy) * width + x - dx])
        sum1 += a
        sum2 += b
        squares1 += a * a
        squares2 += b * b
        product += a * b
      }
    }
    let count = Double(rows.count * columns.count)
    let scale = ((squares1 - sum1 * sum1 / count) * (squares2 - sum2 * sum2 / count)).squareRoot()
    return scale > 0 ? Float((product - sum1 * sum2 / count) / scale) : 0
  }
}
