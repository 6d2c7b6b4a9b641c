import Foundation
import Images
import Testing

/// The further formats: Pillow's pixels for pictures of `Fixtures/generate_formats.py`.
@Suite struct FormatTests {
  static let all = Fixture.read("formats.txt")

  /// HEIC and AVIF have a decoder with a rounding of its own, and halved chroma is repeated where Pillow's AVIF decoder
  /// interpolates it; JPEG and YCbCr round differently in releases of their libraries.
  private static func tolerance(_ name: String) -> Int {
    if name.hasSuffix(".avif") { return 24 }
    if name.hasSuffix(".heic") || name.hasPrefix("format-jpeg") || name.hasSuffix("ycbcr.tif") { return 2 }
    return 0
  }

  @Test func `fixtures are there`() {
    #expect(Self.all.count == 140)
    let counts = ["webp": 19, "gif": 11, "bmp": 26, "dib": 1, "tif": 57, "heic": 13, "avif": 13]
    for (ending, count) in counts {
      #expect(Self.all.count { $0.name.hasSuffix("." + ending) } == count, "\(ending)")
    }
  }

  @Test(arguments: all) func `every kind decodes to Pillow's pixels`(_ fixture: Fixture) throws {
    let image = try ImageDecoder.decode(fixture.bytes(), name: fixture.name)
    let difference = try #require(largestDifference(image, fixture.expected), "\(image.width)x\(image.height)")
    #expect(difference <= Self.tolerance(fixture.name))
  }

  @Test(arguments: all) func `the content tells the format`(_ fixture: Fixture) throws {
    let formats: [String: ImageFormat] = [
      "webp": .webp, "gif": .gif, "bmp": .bmp, "dib": .bmp, "tif": .tiff, "heic": .heic, "avif": .avif,
    ]
    let ending = try #require(fixture.name.split(separator: ".").last)
    #expect(try ImageFormat(fixture.bytes()) == formats[String(ending)])
    #expect(ImageFile.isNamedAsImage(fixture.name.uppercased()))
  }

  @Test(arguments: all) func `limits hold for every format`(_ fixture: Fixture) throws {
    let bytes = try fixture.bytes()
    let (width, height) = (fixture.expected.width, fixture.expected.height)
    let most = max(width, height)
    #expect(failure(bytes, limits: DecodingLimits(width: most, height: most, pixels: width * height)) == nil)
    guard case .tooLarge = failure(bytes, limits: DecodingLimits(width: most, height: most, pixels: width * height - 1))
    else {
      Issue.record("not refused as too large")
      return
    }
  }

  @Test(arguments: ["a.png", "b.JPE", "c.jfif", "d.webp", "e.gif", "f.dib", "g.TIFF", "h.heif", "i.avif", ".x.jpg"])
  func `names of pictures`(_ name: String) { #expect(ImageFile.isNamedAsImage(name)) }

  @Test(arguments: ["a", "png", "a.txt", "a.png.gz", "a.", "", "a.pngx", "webp.csv"])
  func `names of other files`(_ name: String) { #expect(!ImageFile.isNamedAsImage(name)) }

  @Test func `a list of names is no BMP`() {
    #expect(ImageFormat(Array("BMW-front.jpg\nBMW-rear.jpg\n".utf8)) == nil)
    #expect(ImageFormat(Array("(\0\0\0 no header".utf8)) == nil)
  }
}
