import Images
import Testing

/// Damage is refused by what it does to pixels; what changes none passes.
@Suite struct DamageTests {
  /// Noise, so that every byte of the compressed data matters.
  private static func noise(_ width: Int, _ height: Int, period: Int = .max) -> Image {
    var state: UInt32 = 7
    var pixels: [UInt8] = []
    for index in 0..<width * height * 3 {
      state = state &* 1_664_525 &+ 1_013_904_223
      pixels.append(index < period ? UInt8(state >> 24) : pixels[index - period])
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// Where the data of the first scan begin: behind its header.
  private func scan(_ bytes: [UInt8]) throws -> Int {
    let marker = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xff && bytes[$0 + 1] == 0xda })
    return marker + 2 + Int(bytes[marker + 2]) << 8 + Int(bytes[marker + 3])
  }

  private func damage(in bytes: [UInt8]) -> String? {
    guard case .undecodable("file", .jpeg, _?, let reason) = failure(bytes) else { return nil }
    return reason
  }

  @Test func `a window that is named too small is read`() throws {
    let image = Self.noise(100, 40, period: 100 * 20 * 3)
    let plain = try image.encodePNG()
    let data = try #require(plain.indices.first { plain[$0...].starts(with: "IDAT".utf8) })
    let length = plain[data - 4..<data].reduce(0) { $0 << 8 | Int($1) }
    var content = Array(plain[data + 4..<data + 4 + length])
    // 256 bytes; the second byte makes the pair a multiple of 31.
    content.replaceSubrange(0..<2, with: [0x08, 0x1d])
    let bytes = plain.prefix(data - 4) + HandmadePNG.chunk("IDAT", content) + HandmadePNG.chunk("IEND", [])
    #expect(try ImageDecoder.decode(Array(bytes), name: "file") == image)
  }

  @Test(arguments: [12, 8, 4, 1]) func `a PNG that lacks its end is read`(_ missing: Int) throws {
    let image = Self.noise(9, 7)
    #expect(try ImageDecoder.decode(image.encodePNG().dropLast(missing), name: "file") == image)
  }

  @Test func `a scan with a hole is damaged, not cut off`() throws {
    let whole = try Self.noise(64, 64).encodeJPEG()
    let start = try scan(whole)
    let bytes = Array(whole[..<(start + 2000)] + whole[(start + 4000)...])
    let reason = try #require(damage(in: bytes))
    #expect(reason.hasPrefix("its compressed data are damaged from row "))
    #expect(failure(bytes)?.message.contains("cut off") == false)
  }

  @Test func `stray bytes between segments pass, and hide no damage behind them`() throws {
    let whole = try Self.noise(64, 64).encodeJPEG()
    // Behind the first segment, JFIF's.
    let place = 4 + Int(whole[4]) << 8 + Int(whole[5])
    let stray = Array(whole[..<place] + [1, 2, 3] + whole[place...])
    #expect(try ImageDecoder.decode(stray, name: "file") == ImageDecoder.decode(whole, name: "file"))
    let cut = try stray.prefix(scan(stray) + 1500) + [0xff, 0xd9]
    #expect(damage(in: Array(cut))?.hasSuffix("data are missing") == true)
  }

  @Test func `data that no pixel needed are damage, padding is not`() throws {
    let whole = try Self.noise(64, 64).encodeJPEG()
    let end: [UInt8] = [0xff, 0xd9]
    for (rest, isRead) in [
      ([UInt8](repeating: 0, count: 500), true), ([UInt8](repeating: 0x3f, count: 40), true), ([1, 2, 3, 4], true),
      ((0..<60).map { UInt8($0) }, false),
    ] {
      #expect((failure(whole.dropLast(2) + rest + end) == nil) == isRead, "\(rest.count) bytes")
    }
  }

  @Test func `damage between restart markers is refused`() throws {
    let whole = try Fixture.named("420-restarts.jpg").bytes()
    let start = try scan(whole)
    let markers = whole.indices.filter {
      $0 >= start && whole[$0] == 0xff && $0 + 1 < whole.count && 0xd0...0xd7 ~= whole[$0 + 1]
    }
    try #require(markers.count > 2)
    // Data before a restart marker, more than the decoder reads ahead; a restart marker that is not there, and one too
    // many.
    let first = markers[0]
    let data = (0..<64).map { UInt8($0 * 3 + 1) }
    #expect(failure(Array(whole[..<first] + data + whole[first...])) != nil)
    #expect(failure(Array(whole[..<first] + whole[(first + 2)...])) != nil)
    #expect(failure(Array(whole[..<first] + [0xff, 0xd3] + whole[first...])) != nil)
    #expect(failure(Array(whole[..<(start + 2)] + whole[markers[1]...])) != nil)
  }

  @Test func `a progressive file without one of its scans is refused`() throws {
    let whole = try Fixture.named("420-progressive.jpg").bytes()
    let scans = whole.indices.dropLast().filter { whole[$0] == 0xff && whole[$0 + 1] == 0xda }
    try #require(scans.count > 3)
    // Up to the second scan and on from the third: refinements then refine nothing.
    for index in 0..<scans.count - 1 {
      let bytes = Array(whole[..<scans[index]] + whole[scans[index + 1]...])
      // Without a first scan of high frequencies that none refines, the file is a blurred one, but whole.
      _ = failure(bytes)
    }
    #expect(failure(Array(whole[..<scans[0]] + whole[scans[1]...])) != nil)
    // A scan that comes again and again.
    let again = Array(whole[scans[0]..<scans[1]])
    let many = (0..<600).flatMap { _ in again }
    #expect(failure(Array(whole[..<scans[1]] + many + whole[scans[1]...])) != nil)
  }

  @Test func `what says nothing about pixels is forgiven`() throws {
    let whole = try Self.noise(24, 16).encodeJPEG()
    let pixels = try ImageDecoder.decode(whole, name: "file")
    var newer = whole
    // The revision of JFIF, behind its name.
    newer[11] = 9
    #expect(try ImageDecoder.decode(newer, name: "file") == pixels)
    // Parameters of the scan's header that only progressive files have: its last three bytes.
    var scanned = whole
    scanned[try scan(whole) - 2] = 0
    #expect(try ImageDecoder.decode(scanned, name: "file") == pixels)
    #expect(try ImageDecoder.decode(whole.dropLast(2), name: "file") == pixels)
    #expect(try ImageDecoder.decode(whole.dropLast(1), name: "file") == pixels)
  }

  /// A complete file is never called cut off, whatever bits of its data are flipped.
  @Test(arguments: ["420.jpg", "420-restarts.jpg", "420-progressive.jpg", "cmyk.jpg"])
  func `flipped bits do not cut a file off`(_ name: String) throws {
    let whole = try Fixture.named(name).bytes()
    for index in try scan(whole)..<whole.count - 2 {
      for bit: UInt8 in 0..<8 {
        var bytes = whole
        bytes[index] ^= 1 << bit
        if case .truncated = failure(bytes) { Issue.record("byte \(index), bit \(bit)") }
      }
    }
  }
}
