/// The orientation that cameras store beside the pixels (EXIF 2.3, 4.6; TIFF 6.0, section 2).
///
/// Data that breaks the rules counts as absent, as in every viewer: a wrong tag is no reason to refuse a photograph.
enum EXIF {
  /// The orientation of the first EXIF segment before the pixels, or upright.
  static func orientation(ofJPEG bytes: [UInt8]) -> ImageOrientation {
    for segment in JPEGSegments(bytes) {
      if segment.marker == JPEGSegments.startOfScan { break }
      let content = bytes[segment.content]
      if segment.marker == JPEGSegments.application1, content.starts(with: identifier) {
        return orientation(ofTIFF: content.dropFirst(identifier.count)) ?? .upright
      }
    }
    return .upright
  }

  /// The orientation of a PNG's `eXIf` chunk, wherever it stands (PNG specification, third edition, 11.3.4.5), or
  /// upright.
  static func orientation(ofPNG bytes: [UInt8]) -> ImageOrientation {
    var position = ImageFormat.pngSignature.count
    // A chunk is its length, its name, its content and a checksum.
    while position + 12 <= bytes.count {
      let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - position - 12 else { break }
      if bytes[position + 4..<position + 8].elementsEqual("eXIf".utf8) {
        return orientation(ofTIFF: bytes[position + 8..<position + 8 + length]) ?? .upright
      }
      position += 12 + length
    }
    return .upright
  }

  private static let identifier: [UInt8] = Array("Exif\0\0".utf8)
  private static let orientationTag = 0x0112
  private static let entryCount = 12
  /// Types of an entry's value: 16 and 32 bits. EXIF asks for 16; some programs write 32.
  private static let (short, long) = (3, 4)

  private static func orientation(ofTIFF content: ArraySlice<UInt8>) -> ImageOrientation? {
    guard let reader = TIFFReader(content), let directory = reader.integer(at: 4, count: 4),
      let entries = reader.integer(at: directory, count: 2)
    else { return nil }
    for index in 0..<entries {
      let entry = directory + 2 + index * entryCount
      guard let tag = reader.integer(at: entry, count: 2) else { return nil }
      guard tag == orientationTag else { continue }
      guard let type = reader.integer(at: entry + 2, count: 2), reader.integer(at: entry + 4, count: 4) == 1,
        type == short || type == long,
        let value = reader.integer(at: entry + 8, count: type == short ? 2 : 4)
      else { return nil }
      return ImageOrientation(rawValue: value)
    }
    return nil
  }
}

/// Integers of either byte order; `nil` outside the bytes.
private struct TIFFReader {
  private let bytes: ArraySlice<UInt8>
  private let isLittleEndian: Bool

  init?(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    switch Array(bytes.prefix(4)) {
    case [0x49, 0x49, 42, 0]: isLittleEndian = true
    case [0x4d, 0x4d, 0, 42]: isLittleEndian = false
    default: return nil
    }
  }

  /// `offset` is at most 2^32 plus the size of a directory, so that the sums cannot overflow.
  func integer(at offset: Int, count: Int) -> Int? {
    guard offset >= 0, offset + count <= bytes.count else { return nil }
    let digits = bytes[bytes.startIndex + offset..<bytes.startIndex + offset + count]
    return isLittleEndian
      ? digits.reversed().reduce(0) { $0 << 8 | Int($1) } : digits.reduce(0) { $0 << 8 | Int($1) }
  }
}
