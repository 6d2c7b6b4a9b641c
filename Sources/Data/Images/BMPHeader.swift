/// What stands before the pixels of a BMP: the header of the file, where it has one, that of the image, masks, palette.
///
/// Headers differ in length: 12 bytes in OS/2, 40 to 124 in Windows, 64 in a later OS/2 (Microsoft, "Bitmap Storage").
struct BMPHeader {
  enum Packing { case plain, masks, runs }

  let width: Int
  let height: Int
  let isTopDown: Bool
  /// Bits of a pixel: 1, 4, 8, 16, 24 or 32.
  let bits: Int
  let packing: Packing
  /// Bits of red, green and blue within a pixel of 16 or 32 bits.
  let masks: [UInt32]
  /// 256 colours, three bytes each; black where the file has none.
  let palette: [UInt8]
  /// Where the pixels begin.
  let start: Int

  private static let fileHeader = 14
  private static let sizes: Set = [12, 40, 52, 56, 64, 108, 124]
  private static let depths: Set = [1, 4, 8, 16, 24, 32]

  /// Whether a file begins as a BMP does, with the header of the file or without (a "DIB"). Two letters would not do: a
  /// list of names may begin with "BM".
  static func begins(_ bytes: [UInt8]) -> Bool {
    let reader = LittleEndian(bytes)
    if bytes.starts(with: "BM".utf8) { return reader.integer(at: fileHeader, count: 4).map(sizes.contains) ?? false }
    guard let size = reader.integer(at: 0, count: 4), sizes.contains(size) else { return false }
    let planes = size == 12 ? 8 : 12
    return reader.integer(at: planes, count: 2) == 1
      && reader.integer(at: planes + 2, count: 2).map(depths.contains) == true
  }

  init(_ bytes: [UInt8], name: String) throws(ImageFailure) {
    let reader = LittleEndian(bytes)
    func number(_ offset: Int, _ count: Int) throws(ImageFailure) -> Int {
      guard let value = reader.integer(at: offset, count: count) else {
        throw .truncated(name: name, format: .bmp, count: bytes.count)
      }
      return value
    }
    func failure(_ offset: Int, _ reason: String) -> ImageFailure {
      .undecodable(name: name, format: .bmp, offset: offset, reason: reason)
    }
    let hasFileHeader = bytes.starts(with: "BM".utf8)
    let header = hasFileHeader ? Self.fileHeader : 0
    let size = try number(header, 4)
    let isOld = size == 12
    let depthOffset = header + (isOld ? 10 : 14)
    let signed = isOld ? try number(header + 6, 2) : Int(Int32(truncatingIfNeeded: try number(header + 8, 4)))
    width = try number(header + 4, isOld ? 2 : 4)
    (height, isTopDown) = (abs(signed), signed < 0)
    bits = try number(depthOffset, 2)
    let compression = isOld ? 0 : try number(header + 16, 4)
    guard 1...0x7fff_ffff ~= width, 1...0x7fff_ffff ~= height else {
      throw failure(header + 4, "expected a size of 1x1 or more, found \(width)x\(signed)")
    }
    guard Self.depths.contains(bits) else {
      throw failure(depthOffset, "expected 1, 4, 8, 16, 24 or 32 bits a pixel, found \(bits)")
    }
    var (masks, behind) = (Self.masks(bits), header + size)
    switch (compression, bits) {
    case (0, _): packing = .plain
    case (1, 8), (2, 4): packing = .runs
    case (3, 16), (3, 32), (6, 16), (6, 32), (3, 24):
      packing = .masks
      // The oldest header has its masks behind it, the others hold them at the same place.
      masks = try [0, 4, 8].map { (offset) throws(ImageFailure) in UInt32(try number(header + 40 + offset, 4)) }
      if size == 40 { behind += compression == 6 ? 16 : 12 }
      if masks == [0, 0, 0] { masks = Self.masks(bits) }
      guard masks.allSatisfy(Self.isContiguous) else {
        throw failure(header + 40, "the masks of its colours are broken")
      }
    default:
      throw failure(header + 16, "its compression (\(compression), \(bits) bits) is not one of those that are read")
    }
    self.masks = masks
    var palette = [UInt8](repeating: 0, count: 256 * 3)
    if bits <= 8 {
      let claimed = isOld ? 0 : try number(header + 32, 4)
      let entry = isOld ? 3 : 4
      let colours = claimed == 0 ? 1 << bits : claimed
      guard colours <= 65_536 else { throw failure(header + 32, "its palette claims \(colours) colours") }
      guard bytes.count - behind >= colours * entry else {
        throw .truncated(name: name, format: .bmp, count: bytes.count)
      }
      for index in 0..<min(colours, 256) {
        for channel in 0..<3 { palette[index * 3 + channel] = bytes[behind + index * entry + 2 - channel] }
      }
      behind += colours * entry
    }
    self.palette = palette
    let claimed = hasFileHeader ? try number(10, 4) : 0
    start = claimed == 0 ? behind : claimed
  }

  private static func masks(_ bits: Int) -> [UInt32] {
    bits == 16 ? [0x7c00, 0x03e0, 0x001f] : [0xff_0000, 0x00_ff00, 0x00_00ff]
  }

  /// One run of ones, or none.
  private static func isContiguous(_ mask: UInt32) -> Bool {
    let run = mask == 0 ? 0 : mask >> UInt32(mask.trailingZeroBitCount)
    return run & (run &+ 1) == 0
  }
}

/// Integers, lowest byte first; `nil` outside the bytes.
struct LittleEndian {
  private let bytes: [UInt8]
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func integer(at offset: Int, count: Int) -> Int? {
    guard offset >= 0, offset + count <= bytes.count else { return nil }
    return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
