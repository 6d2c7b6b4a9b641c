import Foundation

/// Describes an image by the directions of its edges: what stays when a picture is compressed, brightened or shifted by
/// a pixel or two, and changes when it is another picture.
///
/// Luminance gradients are counted, weighted by their length, in 5x5 cells of 8 directions each; weights are spread
/// linearly over neighbouring cells and directions. The square root of the counts, less its mean, is scaled to length
/// 1, so that the product of two descriptors is a correlation. After Dalal and Triggs 2005.
package enum OrientationHistogram {
  package static let cells = 5
  package static let directions = 8
  /// Numbers in a descriptor, [cells, cells, directions].
  package static let length = cells * cells * directions

  /// The descriptor of an image of `luminance` [height, width]; all zeros for an image without edges.
  package static func describe(_ luminance: Span<Float>, height: Int, width: Int) -> [Float] {
    let (rows, columns) = (cellWeights(height), cellWeights(width))
    var histogram = [Float](repeating: 0, count: length)
    for y in 0..<height {
      let (above, below) = (max(y - 1, 0) * width, min(y + 1, height - 1) * width)
      for x in 0..<width {
        let dx = luminance[y * width + min(x + 1, width - 1)] - luminance[y * width + max(x - 1, 0)]
        let dy = luminance[below + x] - luminance[above + x]
        let strength = (dx * dx + dy * dy).squareRoot()
        guard strength > 0 else { continue }
        let angle = atan2(dy, dx) / (2 * .pi) * Float(directions)
        let lower = angle.rounded(.down)
        let upperShare = angle - lower
        let first = (Int(lower) + directions) % directions
        let second = (first + 1) % directions
        for row in rows[y] {
          for column in columns[x] {
            let weight = strength * row.weight * column.weight
            let cell = (row.cell * cells + column.cell) * directions
            histogram[cell + first] += weight * (1 - upperShare)
            histogram[cell + second] += weight * upperShare
          }
        }
      }
    }
    return normalized(histogram)
  }

  /// The descriptor of the mirror image, from that of the image: cells change sides, directions their sign.
  package static func mirrored(_ descriptor: [Float]) -> [Float] {
    var result = descriptor
    for row in 0..<cells {
      for column in 0..<cells {
        for direction in 0..<directions {
          let opposite = (directions / 2 - direction + directions) % directions
          result[(row * cells + cells - 1 - column) * directions + opposite] =
            descriptor[(row * cells + column) * directions + direction]
        }
      }
    }
    return result
  }

  /// The one or two cells that every position along a side belongs to, and its weight in each.
  private static func cellWeights(_ side: Int) -> [[(cell: Int, weight: Float)]] {
    (0..<side).map { position in
      let place = (Float(position) + 0.5) * Float(cells) / Float(side) - 0.5
      let lower = Int(place.rounded(.down))
      let upperShare = place - Float(lower)
      return [(lower, 1 - upperShare), (lower + 1, upperShare)].filter { (0..<cells).contains($0.0) && $0.1 > 0 }
        .map { (cell: $0.0, weight: $0.1) }
    }
  }

  private static func normalized(_ histogram: [Float]) -> [Float] {
    let roots = histogram.map { $0.squareRoot() }
    let mean = roots.reduce(0, +) / Float(length)
    let centred = roots.map { $0 - mean }
    let norm = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // An image of one colour has no edges, and rounding must not give it any.
    return norm > 1e-3 ? centred.map { $0 / norm } : [Float](repeating: 0, count: length)
  }
}
