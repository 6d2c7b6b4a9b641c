import Glibc

/// The hidden files under which atomic writers collect their content: `.NAME.partial-PID-COUNT`.
///
/// A writer holds the advisory lock of its temporary file, so that an unlocked one is known to be abandoned, whatever
/// machine or container its writer ran on.
enum TemporaryFile {
  private static let attempts = 1000

  static func create(for destination: String, permissions: UInt32?) throws(FileFailure) -> OpenFile {
    let prefix = FileSystem.path(FileSystem.folder(of: destination), self.prefix(for: destination))
    for attempt in 0..<attempts {
      let path = "\(prefix)\(getpid())-\(attempt)"
      if FileSystem.exists(path) { continue }
      let file = try OpenFile(path: path, mode: .createNew)
      // Between its creation and its locking another process may have taken the file for an abandoned one.
      guard file.tryLock(), file.isStillAtPath else { continue }
      if let permissions { _ = fchmod(file.descriptor, permissions) }
      return file
    }
    throw .cannotCreate(path: destination, reason: "\(attempts) unfinished versions of it exist")
  }

  static func removeAbandoned(for destination: String) {
    let folder = FileSystem.folder(of: destination)
    let prefix = self.prefix(for: destination)
    guard let names = try? FileSystem.names(in: folder) else { return }
    for name in names where name.hasPrefix(prefix) {
      let path = FileSystem.path(folder, name)
      guard let file = try? OpenFile(path: path, mode: .read), file.tryLock() else { continue }
      SystemCall.removeFile(path)
    }
  }

  private static func prefix(for destination: String) -> String { ".\(FileSystem.name(of: destination)).partial-" }
}
