/// The largest image that is decoded. Compared with the size a file claims, before memory is taken for the pixels:
/// a file of a few kilobytes can claim gigabytes (a "decompression bomb").
package struct DecodingLimits: Sendable, Hashable {
  /// Largest width, in pixels.
  package var width: Int
  /// Largest height, in pixels.
  package var height: Int
  /// Largest width times height.
  package var pixels: Int

  package init(width: Int, height: Int, pixels: Int) {
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }

  /// 65,535 pixels a side (the largest JPEG) and 256 MiB of RGB, which is 89,478,485 pixels (where Pillow warns, too).
  package static let `default` = DecodingLimits(width: 65_535, height: 65_535, pixels: (256 << 20) / 3)

  /// Whether an image of this size may be decoded. Never overflows.
  package func allow(width: Int, height: Int) -> Bool {
    guard width <= self.width, height <= self.height else { return false }
    let (product, overflow) = width.multipliedReportingOverflow(by: height)
    return !overflow && product <= pixels
  }
}
