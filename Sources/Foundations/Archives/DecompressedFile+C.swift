import CZlib
import Glibc
import Support

/// The bytes of a file, decompressed as they are read. Every checksum that the compression has is compared.
///
/// Source: libarchive for bzip2 and xz; zlib for gzip, whose CRC-32 and length libarchive does not compare (3.7).
@safe final class DecompressedFile {
  let path: String
  /// Bytes produced so far.
  private(set) var count = 0
  /// Whether a read has met the end.
  private(set) var isAtEnd = false
  private let limit: Int
  private let file: OpenFile
  private let gzip: gzFile?
  private let filter: ArchiveHandle?

  /// - Parameters:
  ///   - file: at its first byte.
  ///   - form: anything but zip.
  ///   - limit: more bytes than this are a failure.
  init(_ file: consuming OpenFile, _ form: ArchiveForm, limit: Int) throws(ArchiveFailure) {
    (path, self.limit) = (file.path, limit)
    switch form {
    case .gzip:
      // gzclose closes what it was given.
      let copy = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
      guard copy >= 0, let opened = unsafe gzdopen(copy, "r") else { throw .file(.reading(path, code: errno)) }
      _ = unsafe gzbuffer(opened, 1 << 18)
      unsafe (gzip, filter) = (opened, nil)
    case .bzip2, .xz:
      unsafe gzip = nil
      filter = try ArchiveHandle(decompressing: file.descriptor, form, path: path)
    case .tar, .zip: unsafe (gzip, filter) = (nil, nil)
    }
    self.file = file
  }

  deinit { if let gzip = unsafe gzip { _ = unsafe gzclose(gzip) } }

  /// Reads what comes next. Returns the number of bytes, 0 at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws(ArchiveFailure) -> Int {
    let got =
      if let gzip = unsafe gzip {
        try unsafe readGzip(gzip, into: target)
      } else if let filter {
        try unsafe readFiltered(filter, into: target)
      } else {
        try unsafe readPlain(into: target)
      }
    count += got
    isAtEnd = got == 0
    if count > limit { throw .totalTooLarge(path: path, limit: limit) }
    return got
  }

  private func readGzip(_ gzip: gzFile, into target: UnsafeMutableRawBufferPointer) throws(ArchiveFailure) -> Int {
    let got = unsafe Int(gzread(gzip, target.baseAddress, UInt32(target.count)))
    if got > 0 { return got }
    var code = Z_OK
    // "<descriptor>: what is wrong"
    let words = unsafe gzerror(gzip, &code).map { unsafe String(cString: $0) } ?? ""
    let detail = words.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? words
    let offset = unsafe gzoffset(gzip)
    switch code {
    case Z_OK: return 0
    case Z_BUF_ERROR: throw .truncated(path: path, offset: offset)
    case Z_ERRNO: throw .file(.inputOutput(path: path, action: "read", reason: detail))
    default: throw .corrupt(path: path, offset: offset, detail: detail)
    }
  }

  private func readFiltered(
    _ filter: ArchiveHandle, into target: UnsafeMutableRawBufferPointer
  ) throws(ArchiveFailure) -> Int {
    let got = unsafe filter.read(into: target)
    if got >= 0 { return got }
    throw filter.decompressionFailure(path: path, fileSize: file.size)
  }

  private func readPlain(into target: UnsafeMutableRawBufferPointer) throws(ArchiveFailure) -> Int {
    while true {
      let got = unsafe Glibc.read(file.descriptor, target.baseAddress, target.count)
      if got >= 0 { return got }
      if errno != EINTR { throw .file(.reading(path, code: errno)) }
    }
  }
}
