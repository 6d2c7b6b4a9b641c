import Support

/// A digest that lies inside what it covers: computed with its own 64 characters set to zeros.
enum CheckpointDigest {
  static let blank = String(repeating: "0", count: 64)

  /// Where the characters of the digest stand in the file. The key is looked for with its quotes and colon; inside a
  /// string of the header the quotes would be escaped, so nothing else can look like it.
  static func place(in bytes: [UInt8]) -> Range<Int>? {
    let key = Array("\"\(CheckpointKey.digest)\":\"".utf8)
    guard bytes.count >= 8 else { return nil }
    let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(bytes.count - 8) else { return nil }
    let end = 8 + Int(length)
    guard end - 8 >= key.count + blank.utf8.count else { return nil }
    for start in 8...(end - key.count - blank.utf8.count) where bytes[start] == key[0] {
      guard bytes[start..<start + key.count] == key[...] else { continue }
      return start + key.count..<start + key.count + blank.utf8.count
    }
    return nil
  }

  /// The 64 characters for a file in which they stand, or are to stand, at `place`.
  static func compute(_ bytes: [UInt8], blanking place: Range<Int>) throws(CheckpointFailure) -> [UInt8] {
    do {
      var stream = try DigestStream(.sha256)
      stream.update(Array(bytes[..<place.lowerBound]))
      stream.update(Array(blank.utf8))
      stream.update(Array(bytes[place.upperBound...]))
      return Array(try stream.finish().hex.utf8)
    } catch {
      throw .digest(error)
    }
  }

  static func verify(_ bytes: [UInt8], path: String) throws(CheckpointFailure) {
    guard let place = place(in: bytes) else { throw .corrupt(path: path, expected: "a digest", found: "none") }
    let found = try compute(bytes, blanking: place)
    guard found[...] == bytes[place] else {
      throw .corrupt(
        path: path, expected: String(decoding: bytes[place], as: UTF8.self),
        found: String(decoding: found, as: UTF8.self))
    }
  }
}
