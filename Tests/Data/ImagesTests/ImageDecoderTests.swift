import Images
import Support
import Testing

@Suite struct ImageDecoderTests {
  static let pngs = Fixture.all.filter { $0.name.hasSuffix(".png") }
  static let jpegs = Fixture.all.filter { $0.name.hasSuffix(".jpg") }

  /// Files that Pillow decoded, turned upright and then stretched to 32x32, as `ImageFile` does for models.
  static let photos = Fixture.all.filter { $0.name.hasSuffix(":32x32") }

  @Test func `fixtures are there`() {
    #expect(Self.pngs.count == 34)
    #expect(Self.jpegs.count == 20)
    #expect(Self.photos.count == 6)
  }

  @Test(arguments: pngs) func `every kind of PNG decodes to Pillow's pixels`(_ fixture: Fixture) throws {
    #expect(try ImageDecoder.decode(fixture.bytes(), name: fixture.name) == fixture.expected)
  }

  @Test(arguments: jpegs) func `every kind of JPEG decodes to Pillow's pixels`(_ fixture: Fixture) throws {
    let image = try ImageDecoder.decode(fixture.bytes(), name: fixture.name)
    // Releases of libjpeg-turbo may round differently by one.
    #expect(try #require(largestDifference(image, fixture.expected)) <= 1)
  }

  @Test(arguments: photos) func `what a model is shown is what Pillow would show it`(_ fixture: Fixture) throws {
    let image = try ImageDecoder.decode(fixture.bytes(), name: fixture.name)
    let seen = image.resized(width: 32, height: 32)
    let tolerance = fixture.name.contains(".png") ? 0 : 1
    #expect(try #require(largestDifference(seen, fixture.expected)) <= tolerance)
  }

  @Test func `bytes after the image are ignored`() throws {
    for name in ["rgb-8.png", "420.jpg"] {
      let fixture = try Fixture.named(name)
      let bytes = try fixture.bytes()
      let padded = try ImageDecoder.decode(bytes + [0, 1, 2, 0xff, 0xd8], name: name)
      #expect(try padded == ImageDecoder.decode(bytes, name: name))
    }
  }

  @Test func `an empty file is refused`() {
    let failure = failure([])
    #expect(failure == .empty(name: "file"))
    #expect(
      failure?.message == "'file': expected a PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC or AVIF image, found an empty file")
    #expect(failure?.status == .malformedInput)
    #expect(failure?.hint != nil)
  }

  @Test(arguments: [
    (Array("%PDF-1.7".utf8), "a PDF document"), ([0xff, 0x0a, 1, 2], "a JPEG XL image"),
    (Array("label,file\n0,a.png".utf8), "text starting \"label,file 0,a.p\""),
    (Array("version https://git-lfs.github.com/spec/v1".utf8), "a Git LFS pointer"),
    ([0, 1, 2, 250, 251, 252, 253, 254, 255], "bytes 00 01 02 fa fb fc fd fe"), ([0x89], "bytes 89"),
    ([0x89, 0x50, 0x4e, 0x47, 0x0a, 0x1a, 0x0a], "a PNG whose signature is damaged, as by a transfer in text mode"),
    (Array("\u{1b}[2Jboo".utf8), "bytes 1b 5b 32 4a 62 6f 6f"), ([0xff, 0xd8], "bytes ff d8"),
  ]) func `a file of another format is refused and named`(_ bytes: [UInt8], _ found: String) {
    #expect(failure(bytes) == .unknownFormat(name: "file", found: found))
  }

  @Test(arguments: ["rgb-8.png", "palette-4-interlaced.png", "grey-1.png"])
  func `a PNG cut anywhere is refused`(_ name: String) throws {
    let bytes = try Fixture.named(name).bytes()
    // What stands behind the data, the end chunk of 12 bytes, may be missing.
    for count in HandmadePNG.signature.count..<bytes.count - 12 {
      #expect(failure(Array(bytes.prefix(count))) == .truncated(name: "file", format: .png, count: count))
    }
  }

  @Test(arguments: ["420.jpg", "420-progressive.jpg", "420-restarts.jpg", "cmyk.jpg", "grey.jpg", "orientation-6.jpg"])
  func `a JPEG cut anywhere is refused`(_ name: String) throws {
    let bytes = try Fixture.named(name).bytes()
    // The end marker may be missing.
    for count in 3..<bytes.count - 2 {
      #expect(failure(Array(bytes.prefix(count))) == .truncated(name: "file", format: .jpeg, count: count))
    }
  }

  /// Whatever a flipped byte does, the program continues: an image or a failure, no trap.
  @Test(arguments: ["rgb-8-interlaced.png", "palette-2-transparent.png", "420-progressive.jpg", "orientation-6.jpg"])
  func `a flipped byte anywhere never traps`(_ name: String) throws {
    let bytes = try Fixture.named(name).bytes()
    for index in bytes.indices {
      for flip: UInt8 in [0x01, 0x80, 0xff] {
        var copy = bytes
        copy[index] ^= flip
        let failure = failure(copy, limits: DecodingLimits(width: 500, height: 500, pixels: 250_000))
        // Every byte of these PNG files is under a checksum; only the end chunk, of 12 bytes, is not needed.
        if name.hasSuffix("rgb-8-interlaced.png"), index < bytes.count - 12 {
          #expect(failure != nil, "byte \(index)")
        }
      }
    }
  }

  @Test func `a failure's message has one line, and tells what to do next`() {
    let failures: [ImageFailure] = [
      .empty(name: "a"), .unknownFormat(name: "a", found: "text"), .truncated(name: "a", format: .png, count: 3),
      .tooLarge(name: "a", format: .jpeg, width: 9, height: 9, limits: .default),
      .undecodable(name: "a", format: .png, offset: 7, reason: "bad"),
      .noLibrary(name: "a", format: .heic, package: "libheif1"),
      .noMemory(name: "a", format: .jpeg, width: 9, height: 9),
      .notEncodable(format: .jpeg, width: 1, height: 1, reason: "bad"),
      .gridTooLarge(columns: 1, rows: 1, cellWidth: 1, cellHeight: 1, limit: 1),
    ]
    for failure in failures {
      #expect(!failure.message.contains("\n") && !failure.message.hasSuffix("."))
      #expect(failure.hint?.isEmpty == false)
      #expect(failure.status != .success)
    }
  }
}
