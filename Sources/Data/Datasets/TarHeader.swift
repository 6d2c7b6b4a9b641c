import Support

/// One 512-byte header of a tar archive, its checksum verified. Source: POSIX.1-2017, pax, "ustar Interchange Format";
/// GNU tar manual, "Basic Tar Format".
struct TarHeader {
  static let size = 512

  var name: String
  var bytes: Int
  var kind: UInt8

  /// - Parameter block: 512 bytes, not all zero.
  init(_ block: [UInt8], path: String, offset: Int) throws(ArchiveFailure) {
    precondition(block.count == Self.size, "\(block.count) bytes")
    let expected = try Self.number(block, Self.checksumField, "checksum", path, offset)
    // The checksum is the sum of all bytes with its own eight taken as blanks.
    var sum = 8 * 32
    for (index, byte) in block.enumerated() where !Self.checksumField.contains(index) { sum += Int(byte) }
    guard sum == expected else {
      if offset == 0 { throw .notTar(path: path, found: "bytes without a tar header") }
      throw .headerChecksum(path: path, offset: offset, expected: expected, found: sum)
    }
    name = Self.text(block, 0..<100)
    bytes = try Self.number(block, 124..<136, "size", path, offset)
    kind = block[156]
    // GNU headers ("ustar" and a blank) keep other things where POSIX ones keep the front of the name.
    if Array(block[257..<263]) == Array("ustar\0".utf8) {
      let front = Self.text(block, 345..<500)
      if !front.isEmpty { name = front + "/" + name }
    }
  }

  private static let checksumField = 148..<156

  /// Text up to the first zero byte; bytes that are no UTF-8 are replaced.
  static func text(_ block: [UInt8], _ field: Range<Int>) -> String {
    String(decoding: block[field].prefix { $0 != 0 }, as: UTF8.self)
  }

  /// An octal number with blanks or zeros around it, or GNU's big-endian binary form (first bit set).
  static func number(
    _ block: [UInt8], _ field: Range<Int>, _ name: String, _ path: String, _ offset: Int
  ) throws(ArchiveFailure) -> Int {
    let digits = block[field]
    if let first = digits.first, first & 0x80 != 0 {
      var value = Int(first & 0x3F)
      // Bit 6 is the sign: a negative size is as wrong as one that does not fit.
      guard first & 0x40 == 0 else { throw tooLarge(name, path, offset) }
      for byte in digits.dropFirst() {
        guard value <= Int.max >> 8 else { throw tooLarge(name, path, offset) }
        value = value << 8 | Int(byte)
      }
      return value
    }
    let blanks: Set<UInt8> = [0, 32]
    let trimmed = digits.drop { blanks.contains($0) }.prefix { !blanks.contains($0) }
    let rest = digits[trimmed.endIndex...]
    guard rest.allSatisfy({ blanks.contains($0) }), trimmed.allSatisfy({ (48...55).contains($0) }) else {
      if offset == 0 { throw .notTar(path: path, found: "bytes without a tar header") }
      throw .field(
        path: path, offset: offset, name: name, expected: "an octal number",
        found: String(decoding: digits, as: UTF8.self).quoted)
    }
    return trimmed.reduce(0) { $0 << 3 | Int($1 - 48) }
  }

  private static func tooLarge(_ name: String, _ path: String, _ offset: Int) -> ArchiveFailure {
    .field(path: path, offset: offset, name: name, expected: "a number below 2^63", found: "one beyond")
  }
}
