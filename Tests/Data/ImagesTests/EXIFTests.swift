import Images
import Testing

@Suite struct EXIFTests {
  /// Lies on its side: 8x16 after a quarter turn.
  private static let lying = Image(width: 16, height: 8, colour: .black)

  /// A JPEG of 16x8 pixels whose first segment is an EXIF segment around `content`.
  private func file(_ content: [UInt8]) throws -> [UInt8] {
    let plain = try Self.lying.encodeJPEG()
    let length = content.count + 2
    return Array(plain.prefix(2)) + [0xff, 0xe1, UInt8(length >> 8), UInt8(length & 255)] + content + plain.dropFirst(2)
  }

  private func isTurned(_ content: [UInt8]) throws -> Bool {
    try ImageDecoder.decode(file(content), name: "file").width == 8
  }

  private static let exif = Array("Exif\0\0".utf8)
  private static let little: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0]
  private static let big: [UInt8] = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1]
  private static let turnLittle: [UInt8] = [0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]
  private static let turnBig: [UInt8] = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]

  @Test func `both byte orders and both integer sizes are read`() throws {
    #expect(try isTurned(Self.exif + Self.little + Self.turnLittle))
    #expect(try isTurned(Self.exif + Self.big + Self.turnBig))
    #expect(try isTurned(Self.exif + Self.little + [0x12, 0x01, 4, 0, 1, 0, 0, 0, 6, 0, 0, 0]))
    #expect(try isTurned(Self.exif + Self.big + [0x01, 0x12, 0, 4, 0, 0, 0, 1, 0, 0, 0, 6]))
  }

  @Test func `the tag is found behind others`() throws {
    let other: [UInt8] = [0x0f, 0x01, 2, 0, 4, 0, 0, 0, 65, 66, 67, 0]
    #expect(try isTurned(Self.exif + [0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0] + other + Self.turnLittle))
  }

  @Test(
    arguments: [
      ("no content", []), ("identifier alone", exif), ("another identifier", Array("http://ns.adobe.com/".utf8)),
      ("unknown byte order", exif + [0x41, 0x41] + little.dropFirst(2) + turnLittle),
      ("wrong number", exif + [0x49, 0x49, 43] + little.dropFirst(3) + turnLittle),
      ("directory outside", exif + [0x49, 0x49, 42, 0, 0xff, 0xff, 0xff, 0xff, 1, 0] + turnLittle),
      ("directory at the end", exif + [0x49, 0x49, 42, 0, 21, 0, 0, 0, 1, 0] + turnLittle),
      ("more entries than bytes", exif + [0x49, 0x49, 42, 0, 8, 0, 0, 0, 0xff, 0xff]),
      ("cut entry", exif + little + turnLittle.prefix(9)),
      ("orientation 0", exif + little + turnLittle.prefix(8) + [0, 0, 0, 0]),
      ("orientation 9", exif + little + turnLittle.prefix(8) + [9, 0, 0, 0]),
      ("orientation 65535", exif + little + turnLittle.prefix(8) + [0xff, 0xff, 0, 0]),
      ("a text", exif + little + [0x12, 0x01, 2, 0, 1, 0, 0, 0, 6, 0, 0, 0]),
      ("two values", exif + little + [0x12, 0x01, 3, 0, 2, 0, 0, 0, 6, 0, 0, 0]),
    ] as [(String, [UInt8])])
  func `hostile EXIF counts as upright`(_ what: String, _ content: [UInt8]) throws {
    #expect(try !isTurned(content), "\(what)")
  }

  @Test func `EXIF behind the pixels is not read`() throws {
    let segment = Self.exif + Self.little + Self.turnLittle
    let bytes = try Self.lying.encodeJPEG() + [0xff, 0xe1, 0, UInt8(segment.count + 2)] + segment
    #expect(try ImageDecoder.decode(bytes, name: "file").width == 16)
  }

  @Test func `a PNG is turned wherever the chunk stands`() throws {
    let chunk = HandmadePNG.chunk("eXIf", Self.big + Self.turnBig)
    let plain = try Self.lying.encodePNG()
    for place in [HandmadePNG.signature.count + 25, plain.count - 12] {
      let bytes = plain.prefix(place) + chunk + plain.dropFirst(place)
      #expect(try ImageDecoder.decode(Array(bytes), name: "file").width == 8)
    }
  }

  @Test(arguments: [[], [0x49, 0x49], big, big + [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 9, 0, 0]] as [[UInt8]])
  func `hostile EXIF in a PNG counts as upright`(_ content: [UInt8]) throws {
    let plain = try Self.lying.encodePNG()
    let bytes = plain.prefix(33) + HandmadePNG.chunk("eXIf", content) + plain.dropFirst(33)
    #expect(try ImageDecoder.decode(Array(bytes), name: "file").width == 16)
  }

  /// Where the four corners of a 3x2 image go; `Fixtures` has the same through Pillow.
  @Test(arguments: [
    (1, "abcdef", 3), (2, "cbafed", 3), (3, "fedcba", 3), (4, "defabc", 3), (5, "adbecf", 2), (6, "daebfc", 2),
    (7, "fcebda", 2), (8, "cfbead", 2),
  ]) func `orientations move pixels`(_ tag: Int, _ order: String, _ width: Int) throws {
    let orientation = try #require(ImageOrientation(rawValue: tag))
    let stored = Image(width: 3, height: 2, pixels: "abcdef".utf8.flatMap { [$0, $0 &+ 100, $0 &- 50] })
    let seen = stored.turnedUpright(from: orientation)
    #expect(seen == Image(width: width, height: 6 / width, pixels: order.utf8.flatMap { [$0, $0 &+ 100, $0 &- 50] }))
  }
}
