import Datasets

/// Tar archives and gzip files made by hand, right or wrong in any way a test asks for.
enum ArchiveBuilder {
  struct Header {
    var name: String
    var size: Int
    var kind: Character = "0"
    var prefix = ""
    var magic = "ustar\u{0}00"
    /// In place of the octal size.
    var sizeField: [UInt8]?
  }

  static func header(_ header: Header) -> [UInt8] {
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
    put(Array(repeating: 32, count: 8), 148)
    let sum = block.reduce(0) { $0 + Int($1) }
    put(Array((octal(sum, 6) + "\u{0} ").utf8), 148)
    return block
  }

  static func member(_ header: Header, _ content: [UInt8]) -> [UInt8] {
    self.header(header) + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }

  static let end = [UInt8](repeating: 0, count: 1024)

  static func tar(_ files: [(String, [UInt8])]) -> [UInt8] {
    files.flatMap { member(Header(name: $0, size: $1.count), $1) } + end
  }

  /// One gzip member of stored (uncompressed) blocks.
  static func gzip(_ content: [UInt8]) -> [UInt8] {
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
  private static func littleEndian(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  private static func crc32(_ content: [UInt8]) -> UInt32 {
    var value: UInt32 = .max
    for byte in content {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~value
  }
}

/// Bytes in memory, read like a file.
final class BytesInMemory: ByteSource {
  let path = "memory"
  private var rest: ArraySlice<UInt8>
  init(_ bytes: [UInt8]) { rest = bytes[...] }

  func read(_ count: Int, into buffer: inout [UInt8], at start: Int) throws(ArchiveFailure) -> Int {
    let piece = rest.prefix(count)
    rest = rest.dropFirst(count)
    buffer.replaceSubrange(start..<start + piece.count, with: piece)
    return piece.count
  }
}

extension ByteSource {
  /// Everything, read in pieces of the given size.
  func everything(_ piece: Int) throws(ArchiveFailure) -> [UInt8] {
    var (result, buffer): ([UInt8], [UInt8]) = ([], Array(repeating: 0, count: piece))
    while true {
      let got = try read(piece, into: &buffer, at: 0)
      result += buffer.prefix(got)
      if got < piece { return result }
    }
  }
}
