/// The size that a PNG claims, from its first chunk.
struct PNGHeader {
  let width: Int
  let height: Int

  /// Signature, then the chunk's length, its name and 13 bytes of content, then their checksum: PNG specification, 5
  /// and 11.2.1.
  private static let count = 8 + 4 + 4 + 13 + 4
  private static let largestSide = 0x7fff_ffff

  init(_ bytes: [UInt8], name: String) throws(ImageFailure) {
    guard bytes.count >= Self.count else { throw .truncated(name: name, format: .png, count: bytes.count) }
    let chunk = String(decoding: bytes[12..<16].map { (0x20..<0x7f).contains($0) ? $0 : 0x3f }, as: UTF8.self)
    guard chunk == "IHDR" else {
      throw .undecodable(name: name, format: .png, offset: 12, reason: "expected the chunk IHDR first, found \(chunk)")
    }
    (width, height) = (Self.integer(bytes[16..<20]), Self.integer(bytes[20..<24]))
    guard 1...Self.largestSide ~= width, 1...Self.largestSide ~= height else {
      throw .undecodable(
        name: name, format: .png, offset: 16, reason: "expected a size of 1x1 or more, found \(width)x\(height)")
    }
  }

  private static func integer(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
