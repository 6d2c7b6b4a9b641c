/// Small CIFAR records and files with content that tells planes, rows and columns apart.
enum CIFARBuilder {
  /// The value of one channel of one pixel of the image with this number.
  static func value(_ image: Int, _ channel: Int, _ row: Int, _ column: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: image &* 131 &+ channel &* 71 &+ row &* 5 &+ column &* 3)
  }
  /// A record: the label bytes, then the planes.
  static func record(_ labels: [UInt8], image: Int) -> [UInt8] {
    var bytes = labels
    for channel in 0..<3 {
      for row in 0..<32 { for column in 0..<32 { bytes.append(value(image, channel, row, column)) } }
    }
    return bytes
  }
  /// What the reader must make of that image: [32, 32, 3].
  static func pixels(image: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for row in 0..<32 {
      for column in 0..<32 { for channel in 0..<3 { bytes.append(value(image, channel, row, column)) } }
    }
    return bytes
  }
  /// A file of records with the given labels; images are numbered from `first`.
  static func file(_ labels: [[UInt8]], first: Int = 0) -> [UInt8] {
    labels.enumerated().flatMap { record($1, image: first + $0) }
  }
  static func ten(_ labels: [UInt8], first: Int = 0) -> [UInt8] { file(labels.map { [$0] }, first: first) }
}
