/// Walks the chunks of a PNG (PNG specification, 5.3) without decoding them; ends where the file breaks off.
struct PNGChunks: Sequence, IteratorProtocol {
  struct Chunk {
    let name: ArraySlice<UInt8>
    let content: Range<Int>

    func isNamed(_ text: String) -> Bool { name.elementsEqual(text.utf8) }
  }

  private let bytes: [UInt8]
  private var position = ImageFormat.pngSignature.count

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> Chunk? {
    // A chunk is its length, its name, its content and a checksum.
    guard position + 12 <= bytes.count else { return nil }
    let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - position - 12 else { return nil }
    defer { position += 12 + length }
    return Chunk(name: bytes[position + 4..<position + 8], content: position + 8..<position + 8 + length)
  }
}

/// A text chunk (PNG specification, 11.3.3): plain, compressed or international.
struct PNGText {
  let keyword: String
  let content: ArraySlice<UInt8>

  /// The longest text that is looked at; nothing longer is metadata of a photograph.
  private static let largest = 1 << 20

  /// `nil` for other chunks and for text that breaks the rules or is too long.
  init?(_ chunk: PNGChunks.Chunk, in bytes: [UInt8]) {
    let kinds = ["tEXt", "zTXt", "iTXt"]
    guard let kind = kinds.first(where: chunk.isNamed) else { return nil }
    var rest = bytes[chunk.content]
    // A keyword has at most 79 bytes.
    guard let end = rest.prefix(80).firstIndex(of: 0) else { return nil }
    keyword = String(decoding: rest[..<end], as: UTF8.self)
    guard keyword == "Raw profile type exif" || keyword == "XML:com.adobe.xmp" else { return nil }
    rest = rest[(end + 1)...]
    var isCompressed = kind == "zTXt"
    if kind == "zTXt" {
      guard rest.popFirst() == 0 else { return nil }
    } else if kind == "iTXt" {
      guard let flag = rest.popFirst(), rest.popFirst() == 0 else { return nil }
      isCompressed = flag != 0
      for _ in ["language", "translated keyword"] {
        guard let end = rest.firstIndex(of: 0) else { return nil }
        rest = rest[(end + 1)...]
      }
    }
    if isCompressed {
      guard let inflated = Zlib.inflated(rest, limit: Self.largest) else { return nil }
      rest = inflated[...]
    }
    guard rest.count <= Self.largest else { return nil }
    content = rest
  }

  /// The bytes behind the lines that name and count them, which are written in hexadecimal.
  var profile: ArraySlice<UInt8>? {
    let lines = content.split(separator: 0x0a, maxSplits: 3, omittingEmptySubsequences: false)
    guard lines.count == 4 else { return nil }
    let digits = lines[3].filter { $0 > 0x20 }
    let values = digits.compactMap { digit -> UInt8? in
      switch digit {
      case 0x30...0x39: digit - 0x30
      case 0x41...0x46: digit - 0x41 + 10
      case 0x61...0x66: digit - 0x61 + 10
      default: nil
      }
    }
    guard values.count == digits.count, values.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }[...]
  }
}
