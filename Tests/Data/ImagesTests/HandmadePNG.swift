import Images
/// PNG files put together chunk by chunk, to break them in chosen places.
struct HandmadePNG {
  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  /// "No filter, grey 128": one row of a 1x1 image as a stored zlib block.
  static let onePixel: [UInt8] = [0x78, 0x01, 0x01, 2, 0, 0xfd, 0xff, 0, 128, 0, 0x82, 0, 0x81]

  static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(kind.utf8) + content
    return bigEndian(content.count) + body + bigEndian(checksum(body))
  }

  static func header(width: Int, height: Int, depth: UInt8 = 8, kind: UInt8 = 0) -> [UInt8] {
    chunk("IHDR", bigEndian(width) + bigEndian(height) + [depth, kind, 0, 0, 0])
  }

  static func file(width: Int, height: Int, data: [UInt8] = onePixel) -> [UInt8] {
    signature + header(width: width, height: height) + chunk("IDAT", data) + chunk("IEND", [])
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// CRC-32, PNG specification, annex D.
  private static func checksum(_ bytes: [UInt8]) -> Int {
    var register: UInt32 = 0xffff_ffff
    for byte in bytes {
      register ^= UInt32(byte)
      for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xedb8_8320 : register >> 1 }
    }
    return Int(~register)
  }
}
