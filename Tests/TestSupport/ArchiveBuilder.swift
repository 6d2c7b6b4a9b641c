/// Tar archives and gzip files made by hand, right or wrong in any way a test asks for.
public enum ArchiveBuilder {
  public struct Header {
    public var name: String
    public var size: Int
    public var kind: Character = "0"
    public var prefix = ""
    public var magic = "ustar\u{0}00"
    /// In place of the octal size.
    public var sizeField: [UInt8]?

    public init(
      name: String, size: Int, kind: Character = "0", prefix: String = "", magic: String = "ustar\u{0}00",
      sizeField: [UInt8]? = nil
    ) {
      (self.name, self.size, self.kind, self.prefix) = (name, size, kind, prefix)
      (self.magic, self.sizeField) = (magic, sizeField)
    }
  }

  public static func header(_ header: Header) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ bytes: [UInt8], _ offset: Int) {
      for (index, byte) in bytes.enumerated() { block[offset + index] = byte }
    }
    put(Array(header.name.utf8.prefix(100)), 0)
    put(Array("0000644\u{0}0000000\u{0}0000000\u{0}".utf8), 100)
    put(header.sizeField ?? Array((octal(header.size, 11) + "\u{0}").utf8), 124)
    put(Array("00000000000\u{0}".utf8), 136)
    put(Array(String(header.kind).utf8), 156)
    put(Array(header.magic.utf8), 257)
    put(Array(header.prefix.utf8), 345)
    return withChecksum(block)
  }

  /// A header that was changed, with its checksum made right.
  public static func withChecksum(_ header: [UInt8]) -> [UInt8] {
    var block = header
    block.replaceSubrange(148..<156, with: Array(repeating: 32, count: 8))
    let sum = block.reduce(0) { $0 + Int($1) }
    block.replaceSubrange(148..<156, with: Array((octal(sum, 6) + "\u{0} ").utf8))
    return block
  }

  public static func member(_ header: Header, _ content: [UInt8]) -> [UInt8] {
    self.header(header) + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }

  public static let end = [UInt8](repeating: 0, count: 1024)

  public static func tar(_ files: [(String, [UInt8])]) -> [UInt8] {
    files.flatMap { member(Header(name: $0, size: $1.count), $1) } + end
  }

  /// One gzip member of stored (uncompressed) blocks.
  public static func gzip(_ content: [UInt8]) -> [UInt8] {
    var output: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var rest = content[...]
    repeat {
      let block = rest.prefix(65_535)
      rest = rest.dropFirst(block.count)
      output.append(rest.isEmpty ? 1 : 0)
      output += littleEndian(UInt32(block.count), 2) + littleEndian(~UInt32(block.count), 2) + block
    } while !rest.isEmpty
    return output + littleEndian(crc32(content), 4) + littleEndian(UInt32(truncatingIfNeeded: content.count), 4)
  }

  private static func octal(_ value: Int, _ digits: Int) -> String {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
  static func littleEndian(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  static func crc32(_ content: [UInt8]) -> UInt32 {
    var value: UInt32 = .max
    for byte in content {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~value
  }
}
