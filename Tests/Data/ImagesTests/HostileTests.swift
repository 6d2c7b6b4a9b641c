import Images
import Testing

/// Whatever the bytes are, decoding ends in pixels or a failure, within limits.
@Suite struct HostileTests {
  private static let small = DecodingLimits(width: 500, height: 500, pixels: 250_000)

  private static let names = [
    "format-lossy-13x11.webp", "format-lossless-13x11.webp", "format-alpha.webp", "format-animated-offset.webp",
    "format-13x11.gif", "format-interlaced.gif", "format-offset-transparent.gif", "format-palette-4.bmp",
    "format-rgb-565.bmp", "format-runs-4.bmp", "format-runs-8.bmp", "format-bare.dib", "format-lzw.tif",
    "format-adobe-deflate.tif", "format-packbits.tif", "format-jpeg.tif", "format-group3.tif", "format-group4.tif",
    "format-rgb-planes-tiles.tif", "format-rgb-tiles.tif", "format-palette-4.tif", "format-big.tif", "format-ycbcr.tif",
    "format-64x48.heic", "format-alpha.heic", "format-33x21.avif", "format-alpha.avif",
  ]

  private static func fixture(_ name: String) throws -> Fixture {
    try #require(FormatTests.all.first { $0.name == name }, "\(name)")
  }

  /// Cut at every byte of short files, else at some hundred places.
  @Test(arguments: names) func `a file cut anywhere ends in a failure or in the same pixels`(_ name: String) throws {
    let bytes = try Self.fixture(name).bytes()
    let whole = try ImageDecoder.decode(bytes, name: "file")
    var failures = 0
    for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 400)) {
      do throws(ImageFailure) {
        let image = try ImageDecoder.decode(Array(bytes.prefix(count)), name: "file")
        // What follows the pixels may be missing.
        #expect(image == whole, "\(count) of \(bytes.count) bytes")
      } catch {
        failures += 1
        #expect(!error.message.contains("\n"))
      }
    }
    #expect(failures > 0)
  }

  /// Numbers from a fixed seed (SplitMix64).
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var value = state
      value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
      value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
      return value ^ value >> 31
    }
  }

  @Test(arguments: names + ["420.jpg", "420-progressive.jpg", "420-restarts.jpg", "rgb-8.png"])
  func `flipped bits never trap`(_ name: String) throws {
    let bytes = try (FormatTests.all + Fixture.all).first { $0.name == name }.map { try $0.bytes() } ?? []
    try #require(!bytes.isEmpty)
    var random = Random(state: 20)
    let rounds = name.hasSuffix("heic") || name.hasSuffix("avif") ? 300 : 1500
    for _ in 0..<rounds {
      var copy = bytes
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        // Headers deserve more of them.
        let end = Bool.random(using: &random) ? copy.count : min(copy.count, 128)
        copy[Int.random(in: 0..<end, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      let failure = failure(copy, limits: Self.small)
      if let message = failure?.message { #expect(!message.contains("\n"), "\(message.debugDescription)") }
    }
  }

  @Test func `bytes behind a signature never trap`() {
    let signatures: [[UInt8]] = [
      Array("GIF89a".utf8), Array("RIFF\u{20}\0\0\0WEBPVP8 ".utf8), Array("RIFF\u{20}\0\0\0WEBPVP8L".utf8),
      Array("RIFF\u{20}\0\0\0WEBPVP8X".utf8), [0x49, 0x49, 42, 0, 8, 0, 0, 0], [0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
      [0x49, 0x49, 43, 0, 8, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0], Array("\0\0\0\u{18}ftypheic".utf8),
      Array("\0\0\0\u{18}ftypavif".utf8), Array("BM".utf8) + [0, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0],
    ]
    var random = Random(state: 21)
    for signature in signatures {
      #expect(failure(signature) != nil)
      for _ in 0..<500 {
        let rest = (0..<Int.random(in: 0..<200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        _ = failure(signature + rest, limits: Self.small)
      }
    }
  }

  @Test func `a GIF that claims a large screen is refused by its size`() throws {
    var bytes = try Self.fixture("format-13x11.gif").bytes()
    bytes.replaceSubrange(6..<10, with: [0xff, 0xff, 0xff, 0xff])
    #expect(failure(bytes) == .tooLarge(name: "file", format: .gif, width: 65_535, height: 65_535, limits: .default))
  }

  @Test func `a BMP that claims more than it holds is cut off`() throws {
    var bytes = try Self.fixture("format-palette-8.bmp").bytes()
    bytes.replaceSubrange(18..<26, with: [0, 0x20, 0, 0, 0, 0x20, 0, 0])
    #expect(failure(bytes) == .truncated(name: "file", format: .bmp, count: bytes.count))
    bytes.replaceSubrange(18..<26, with: [0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0x80])
    guard case .undecodable = failure(bytes) else {
      Issue.record("not refused as undecodable")
      return
    }
  }

  /// The value of a tag of the first directory, as `generate_formats.py` writes it: little-endian, 12 bytes an entry.
  private func setting(_ tag: Int, to value: UInt32, in bytes: [UInt8]) throws -> [UInt8] {
    var copy = bytes
    let entry = try #require(
      (0..<Int(bytes[8])).map { 10 + 12 * $0 }.first { Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8 == tag })
    for byte in 0..<4 { copy[entry + 8 + byte] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(byte))) }
    return copy
  }

  @Test func `a TIFF with a giant strip, tile or size is refused`() throws {
    let strips = try Self.fixture("format-rgb-8-little.tif").bytes()
    let tiles = try Self.fixture("format-rgb-tiles.tif").bytes()
    let wide = try setting(257, to: 40_000, in: setting(256, to: 40_000, in: strips))
    #expect(failure(wide) == .tooLarge(name: "file", format: .tiff, width: 40_000, height: 40_000, limits: .default))
    // All rows in one strip: the default of the format.
    _ = failure(try setting(278, to: 0xffff_ffff, in: strips))
    #expect(failure(try setting(322, to: 0x10_0000, in: setting(323, to: 0x10_0000, in: tiles))) != nil)
    #expect(failure(try setting(277, to: 0xffff, in: strips)) != nil)
  }

  @Test func `a TIFF whose pages are a ring ends with its first page`() throws {
    let fixture = try Self.fixture("format-rgb-8-little.tif")
    var bytes = try fixture.bytes()
    let next = 10 + 12 * Int(bytes[8])
    bytes.replaceSubrange(next..<next + 4, with: [8, 0, 0, 0])
    #expect(try ImageDecoder.decode(bytes, name: "file") == fixture.expected)
  }

  @Test func `a frame outside its WebP canvas is refused`() throws {
    var bytes = try Self.fixture("format-animated-offset.webp").bytes()
    let frame = try #require(bytes.indices.first { bytes[$0...].starts(with: "ANMF".utf8) })
    bytes[frame + 8] = 200
    #expect(failure(bytes)?.message.contains("outside the image") == true)
  }

  @Test func `a library that is missing is named with its package`() {
    let failure = ImageFailure.noLibrary(name: "a.heic", format: .heic, package: "libheif1")
    #expect(failure.message == "'a.heic': the library that decodes HEIC is missing: libheif1")
    #expect(failure.hint?.contains("apt-get install libheif1") == true)
  }
}
