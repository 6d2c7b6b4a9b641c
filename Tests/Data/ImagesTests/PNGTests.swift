import Images
import Testing

@Suite struct PNGTests {
  @Test func `a handmade PNG decodes`() throws {
    let image = try ImageDecoder.decode(HandmadePNG.file(width: 1, height: 1), name: "file")
    #expect(image == Image(width: 1, height: 1, colour: Image.Colour(red: 128, green: 128, blue: 128)))
  }

  @Test func `a bomb is refused by its claimed size`() {
    let failure = failure(HandmadePNG.file(width: 40_000, height: 40_000))
    #expect(
      failure == .tooLarge(name: "file", format: .png, width: 40_000, height: 40_000, limits: .default))
    #expect(failure?.message == "'file': the PNG claims 40000x40000 pixels; the limit is 89478485 pixels in all")
  }

  @Test func `a side beyond the limit is refused`() {
    let failure = failure(HandmadePNG.file(width: 0x7fff_ffff, height: 1))
    #expect(failure?.message == "'file': the PNG claims 2147483647x1 pixels; the limit is 65535x65535")
  }

  @Test func `limits are inclusive`() throws {
    let bytes = try Fixture.named("rgb-8.png").bytes()
    #expect(failure(bytes, limits: DecodingLimits(width: 7, height: 5, pixels: 35)) == nil)
    for limits in [
      DecodingLimits(width: 6, height: 5, pixels: 35), DecodingLimits(width: 7, height: 4, pixels: 35),
      DecodingLimits(width: 7, height: 5, pixels: 34),
    ] {
      #expect(
        failure(bytes, limits: limits) == .tooLarge(name: "file", format: .png, width: 7, height: 5, limits: limits))
    }
  }

  @Test(arguments: [(0, 1), (1, 0), (0, 0), (0x8000_0000, 1), (1, 0xffff_ffff)])
  func `an impossible size is refused`(_ width: Int, _ height: Int) {
    #expect(
      failure(HandmadePNG.file(width: width, height: height))
        == .undecodable(
          name: "file", format: .png, offset: 16, reason: "expected a size of 1x1 or more, found \(width)x\(height)"))
  }

  @Test func `a first chunk other than the header is refused`() {
    let bytes =
      HandmadePNG.signature + HandmadePNG.chunk("CgBI", [0, 0, 0, 0]) + HandmadePNG.header(width: 1, height: 1)
    #expect(
      failure(bytes)
        == .undecodable(name: "file", format: .png, offset: 12, reason: "expected the chunk IHDR first, found CgBI"))
  }

  @Test func `a wrong checksum is refused, with the place`() throws {
    var bytes = HandmadePNG.file(width: 1, height: 1)
    let end = bytes.count - 12
    bytes[end - 1] ^= 1
    guard case .undecodable("file", .png, let offset?, let reason) = failure(bytes) else {
      Issue.record("not refused as undecodable")
      return
    }
    #expect(offset == end)
    #expect(reason.contains("CRC"))
  }

  @Test func `too few rows are refused`() {
    guard case .undecodable("file", .png, _?, let reason) = failure(HandmadePNG.file(width: 1, height: 2)) else {
      Issue.record("not refused as undecodable")
      return
    }
    #expect(reason == "Not enough image data")
  }

  @Test func `a file without data is refused`() {
    let bytes = HandmadePNG.signature + HandmadePNG.header(width: 1, height: 1) + HandmadePNG.chunk("IEND", [])
    #expect(failure(bytes) != nil)
  }

  @Test func `data that is not compressed is refused`() {
    #expect(failure(HandmadePNG.file(width: 1, height: 1, data: Array("no zlib".utf8))) != nil)
  }

  @Test(arguments: [(UInt8(3), UInt8(0)), (8, 1), (8, 5), (8, 7), (16, 3), (4, 2), (32, 0)])
  func `an impossible depth or kind is refused`(_ depth: UInt8, _ kind: UInt8) {
    let bytes =
      HandmadePNG.signature + HandmadePNG.header(width: 1, height: 1, depth: depth, kind: kind)
      + HandmadePNG.chunk("IDAT", HandmadePNG.onePixel) + HandmadePNG.chunk("IEND", [])
    guard case .undecodable = failure(bytes) else {
      Issue.record("not refused as undecodable")
      return
    }
  }

  @Test func `a palette image without its palette is refused`() {
    let bytes =
      HandmadePNG.signature + HandmadePNG.header(width: 1, height: 1, kind: 3)
      + HandmadePNG.chunk("IDAT", HandmadePNG.onePixel) + HandmadePNG.chunk("IEND", [])
    #expect(failure(bytes) != nil)
  }

  @Test func `text and profiles are skipped unread`() throws {
    let bomb = [UInt8](repeating: 0x41, count: 3_000_000)
    let bytes =
      HandmadePNG.signature + HandmadePNG.header(width: 1, height: 1) + HandmadePNG.chunk("zTXt", bomb)
      + HandmadePNG.chunk("iCCP", bomb) + HandmadePNG.chunk("IDAT", HandmadePNG.onePixel)
      + HandmadePNG.chunk("IEND", [])
    #expect(failure(bytes) == nil)
  }

  @Test(arguments: [(1, 1), (7, 5), (64, 33), (1000, 3)])
  func `encoding keeps every pixel`(_ width: Int, _ height: Int) throws {
    let image = pattern(width, height)
    let bytes = try image.encodePNG()
    #expect(try ImageDecoder.decode(bytes, name: "file") == image)
    #expect(try image.encodePNG() == bytes)
  }
}
