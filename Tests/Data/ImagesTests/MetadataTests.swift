import Images
import Testing

/// Orientations that stand elsewhere than in EXIF segments; Pillow 13.0.0 turns the same files.
@Suite struct MetadataTests {
  /// Lies on its side: 8x16 after a quarter turn.
  private static let lying = Image(width: 16, height: 8, colour: .black)
  private static let tiff: [UInt8] = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]
  private static let upright: [UInt8] = tiff.prefix(19) + [1, 0, 0]
  private static let noTag: [UInt8] = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 0]

  private func isTurned(_ bytes: [UInt8]) throws -> Bool { try ImageDecoder.decode(bytes, name: "file").width == 8 }

  private func jpeg(_ segments: [[UInt8]]) throws -> [UInt8] {
    let plain = try Self.lying.encodeJPEG()
    var bytes = Array(plain.prefix(2))
    for segment in segments {
      let length = segment.count + 2
      bytes += [0xff, 0xe1, UInt8(length >> 8), UInt8(length & 255)]
      bytes += segment
    }
    return bytes + plain.dropFirst(2)
  }

  private func png(_ chunks: [UInt8], behind: Bool = false) throws -> [UInt8] {
    let plain = try Self.lying.encodePNG()
    let place = behind ? plain.count - 12 : 33
    return Array(plain.prefix(place)) + chunks + plain.dropFirst(place)
  }

  private func xmp(_ text: String) -> [UInt8] { Array("http://ns.adobe.com/xap/1.0/\0".utf8) + Array(text.utf8) }

  private func exif(_ content: [UInt8]) -> [UInt8] { Array("Exif\0\0".utf8) + content }

  @Test(arguments: [
    (#"<d tiff:Orientation="6"/>"#, true), ("<tiff:Orientation>8</tiff:Orientation>", true),
    (#"<d tiff:Orientation="1"/>"#, false), (#"<d tiff:Orientation='6'/>"#, false), ("", false),
    (#"<d tiff:Orientation="9"/>"#, false), ("tiff:Orientation", false), ("tiff:Orientation=\"", false),
    (#"<tiff:Orientation x><d tiff:Orientation="5"/>"#, true),
  ]) func `XMP in a JPEG`(_ text: String, _ turned: Bool) throws {
    #expect(try isTurned(jpeg([xmp(text)])) == turned)
  }

  @Test func `EXIF goes before XMP where it has the tag`() throws {
    let turning = xmp(#"tiff:Orientation="6""#)
    #expect(try !isTurned(jpeg([exif(Self.upright), turning])))
    #expect(try !isTurned(jpeg([turning, exif(Self.upright)])))
    #expect(try isTurned(jpeg([exif(Self.noTag), turning])))
    #expect(try isTurned(jpeg([exif([1, 2, 3]), turning])))
    #expect(try isTurned(jpeg([exif(Self.tiff), xmp(#"tiff:Orientation="1""#)])))
  }

  @Test func `the EXIF chunk of a PNG may have the prefix of a segment`() throws {
    #expect(try isTurned(png(HandmadePNG.chunk("eXIf", exif(Self.tiff)))))
    #expect(try isTurned(png(HandmadePNG.chunk("eXIf", exif(exif(Self.tiff))))))
  }

  /// A zlib stream of stored blocks.
  private func stored(_ content: [UInt8]) -> [UInt8] {
    var (low, high) = (1, 0)
    for byte in content {
      low = (low + Int(byte)) % 65_521
      high = (high + low) % 65_521
    }
    let count = content.count
    let length = [UInt8(count & 255), UInt8(count >> 8)]
    let sum = [high >> 8, high & 255, low >> 8, low & 255].map { UInt8($0) }
    return [0x78, 0x01, 1] + length + length.map { ~$0 } + content + sum
  }

  private func profile(_ content: [UInt8]) -> [UInt8] {
    let digits = content.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let half = digits.count / 2
    return Array(
      "\nexif\n      \(content.count)\n\(digits.prefix(half))\n\(digits.dropFirst(half).uppercased())\n".utf8)
  }

  @Test(arguments: [false, true]) func `text chunks of a PNG`(_ behind: Bool) throws {
    func isTurned(_ kind: String, _ content: [UInt8]) throws -> Bool {
      try self.isTurned(png(HandmadePNG.chunk(kind, content), behind: behind))
    }
    let raw = Array("Raw profile type exif\0".utf8)
    let name = Array("XML:com.adobe.xmp\0".utf8)
    let text = Array(#"tiff:Orientation="6""#.utf8)
    #expect(try isTurned("tEXt", raw + profile(exif(Self.tiff))))
    #expect(try isTurned("tEXt", raw + profile(Self.tiff)))
    #expect(try isTurned("zTXt", raw + [0] + stored(profile(exif(Self.tiff)))))
    #expect(try isTurned("tEXt", name + text))
    #expect(try isTurned("zTXt", name + [0] + stored(text)))
    #expect(try isTurned("iTXt", name + [0, 0, 0, 0] + text))
    #expect(try isTurned("iTXt", name + [1, 0, 0x65, 0, 0x78, 0] + stored(text)))
    // What breaks the rules counts as absent.
    for (kind, content) in [
      ("tEXt", raw), ("tEXt", raw + Array("\nexif\n22\n4d4".utf8)), ("tEXt", raw + Array("\nexif\n22\nzz".utf8)),
      ("zTXt", raw + [1] + stored(profile(Self.tiff))), ("zTXt", name + [0] + Array(stored(text).dropLast(30))),
      ("iTXt", name), ("iTXt", name + [0, 0, 0]), ("iTXt", name + [1, 0, 0, 0] + text), ("tEXt", text),
    ] { #expect(try !isTurned(kind, content), "\(kind) of \(content.count) bytes") }
  }

  @Test func `EXIF in a chunk goes before text, and only so much text is read`() throws {
    let text = HandmadePNG.chunk("tEXt", Array(#"XML:com.adobe.xmp"#.utf8) + [0] + Array(#"tiff:Orientation="6""#.utf8))
    #expect(try !isTurned(png(HandmadePNG.chunk("eXIf", Self.upright) + text)))
    let other = HandmadePNG.chunk("tEXt", Array("XML:com.adobe.xmp\0none".utf8))
    #expect(try isTurned(png(other + text)))
    #expect(try !isTurned(png((0..<20).flatMap { _ in other } + text)))
  }
}
