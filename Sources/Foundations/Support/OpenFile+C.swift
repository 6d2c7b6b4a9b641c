import Glibc

/// An open file that closes itself when its owner goes away. It knows its path, so that its failures can name it.
package struct OpenFile: ~Copyable, Sendable {
  package enum Mode: Sendable {
    /// An existing file, for reading.
    case read
    /// A file that must not exist yet, for writing.
    case createNew
    /// An existing or new file; every write goes to its end.
    case append
    /// An existing or new file for reading and writing, content kept.
    case readWrite

    fileprivate var flags: Int32 {
      switch self {
      case .read: O_RDONLY
      case .createNew: O_WRONLY | O_CREAT | O_EXCL
      case .append: O_RDWR | O_CREAT | O_APPEND
      case .readWrite: O_RDWR | O_CREAT
      }
    }
  }

  package let path: String
  package let descriptor: Int32

  package init(path: String, mode: Mode) throws(FileFailure) {
    var descriptor: Int32
    repeat {
      descriptor = unsafe open(path, mode.flags | O_CLOEXEC, 0o666)
    } while descriptor < 0 && errno == EINTR
    guard descriptor >= 0 else {
      let code = errno
      switch mode {
      case .read: throw FileFailure.reading(path, code: code)
      case .createNew, .append, .readWrite: throw FileFailure.creating(path, code: code)
      }
    }
    if mode == .read, SystemCall.status(ofDescriptor: descriptor)?.kind == .folder {
      _ = close(descriptor)
      throw FileFailure.isFolder(path: path)
    }
    self.path = path
    self.descriptor = descriptor
  }

  /// A device such as `/dev/null` or a pipe that exists already, for writing.
  package init(devicePath path: String) throws(FileFailure) {
    let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure.creating(path, code: errno) }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { _ = close(descriptor) }

  /// Whether it is a device, which may have no end.
  var isDevice: Bool { SystemCall.status(ofDescriptor: descriptor)?.isDevice ?? false }

  /// The file's length in bytes; 0 for pipes and devices.
  package var size: Int { SystemCall.status(ofDescriptor: descriptor)?.size ?? 0 }

  /// Fills the buffer from `start` on with what comes next. Returns the number of bytes read, 0 at the end.
  package func read(into buffer: inout [UInt8], from start: Int = 0) throws(FileFailure) -> Int {
    let count = SystemCall.read(descriptor, into: &buffer, from: start)
    if count < 0 { throw FileFailure.reading(path, code: Int32(-count)) }
    return count
  }

  /// Fills the buffer with what comes next. Returns the number of bytes, less than its size at the end.
  package func fill(_ buffer: inout [UInt8]) throws(FileFailure) -> Int {
    var done = 0
    while done < buffer.count {
      let count = try read(into: &buffer, from: done)
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Writes the bytes of all the elements, as they lie in memory.
  package func write<Element: BitwiseCopyable>(_ elements: Span<Element>) throws(FileFailure) {
    let code = SystemCall.write(descriptor, elements)
    if code != 0 { throw FileFailure.writing(path, code: code) }
  }

  /// Cuts the file to a length.
  package func truncate(to length: Int) throws(FileFailure) {
    if ftruncate(descriptor, length) != 0 { throw FileFailure.writing(path, code: errno) }
  }

  /// Moves the position of the next read or write.
  package func seek(to offset: Int) throws(FileFailure) {
    if lseek(descriptor, offset, SEEK_SET) < 0 { throw FileFailure.reading(path, code: errno) }
  }

  /// Waits until the content is on the disk. Devices and pipes, which have none, are forgiven.
  package func synchronize() throws(FileFailure) {
    if fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP && errno != EROFS {
      throw FileFailure.writing(path, code: errno)
    }
  }

  /// Takes the advisory lock of the file. Returns whether it was free; it is given back when the file is closed.
  package func tryLock() -> Bool {
    flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  /// The same for a lock that several may have as long as none has the other one.
  package func trySharedLock() -> Bool { flock(descriptor, LOCK_SH | LOCK_NB) == 0 }

  /// Whether the path still leads to this very file, which somebody may have removed or replaced since.
  package var isStillAtPath: Bool {
    guard let own = SystemCall.status(ofDescriptor: descriptor), let other = SystemCall.status(of: path) else {
      return false
    }
    return own.identity == other.identity
  }
}
