import Glibc

/// The system calls of this target that take C strings or pointers. Each returns 0 or `errno`, never traps.
enum SystemCall {
  /// What `stat` says about a path.
  struct Status {
    enum Kind { case file, folder, other }
    /// Whether it is a device, such as a terminal or `/dev/zero`.
    var isDevice: Bool
    var kind: Kind
    var size: Int
    var permissions: UInt32
    /// Device and inode: two paths with the same identity are the same file.
    var identity: [UInt64]
    /// How many names the file has; 0 when it was deleted while open.
    var links: Int
    /// When the content was last changed, in seconds since 1970.
    var changed: Double

    fileprivate init(_ info: stat) {
      switch info.st_mode & S_IFMT {
      case S_IFREG: kind = .file
      case S_IFDIR: kind = .folder
      default: kind = .other
      }
      isDevice = [S_IFCHR, S_IFBLK].contains(info.st_mode & S_IFMT)
      size = Int(info.st_size)
      permissions = info.st_mode & 0o7777
      identity = [UInt64(info.st_dev), UInt64(info.st_ino)]
      links = Int(clamping: info.st_nlink)
      changed = Double(info.st_mtim.tv_sec) + Double(info.st_mtim.tv_nsec) / 1e9
    }
  }

  /// `errno` in words: "permission denied".
  static func reason(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    let words = unsafe String(cString: text)
    return words.prefix(1).lowercased() + words.dropFirst()
  }

  /// The status of the file a path leads to, links followed; `nil` when there is none.
  static func status(of path: String) -> Status? {
    var info = stat()
    return unsafe stat(path, &info) == 0 ? Status(info) : nil
  }

  static func status(ofDescriptor descriptor: Int32) -> Status? {
    var info = stat()
    return unsafe fstat(descriptor, &info) == 0 ? Status(info) : nil
  }

  /// What lies in a folder, in the order of the file system, but for "." and "..".
  ///
  /// - Returns: each name in bytes with the status of what it leads to, or why there is none; else `errno`.
  static func entries(of path: String) -> Result<[(name: [UInt8], status: Result<Status, ErrorCode>)], ErrorCode> {
    guard let folder = unsafe opendir(path) else { return .failure(ErrorCode(value: errno)) }
    defer { _ = unsafe closedir(folder) }
    var entries: [(name: [UInt8], status: Result<Status, ErrorCode>)] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(folder) else {
        return errno == 0 ? .success(entries) : .failure(ErrorCode(value: errno))
      }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe Array(bytes.prefix { $0 != 0 })
      }
      if name == Array(".".utf8) || name == Array("..".utf8) { continue }
      var info = stat()
      let code = unsafe (name + [0]).withUnsafeBytes { bytes in
        let text = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        return unsafe text.map { unsafe fstatat(dirfd(folder), $0, &info, 0) == 0 ? 0 : errno } ?? EINVAL
      }
      entries.append((name, code == 0 ? .success(Status(info)) : .failure(ErrorCode(value: code))))
    }
  }

  /// A value of `errno`.
  struct ErrorCode: Error {
    let value: Int32
  }

  /// The path with every symbolic link followed, or `nil` when that leads nowhere.
  static func resolvingLinks(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  static func rename(_ source: String, to destination: String) -> Int32 {
    unsafe Glibc.rename(source, destination) == 0 ? 0 : errno
  }

  @discardableResult
  static func removeFile(_ path: String) -> Int32 {
    unsafe unlink(path) == 0 ? 0 : errno
  }

  /// Why nothing can be created in a folder; 0 if something can.
  static func writingObstacle(_ folder: String) -> Int32 {
    unsafe access(folder, W_OK | X_OK) == 0 ? 0 : errno
  }

  static func makeFolder(_ path: String) -> Int32 {
    unsafe mkdir(path, 0o777) == 0 ? 0 : errno
  }

  /// Makes a renamed or created entry of a folder survive a power failure. File systems that cannot do it are forgiven.
  static func synchronizeFolder(_ path: String) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    _ = close(descriptor)
  }

  /// The number of columns of the terminal behind a descriptor, or `nil` when it has none.
  static func terminalColumns(_ descriptor: Int32) -> Int? {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Reads bytes into the end of a buffer, from `start` on. Returns the number of bytes, or a negated `errno`.
  static func read(_ descriptor: Int32, into buffer: inout [UInt8], from start: Int) -> Int {
    precondition(start >= 0 && start <= buffer.count, "start \(start) lies outside the buffer of \(buffer.count)")
    return unsafe buffer.withUnsafeMutableBytes { memory in
      let target = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[start...])
      while true {
        let count = unsafe Glibc.read(descriptor, target.baseAddress, target.count)
        if count >= 0 { return count }
        if errno != EINTR { return -Int(errno) }
      }
    }
  }

  /// Writes the bytes of all the elements. Returns 0 or `errno`.
  static func write<Element: BitwiseCopyable>(_ descriptor: Int32, _ elements: Span<Element>) -> Int32 {
    unsafe elements.withUnsafeBytes { memory in
      var rest = unsafe memory
      while let address = rest.baseAddress, rest.count > 0 {
        let count = unsafe Glibc.write(descriptor, address, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      return 0
    }
  }
}
