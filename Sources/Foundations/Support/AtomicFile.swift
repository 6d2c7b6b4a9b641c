import Glibc

/// Writes a whole file so that its readers see the old content or the new, never a part: not even after `kill -9`, a
/// full disk or a power failure.
package enum AtomicFile {
  package static func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
    var writer = try AtomicFileWriter(path: path)
    try writer.append(bytes)
    try writer.commit()
  }

  package static func write(_ text: String, to path: String) throws(FileFailure) {
    try write(Array(text.utf8), to: path)
  }
}

/// Writes a file piece by piece under a temporary name in the same folder, and gives it its name at `commit()`.
///
/// Without a commit the temporary file is removed and the old file stays. What a killed process left behind is removed
/// by the next writer of the same file. Devices and pipes, such as `/dev/stdout`, are written directly; a symbolic link
/// stays a link and the file it leads to is replaced. The permissions of a replaced file are kept.
package struct AtomicFileWriter: ~Copyable {
  /// The path as it was given.
  package let path: String
  private let destination: String
  /// `nil` when the destination is written directly.
  private let temporary: String?
  private let file: OpenFile
  private var isCommitted = false

  package init(path: String) throws(FileFailure) {
    if path.isEmpty { throw .cannotCreate(path: path, reason: "the name is empty") }
    if AtomicFileWriter.isWrittenDirectly(path) {
      self.init(path: path, destination: path, file: try OpenFile(devicePath: path), isTemporary: false)
      return
    }
    let destination = SystemCall.resolvingLinks(path) ?? path
    let replaced = SystemCall.status(of: destination)
    if replaced?.kind == .folder || path.hasSuffix("/") { throw .creating(path, code: EISDIR) }
    TemporaryFile.removeAbandoned(for: destination)
    let file: OpenFile
    do {
      file = try TemporaryFile.create(for: destination, permissions: replaced?.permissions)
    } catch {
      throw error.naming(path)
    }
    self.init(path: path, destination: destination, file: file, isTemporary: true)
  }

  private init(path: String, destination: String, file: consuming OpenFile, isTemporary: Bool) {
    self.path = path
    self.destination = destination
    temporary = isTemporary ? file.path : nil
    self.file = file
  }

  deinit {
    if !isCommitted, let temporary { SystemCall.removeFile(temporary) }
  }

  /// Adds numbers as their bytes lie in memory: `writer.append(weights.span)`. Large pieces are faster than small.
  package mutating func append<Element: BitwiseCopyable>(_ elements: Span<Element>) throws(FileFailure) {
    precondition(!isCommitted, "append to '\(path)' after commit()")
    do { try file.write(elements) } catch { throw error.naming(path) }
  }

  package mutating func append(_ bytes: [UInt8]) throws(FileFailure) { try append(bytes.span) }
  package mutating func append(_ text: String) throws(FileFailure) { try append(Array(text.utf8)) }

  /// Puts the content on the disk and then gives it its name. From here on the new content is what readers see.
  package mutating func commit() throws(FileFailure) {
    precondition(!isCommitted, "second commit() of '\(path)'")
    do { try file.synchronize() } catch { throw error.naming(path) }
    if let temporary {
      let code = SystemCall.rename(temporary, to: destination)
      if code != 0 { throw .creating(path, code: code) }
      SystemCall.synchronizeFolder(FileSystem.folder(of: destination))
    }
    isCommitted = true
  }

  /// Whether a file with content of its own lies there, which a commit would replace.
  package static func replacesFile(at path: String) -> Bool {
    !isWrittenDirectly(path) && FileSystem.isFile(path)
  }

  /// Throws what `init` would throw for a path that cannot be written; creates nothing.
  package static func check(_ path: String) throws(FileFailure) {
    if path.isEmpty { throw .cannotCreate(path: path, reason: "the name is empty") }
    if isWrittenDirectly(path) { return }
    if FileSystem.isFolder(path) || path.hasSuffix("/") { throw .creating(path, code: EISDIR) }
    let folder = FileSystem.folder(of: SystemCall.resolvingLinks(path) ?? path)
    guard FileSystem.exists(folder) else { throw .creating(path, code: ENOENT) }
    guard FileSystem.isFolder(folder) else { throw .creating(path, code: ENOTDIR) }
    let code = SystemCall.writingObstacle(folder)
    if code != 0 { throw .creating(path, code: code) }
  }

  /// Devices and pipes cannot be replaced by a rename; and what stands below `/dev` must not be.
  private static func isWrittenDirectly(_ path: String) -> Bool {
    path.hasPrefix("/dev/") && !path.hasPrefix("/dev/shm/") || SystemCall.status(of: path)?.kind == .other
  }
}
