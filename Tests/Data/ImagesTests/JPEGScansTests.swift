import Images
import Testing

/// Every scan of a progressive JPEG costs a pass over all of its pixels, however few bytes it has.
struct JPEGScansTests {
  /// A grey square of valid scans: the means, then one frequency after the other, all zero.
  private func progressive(side: Int, scans: Int) -> [UInt8] {
    precondition(side % 8 == 0 && (1...64).contains(scans))
    let (blocks, edge) = (side / 8 * (side / 8), [UInt8(side >> 8), UInt8(side & 255)])
    /// A table of one code, a single 0, and what it stands for.
    func table(_ kind: UInt8, _ symbol: UInt8) -> [UInt8] {
      [0xFF, 0xC4, 0, 20, kind, 1] + [UInt8](repeating: 0, count: 15) + [symbol]
    }
    func scan(_ frequency: Int, bits: Int) -> [UInt8] {
      let number = UInt8(frequency)
      return [0xFF, 0xDA, 0, 8, 1, 1, 0, number, number, 0] + [UInt8](repeating: 0, count: (bits + 7) / 8)
    }
    // 0xE0 stands for 16,384 blocks without this frequency, or more by the 14 bits behind it.
    let runs = (blocks + 16_383) / 16_384
    var bytes: [UInt8] = [0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0] + [UInt8](repeating: 1, count: 64)
    bytes += [0xFF, 0xC2, 0, 11, 8] + edge + edge + [1, 1, 0x11, 0] + table(0x00, 0) + table(0x10, 0xE0)
    bytes += scan(0, bits: blocks)
    for frequency in 1..<scans { bytes += scan(frequency, bits: 15 * runs) }
    return bytes + [0xFF, 0xD9]
  }

  @Test func `many scans of few pixels are read`() throws {
    let image = try ImageDecoder.decode(progressive(side: 512, scans: 64), name: "file")
    #expect(image.width == 512 && image.height == 512 && image.pixels.allSatisfy { $0 == 128 })
  }

  @Test func `few scans of many pixels are read`() throws {
    let image = try ImageDecoder.decode(progressive(side: 8192, scans: 2), name: "file")
    #expect(image.width == 8192 && image[8191, 8191] == .init(red: 128, green: 128, blue: 128))
  }

  @Test func `many scans of many pixels are refused before they are all decoded`() throws {
    let bytes = progressive(side: 8192, scans: 64)
    #expect(bytes.count < 150_000)
    let start = ContinuousClock.now
    guard case .undecodable("file", .jpeg, _, let reason) = failure(bytes) else {
      Issue.record("not refused: \(String(describing: failure(bytes)))")
      return
    }
    #expect(reason == "it has more scans than an image of its size needs")
    #expect(ContinuousClock.now - start < .seconds(30))
  }
}
