/// How a stored image has to be turned to stand upright; the raw values are those of EXIF's tag 0x0112.
package enum ImageOrientation: Int, Sendable, CaseIterable {
  case upright = 1
  case mirrored = 2
  case upsideDown = 3
  case upsideDownMirrored = 4
  /// Rows and columns are exchanged.
  case transposed = 5
  /// Upright after a quarter turn clockwise.
  case turnedLeft = 6
  /// Rows and columns are exchanged, and then all is turned upside down.
  case transposedUpsideDown = 7
  /// Upright after a quarter turn anticlockwise.
  case turnedRight = 8
}

extension Image {
  /// The image as it is to be seen, when it was stored under `orientation`.
  package func turnedUpright(from orientation: ImageOrientation) -> Image {
    let (right, bottom) = (width - 1, (height - 1) * width)
    return switch orientation {
    case .upright: self
    case .mirrored: gathered(width: width, height: height, start: right, xStep: -1, yStep: width)
    case .upsideDown: gathered(width: width, height: height, start: bottom + right, xStep: -1, yStep: -width)
    case .upsideDownMirrored: gathered(width: width, height: height, start: bottom, xStep: 1, yStep: -width)
    case .transposed: gathered(width: height, height: width, start: 0, xStep: width, yStep: 1)
    case .turnedLeft: gathered(width: height, height: width, start: bottom, xStep: -width, yStep: 1)
    case .transposedUpsideDown:
      gathered(width: height, height: width, start: bottom + right, xStep: -width, yStep: -1)
    case .turnedRight: gathered(width: height, height: width, start: right, xStep: width, yStep: -1)
    }
  }
}
