import Support

/// The files of an archive in order, straight from the stream: nothing is written to disk.
///
/// Accepted are files and folders with plain relative names. Links, devices, absolute names, "..", encrypted and sparse
/// members and whatever is beyond the limits are refused, whether the member is wanted or not. One thread at a time.
package final class ArchiveReader {
  /// What an archive may ask for: no more than this is inflated, held or counted. The CIFAR archives hold at most eight
  /// files, 154 MB the largest, 185 MB together.
  package struct Limits: Sendable {
    package var bytesPerMember = 1 << 29
    package var bytesInTotal = 1 << 31
    package var members = 1 << 20
    package var nameBytes = 4096
    package init() {}
  }

  package struct Member: Equatable, Sendable {
    /// The parts with one stroke between them, without "." and strokes at the ends.
    package var name: String
    /// `nil` where the archive does not say.
    package var bytes: Int?
    package var isFolder: Bool
    package var lastName: String { FileSystem.name(of: name) }

    package init(name: String, bytes: Int?, isFolder: Bool) {
      (self.name, self.bytes, self.isFolder) = (name, bytes, isFolder)
    }
  }

  package let path: String
  private let form: ArchiveForm
  private let limits: Limits
  private let handle: ArchiveHandle
  /// A tar archive's content.
  private let source: DecompressedFile?
  /// A zip archive's file.
  private let file: OpenFile?
  private let fileSize: Int
  /// The file's first bytes.
  private let start: [UInt8]
  private var membersSeen = 0
  private var member = ""
  private var memberBytes = 0
  /// Bytes of members that were read.
  private var bytesRead = 0
  private var hasEnded = false

  /// Opens an archive, whose form its first bytes tell.
  ///
  /// - Throws: `ArchiveFailure.notArchive` with the first bytes of what is none.
  package init(path: String, limits: Limits = Limits()) throws(ArchiveFailure) {
    (self.path, self.limits) = (path, limits)
    let file = try Self.open(path)
    let start = try Self.start(of: file)
    if start.isEmpty { throw .emptyFile(path: path) }
    (fileSize, self.start) = (file.size, start)
    form = ArchiveForm(start) ?? .tar
    if form == .zip {
      // libarchive does not find a directory that begins with the file.
      hasEnded = ArchiveForm.isZipWithoutMembers(start, fileSize: fileSize)
      handle = try ArchiveHandle(zip: file.descriptor, path: path)
      source = nil
      self.file = consume file
    } else {
      let source = try DecompressedFile(consume file, form, limit: limits.bytesInTotal)
      handle = try ArchiveHandle(tar: source)
      self.source = source
      self.file = nil
    }
  }

  private static func open(_ path: String) throws(ArchiveFailure) -> OpenFile {
    do { return try OpenFile(path: path, mode: .read) } catch { throw .file(error) }
  }

  private static func start(of file: borrowing OpenFile) throws(ArchiveFailure) -> [UInt8] {
    var start = [UInt8](repeating: 0, count: ArchiveForm.startBytes)
    do {
      let count = try file.read(into: &start)
      try file.seek(to: 0)
      return Array(start.prefix(count))
    } catch {
      throw .file(error)
    }
  }

  /// The next file or folder, or `nil` at the end; what was not read of the current one is skipped.
  ///
  /// At the end a tar archive's file is read to its last byte, so that its checksum is compared, too.
  package func next() throws(ArchiveFailure) -> Member? {
    while !hasEnded {
      switch handle.next(nameLimit: limits.nameBytes) {
      case .end:
        hasEnded = true
        try handle.drainSource()
      case .failed: throw failure()
      case .header(let header):
        membersSeen += 1
        guard membersSeen <= limits.members else { throw .tooManyMembers(path: path, limit: limits.members) }
        (member, memberBytes) = (try name(of: header), 0)
        try check(header)
        // Only the folder that was packed, "./", has no name.
        if !member.isEmpty { return Member(name: member, bytes: header.bytes, isFolder: header.kind == .folder) }
      }
    }
    return nil
  }

  /// Fills the buffer with the next bytes of the current member. Returns their number, less than asked for at the end.
  package func read(into buffer: inout [UInt8]) throws(ArchiveFailure) -> Int {
    var done = 0
    while done < buffer.count {
      let got = handle.read(into: &buffer, from: done)
      if got < 0 { throw failure() }
      if got == 0 { break }
      done += got
      memberBytes += got
      bytesRead += got
      guard memberBytes <= limits.bytesPerMember else { throw memberTooLarge }
      guard bytesRead <= limits.bytesInTotal else { throw .totalTooLarge(path: path, limit: limits.bytesInTotal) }
    }
    return done
  }

  /// The current member's bytes, all that are left of them.
  package func contents() throws(ArchiveFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    // Grown as data arrive: a header alone must not claim memory.
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = try read(into: &chunk)
      bytes += chunk.prefix(got)
      if got < chunk.count { return bytes }
    }
  }

  private func name(of header: ArchiveHandle.Header) throws(ArchiveFailure) -> String {
    guard let name = header.name else { throw .nameTooLong(path: path, limit: limits.nameBytes) }
    if name.hasPrefix("/") { throw .absoluteName(path: path, member: name) }
    let parts = name.split(separator: "/").filter { $0 != "." }
    if parts.contains("..") { throw .parentName(path: path, member: name) }
    if name.isEmpty || parts.isEmpty && header.kind != .folder { throw .name(path: path, member: name) }
    return parts.joined(separator: "/")
  }

  private func check(_ header: ArchiveHandle.Header) throws(ArchiveFailure) {
    switch header.kind {
    case .file, .folder: break
    case .link: throw .link(path: path, member: member)
    case .other: throw .device(path: path, member: member)
    }
    if header.isEncrypted { throw .encrypted(path: path, member: member) }
    if header.isSparse { throw .sparse(path: path, member: member) }
    guard let bytes = header.bytes else { return }
    if bytes < 0 { throw .damaged(path: path, offset: handle.headerOffset, detail: "a member of \(bytes) bytes") }
    guard bytes <= limits.bytesPerMember else { throw memberTooLarge }
  }

  private var memberTooLarge: ArchiveFailure {
    .memberTooLarge(path: path, member: member, limit: limits.bytesPerMember)
  }

  /// What the last call to libarchive failed of.
  private func failure() -> ArchiveFailure {
    if let failure = handle.sourceFailure { return failure }
    guard handle.isOpen else {
      return switch form {
      case .zip: .truncated(path: path, offset: fileSize)
      case .tar where ArchiveForm(start) == nil: .notArchive(path: path, start: start)
      case .tar where fileSize < 512: .truncatedArchive(path: path, offset: fileSize)
      case .tar: .damaged(path: path, offset: 0, detail: "damaged tar archive")
      case .gzip, .bzip2, .xz: .notTar(path: path, bytes: source?.count ?? 0)
      }
    }
    if source?.isAtEnd == true || handle.message.contains("runcated") {
      return .truncatedArchive(path: path, offset: source?.count ?? fileSize)
    }
    return .damaged(path: path, offset: handle.headerOffset, detail: handle.message)
  }
}
