import Datasets
import Foundation
import Testing

@Suite struct GzipReaderTests {
  /// Made with Python: gzip.compress(b"".join(b"line %d of the fixture\n" % i for i in range(200)), 9, mtime=0)
  private static let compressed = [UInt8](
    Data(
      base64Encoded:
        """
        H4sIAAAAAAACA3XYSUoEQQAF0b2nqCPkzzkP1I0NjYK04PHFtRHbv3vUFFnPx8ftKtfn/Xq936774+f1/XV7e/6twbXi2nDtuA5c
        J64L143rYYXgWBfmhX1hYFgYJoaNYWRYWVlZ5RqysrKysrKysrKysrKysrKysbKxssmtysrGysbKxsrGysbKxsrOys7KzsouTyQr
        Oys7KzsrOys7KwcrBysHKwcrh7x4WDlYOVg5WDlYOVk5WTlZOVk5WTnl/crKycrJysnKxcrFysXKxcrFysXKJZ8RVi5WLlZuVm5W
        blZuVm5WblZuVm75WrJys/Kw8rDysPKw8rDysPKw8rDySBRYFUgWFOmCImFQpAyKpEGRNigSB0XqoEgeFPFqBonXQshKyFLIWshi
        yGrIckh6KBJEqdZ94pUmikRRpIoiWRTpokgYRcookkaRNkqz0BWv5FGkjyKBFCmkSCJFGikSSZFKimRSupW9eKWUIqkUaaVILEVq
        KZJLkV6KBFOkmDLsKCNeiaZINUWyKdJNkXCKlFMknSLtFImnTDu7iVf6KRJQkYKKJFSkoSIRFamoSEZFOirLDqvilZSKtFQkpiI1
        FcmpSE9FgipSVJGkyrbTuXilqiJZFemqSFhFyiqSVpG2isRVpK5y7HfEP+8vZGJxIFISAAA=
        """, options: .ignoreUnknownCharacters) ?? Data())
  private static let plain = Array((0..<200).map { "line \($0) of the fixture\n" }.joined().utf8)

  private func inflate(_ bytes: [UInt8], piece: Int = 1000) throws(ArchiveFailure) -> [UInt8] {
    try GzipReader(BytesInMemory(bytes)).everything(piece)
  }

  @Test(arguments: [1, 7, 4690, 4691, 100_000]) func inflatesInPiecesOfAnySize(piece: Int) throws {
    #expect(try inflate(Self.compressed, piece: piece) == Self.plain)
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 200_000]) func inflatesStoredBlocksBeyondItsBuffer(count: Int) throws {
    let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    #expect(try inflate(ArchiveBuilder.gzip(content)) == content)
  }

  @Test func joinsMembers() throws {
    let members = Self.compressed + ArchiveBuilder.gzip([]) + ArchiveBuilder.gzip([1, 2, 3])
    #expect(try inflate(members) == Self.plain + [1, 2, 3])
  }

  @Test(arguments: [[UInt8](repeating: 0, count: 700), [0x1F], Array("garbage".utf8)])
  func ignoresWhatFollowsTheLastMemberAsGzipDoes(tail: [UInt8]) throws {
    let reader = try GzipReader(BytesInMemory(Self.compressed + tail))
    #expect(try reader.everything(512) == Self.plain)
    #expect(reader.ignoredBytes == tail.count)
  }

  @Test func truncatedAnywhereIsAFailureThatNamesTheEnd() {
    for count in 2..<Self.compressed.count {
      #expect(throws: ArchiveFailure.truncatedGzip(path: "memory", offset: count)) {
        try inflate(Array(Self.compressed.prefix(count)))
      }
    }
  }

  @Test func aSecondMemberCutShortIsAFailure() {
    let both = Self.compressed + Self.compressed.dropLast(20)
    #expect(throws: ArchiveFailure.truncatedGzip(path: "memory", offset: both.count)) { try inflate(both) }
  }

  @Test(arguments: [(8, "incorrect data check"), (1, "incorrect length check")])
  func wrongTrailerIsAFailure(fromEnd: Int, detail: String) {
    var bytes = Self.compressed
    bytes[bytes.count - fromEnd] ^= 0x10
    #expect(
      throws: ArchiveFailure.corruptGzip(path: "memory", offset: bytes.count - (fromEnd == 8 ? 4 : 0), detail: detail)
    ) {
      try inflate(bytes)
    }
  }

  @Test func everyFlippedByteIsFoundOrHarmless() throws {
    for index in Self.compressed.indices {
      var bytes = Self.compressed
      bytes[index] ^= 0x55
      // Time stamp, extra flags and system (bytes 4 to 9) are not covered by the checksum.
      guard let content = try? inflate(bytes) else { continue }
      #expect(content == Self.plain, "byte \(index)")
      #expect((4..<10).contains(index) || index == 3, "byte \(index)")
    }
  }

  @Test func emptyFileIsAFailure() {
    #expect(throws: ArchiveFailure.emptyFile(path: "memory")) { try inflate([]) }
  }

  @Test func anotherFormatIsAFailure() {
    #expect(throws: ArchiveFailure.notGzip(path: "memory", found: [0x50, 0x4B])) { try inflate([0x50, 0x4B, 3, 4]) }
  }
}
