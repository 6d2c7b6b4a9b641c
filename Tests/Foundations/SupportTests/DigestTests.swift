import Support
import TestSupport
import Testing

/// Expected values are those of RFC 1321 (MD5) and FIPS 180-2 (SHA-256).
struct DigestTests {
  static let cases: [(String, md5: String, sha256: String)] = [
    (
      "", "d41d8cd98f00b204e9800998ecf8427e",
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    ),
    (
      "abc", "900150983cd24fb0d6963f7d28e17f72",
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    ),
  ]

  @Test(arguments: cases)
  func digestsAreThoseOfTheStandards(text: String, md5: String, sha256: String) throws {
    let bytes = Array(text.utf8)
    #expect(try Digest.md5(of: bytes).hex == md5)
    #expect(try Digest.sha256(of: bytes).hex == sha256)
    #expect(try Digest.sha256(of: bytes).bytes.count == 32)
    let folder = try TemporaryFolder()
    let path = try folder.write(bytes, to: "file")
    #expect(try Digest.md5(ofFile: path).hex == md5)
    #expect(try Digest.sha256(ofFile: path).hex == sha256)
  }

  /// A million times "a", the third example of FIPS 180-2, in uneven pieces.
  @Test func piecesGiveTheSameAsTheWhole() throws {
    var stream = try DigestStream(.sha256)
    var rest = 1_000_000
    var size = 1
    while rest > 0 {
      let count = min(size, rest)
      stream.update([UInt8](repeating: UInt8(ascii: "a"), count: count))
      rest -= count
      size = size * 2 + 1
    }
    #expect(try stream.finish().hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func aFileLongerThanTheBufferIsReadToItsEnd() throws {
    let folder = try TemporaryFolder()
    let content = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 >> 3) }
    let path = try folder.write(content, to: "file")
    #expect(try Digest.md5(ofFile: path) == Digest.md5(of: content))
  }

  @Test func aMissingFileIsReported() {
    #expect(throws: DigestFailure.file(.missing(path: "/no/file"))) { try Digest.md5(ofFile: "/no/file") }
  }
}
