/// The orientation that cameras store beside the pixels (EXIF 2.3, 4.6; TIFF 6.0, section 2).
enum EXIF {
  /// What stands before the data where they are not alone in their chunk or segment.
  static let identifier: [UInt8] = Array("Exif\0\0".utf8)

  private static let orientationTag = 0x0112
  private static let entryCount = 12
  /// Types of an entry's value: 16 and 32 bits. EXIF asks for 16; some programs write 32.
  private static let (short, long) = (3, 4)

  /// The value of the tag: `nil` without it or where the data break the rules, 0 when it is not a single integer.
  static func orientation(in content: ArraySlice<UInt8>) -> Int? {
    var content = content
    while content.starts(with: identifier) { content = content.dropFirst(identifier.count) }
    guard let reader = TIFFReader(content), let directory = reader.integer(at: 4, count: 4),
      let entries = reader.integer(at: directory, count: 2)
    else { return nil }
    for index in 0..<entries {
      let entry = directory + 2 + index * entryCount
      guard let tag = reader.integer(at: entry, count: 2) else { return nil }
      guard tag == orientationTag else { continue }
      guard let type = reader.integer(at: entry + 2, count: 2), let count = reader.integer(at: entry + 4, count: 4),
        let value = reader.integer(at: entry + 8, count: type == long ? 4 : 2)
      else { return nil }
      return count == 1 && (type == short || type == long) ? value : 0
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
