/// The hash functions that published archives are checked with.
package enum DigestAlgorithm: String, Sendable, CaseIterable {
  case md5, sha256
}

/// The fingerprint of some bytes.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
  package let algorithm: DigestAlgorithm
  /// 16 bytes for MD5, 32 for SHA-256.
  package let bytes: [UInt8]

  /// In lower-case hexadecimal digits, as `md5sum` and `sha256sum` print it.
  package var hex: String {
    var text = ""
    for byte in bytes {
      text += String(byte >> 4, radix: 16)
      text += String(byte & 15, radix: 16)
    }
    return text
  }
  package var description: String { hex }

  package static func md5(of bytes: [UInt8]) throws(DigestFailure) -> Digest { try digest(.md5, of: bytes) }
  package static func sha256(of bytes: [UInt8]) throws(DigestFailure) -> Digest { try digest(.sha256, of: bytes) }
  package static func md5(ofFile path: String) throws(DigestFailure) -> Digest { try digest(.md5, ofFile: path) }
  package static func sha256(ofFile path: String) throws(DigestFailure) -> Digest { try digest(.sha256, ofFile: path) }

  package static func digest(_ algorithm: DigestAlgorithm, of bytes: [UInt8]) throws(DigestFailure) -> Digest {
    var stream = try DigestStream(algorithm)
    stream.update(bytes)
    return try stream.finish()
  }

  /// Reads the file in pieces of 1 MiB, whatever its length.
  package static func digest(_ algorithm: DigestAlgorithm, ofFile path: String) throws(DigestFailure) -> Digest {
    var stream = try DigestStream(algorithm)
    do {
      let file = try OpenFile(path: path, mode: .read)
      var buffer = [UInt8](repeating: 0, count: 1 << 20)
      while true {
        let count = try file.read(into: &buffer)
        if count == 0 { break }
        stream.update(buffer.span.extracting(first: count))
      }
    } catch {
      throw .file(error)
    }
    return try stream.finish()
  }
}

package enum DigestFailure: Failure, Equatable {
  /// The system's cryptographic library refuses the algorithm, as it does MD5 in its FIPS mode.
  case unavailable(DigestAlgorithm)
  case file(FileFailure)

  package var message: String {
    switch self {
    case .unavailable(let algorithm): "this machine's libcrypto does not offer \(algorithm.rawValue)"
    case .file(let failure): failure.message
    }
  }
  package var hint: String? {
    switch self {
    case .unavailable: "libcrypto may be set to its FIPS mode; try without it"
    case .file(let failure): failure.hint
    }
  }
  package var status: ExitStatus {
    switch self {
    case .unavailable: .unavailable
    case .file(let failure): failure.status
    }
  }
}
