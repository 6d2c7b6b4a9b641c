import CCrypto

/// Computes a digest from bytes that arrive piece by piece.
@safe
package struct DigestStream: ~Copyable {
  package let algorithm: DigestAlgorithm
  private let context: OpaquePointer
  private var isSound = true

  package init(_ algorithm: DigestAlgorithm) throws(DigestFailure) {
    guard let context = unsafe EVP_MD_CTX_new() else { throw .unavailable(algorithm) }
    let function =
      switch algorithm {
      case .md5: unsafe EVP_md5()
      case .sha256: unsafe EVP_sha256()
      }
    guard unsafe EVP_DigestInit_ex(context, function, nil) == 1 else {
      unsafe EVP_MD_CTX_free(context)
      throw .unavailable(algorithm)
    }
    self.algorithm = algorithm
    unsafe self.context = context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  package mutating func update<Element: BitwiseCopyable>(_ elements: Span<Element>) {
    let done = unsafe elements.withUnsafeBytes { memory in
      unsafe EVP_DigestUpdate(context, memory.baseAddress, memory.count)
    }
    if done != 1 { isSound = false }
  }

  package mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

  package consuming func finish() throws(DigestFailure) -> Digest {
    var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    guard isSound, unsafe EVP_DigestFinal_ex(context, &bytes, &length) == 1 else { throw .unavailable(algorithm) }
    return Digest(algorithm: algorithm, bytes: Array(bytes.prefix(Int(length))))
  }
}
