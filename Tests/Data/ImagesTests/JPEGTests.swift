import Images
import Testing

@Suite struct JPEGTests {
  /// Replaces the two 16-bit numbers of the frame header that hold the height and the width.
  private func claiming(width: Int, height: Int, _ bytes: [UInt8]) throws -> [UInt8] {
    let frame = try #require(bytes.indices.first { bytes[$0] == 0xff && [0xc0, 0xc2].contains(bytes[$0 + 1]) })
    var copy = bytes
    for (offset, value) in [height >> 8, height & 255, width >> 8, width & 255].enumerated() {
      copy[frame + 5 + offset] = UInt8(value)
    }
    return copy
  }

  @Test func `a bomb is refused by its claimed size`() throws {
    let bytes = try claiming(width: 40_000, height: 40_000, Fixture.named("420.jpg").bytes())
    #expect(
      failure(bytes) == .tooLarge(name: "file", format: .jpeg, width: 40_000, height: 40_000, limits: .default))
  }

  @Test(arguments: [(0, 11), (13, 0), (0, 0)]) func `a size of zero is refused`(_ width: Int, _ height: Int) throws {
    guard case .undecodable = failure(try claiming(width: width, height: height, Fixture.named("420.jpg").bytes()))
    else {
      Issue.record("not refused as undecodable")
      return
    }
  }

  @Test func `data for fewer rows than claimed is refused`() throws {
    let bytes = try claiming(width: 13, height: 100, Fixture.named("444.jpg").bytes())
    // The file is complete: nothing is cut off.
    guard case .undecodable("file", .jpeg, _?, let reason) = failure(bytes) else {
      Issue.record("not refused as undecodable")
      return
    }
    #expect(reason == "its compressed data are damaged from row 16 of 100 on: data are missing")
  }

  @Test func `padding before the end marker is accepted`() throws {
    let fixture = try Fixture.named("444.jpg")
    let bytes = try fixture.bytes()
    let padded = Array(bytes.dropLast(2)) + [0x12, 0x34, 0x56] + [0xff, 0xd9]
    #expect(
      try ImageDecoder.decode(padded, name: "file") == ImageDecoder.decode(bytes, name: "file"))
    #expect(failure(Array(padded.dropLast(2))) == nil)
  }

  @Test func `a JPEG of 12 bits is refused by name`() throws {
    var bytes = try Fixture.named("420.jpg").bytes()
    let frame = try #require(bytes.indices.first { bytes[$0] == 0xff && bytes[$0 + 1] == 0xc0 })
    bytes[frame + 4] = 12
    let message = try #require(failure(bytes)).message
    #expect(message.contains("'file': the JPEG cannot be decoded") && message.contains("12"))
  }

  @Test func `a signature alone is refused`() {
    #expect(failure([0xff, 0xd8, 0xff]) == .truncated(name: "file", format: .jpeg, count: 3))
    #expect(failure([0xff, 0xd8, 0xff, 0xd9]) != nil)
  }

  @Test func `encoding is faithful, and more so with quality`() throws {
    // A ramp: JPEG is made for photographs, not for noise.
    var image = Image(width: 40, height: 24, colour: .black)
    for y in 0..<24 {
      for x in 0..<40 {
        image.pixels[(y * 40 + x) * 3] = UInt8(x * 6)
        image.pixels[(y * 40 + x) * 3 + 1] = UInt8(y * 10)
        image.pixels[(y * 40 + x) * 3 + 2] = UInt8(255 - x * 3 - y * 3)
      }
    }
    let files = try [50, 89, 90, 100].map { try image.encodeJPEG(quality: $0) }
    let differences = try files.map {
      try #require(largestDifference(ImageDecoder.decode($0, name: "file"), image))
    }
    #expect(differences[3] <= 2)
    #expect(differences[2] <= 8)
    #expect(differences[0] <= 32)
    #expect(files[0].count < files[2].count && files[2].count < files[3].count)
  }

  @Test func `a side too long for JPEG is refused`() {
    #expect(throws: ImageFailure.self) { try Image(width: 65_501, height: 1, colour: .white).encodeJPEG() }
  }
}
