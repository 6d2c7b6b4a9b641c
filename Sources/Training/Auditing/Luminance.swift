/// Brightness of the pixels of 8-bit RGB images, 0 to 255.
package enum Luminance {
  /// Of one image of `pixels` [N, height, width, 3]; weights of ITU-R BT.601, as JPEG and grey conversion use them.
  package static func plane(_ pixels: Span<UInt8>, image: Int, height: Int, width: Int) -> [Float] {
    let count = height * width
    var plane = [Float](repeating: 0, count: count)
    var target = plane.mutableSpan
    var source = image * count * 3
    for index in 0..<count {
      target[index] =
        0.299 * Float(pixels[source]) + 0.587 * Float(pixels[source + 1]) + 0.114 * Float(pixels[source + 2])
      source += 3
    }
    return plane
  }

  /// The plane with left and right exchanged.
  package static func mirrored(_ plane: [Float], height: Int, width: Int) -> [Float] {
    var result = plane
    for y in 0..<height {
      for x in 0..<width { result[y * width + x] = plane[y * width + width - 1 - x] }
    }
    return result
  }

  /// The plane after a 3x3 binomial filter (1 2 1 in both directions), which takes the grain of noise and compression
  /// away; borders are repeated.
  package static func smoothed(_ plane: [Float], height: Int, width: Int) -> [Float] {
    var (rows, result) = (plane, plane)
    for y in 0..<height {
      let (above, here, below) = (max(y - 1, 0) * width, y * width, min(y + 1, height - 1) * width)
      for x in 0..<width { rows[here + x] = (plane[above + x] + 2 * plane[here + x] + plane[below + x]) / 4 }
    }
    for y in 0..<height {
      let here = y * width
      for x in 0..<width {
        result[here + x] = (rows[here + max(x - 1, 0)] + 2 * rows[here + x] + rows[here + min(x + 1, width - 1)]) / 4
      }
    }
    return result
  }
}
