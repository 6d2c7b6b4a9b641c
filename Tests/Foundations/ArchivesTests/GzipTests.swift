import Archives
import TestSupport
import Testing

@Suite struct GzipTests {
  private static let content = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
  private static let tar = ArchiveBuilder.tar([("a", content)])

  /// The same archive, compressed by libarchive.
  private func compressed() throws -> [UInt8] {
    let archive = try Archive(.gzip, [("a", Self.content)])
    return try archive.folder.read(Archive.name)
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 900_000]) func inflatesStoredBlocksBeyondItsBuffer(count: Int) throws {
    let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let archive = try Archive(ArchiveBuilder.gzip(ArchiveBuilder.tar([("a", content)])))
    #expect(try archive.members() == ["a": content])
  }

  @Test func joinsMembers() throws {
    let parts = ArchiveBuilder.gzip(Array(Self.tar.prefix(700))) + ArchiveBuilder.gzip([])
    let archive = try Archive(parts + ArchiveBuilder.gzip(Array(Self.tar.dropFirst(700))))
    #expect(try archive.members() == ["a": Self.content])
  }

  @Test(arguments: [[UInt8](repeating: 0, count: 700), [0x1F], Array("garbage".utf8)])
  func ignoresWhatFollowsTheLastMemberAsGzipDoes(tail: [UInt8]) throws {
    #expect(try Archive(compressed() + tail).members() == ["a": Self.content])
  }

  @Test func truncatedAnywhereIsAFailureThatNamesTheEnd() throws {
    let whole = try compressed()
    for count in 2..<whole.count {
      let archive = try Archive(Array(whole.prefix(count)))
      #expect(archive.refusal() == .truncated(path: archive.path, offset: count))
    }
  }

  @Test func aSecondMemberCutShortIsAFailure() throws {
    let whole = try compressed()
    let archive = try Archive(whole + whole.dropLast(20))
    #expect(archive.refusal() == .truncated(path: archive.path, offset: 2 * whole.count - 20))
  }

  /// libarchive alone would not see this.
  @Test(arguments: [(8, "incorrect data check"), (1, "incorrect length check")])
  func wrongTrailerIsAFailure(fromEnd: Int, detail: String) throws {
    var bytes = try compressed()
    bytes[bytes.count - fromEnd] ^= 0x10
    let archive = try Archive(bytes)
    let offset = bytes.count - (fromEnd == 8 ? 4 : 0)
    #expect(archive.refusal() == .corrupt(path: archive.path, offset: offset, detail: detail))
    #expect(archive.refusal()?.status == .malformedInput)
  }

  @Test func everyFlippedByteIsFoundOrHarmless() throws {
    let whole = try compressed()
    for index in whole.indices {
      var bytes = whole
      bytes[index] ^= 0x55
      // Flags, time stamp, extra flags and system (bytes 3 to 9) are not covered by the checksum.
      guard let members = try? Archive(bytes).members() else { continue }
      #expect(members == ["a": Self.content] && (3..<10).contains(index), "byte \(index)")
    }
  }

  @Test func anEmptyFileIsAFailure() throws {
    let archive = try Archive([])
    #expect(archive.refusal() == .emptyFile(path: archive.path))
  }

  @Test(arguments: [(Array("some text".utf8), 9), ([UInt8](repeating: 7, count: 5000), 5000)])
  func anotherContentIsAFailure(content: [UInt8], bytes: Int) throws {
    let archive = try Archive(ArchiveBuilder.gzip(content))
    #expect(archive.refusal() == .notTar(path: archive.path, bytes: bytes))
  }
}
