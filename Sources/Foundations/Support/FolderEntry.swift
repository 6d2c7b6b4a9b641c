import Glibc

/// Something that lies in a folder.
package struct FolderEntry: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case file, folder
    /// A pipe, socket or device: reading it might wait for ever.
    case special
    /// A link that leads nowhere, or in a circle.
    case brokenLink
    /// Why it cannot be looked at, in words.
    case inaccessible(String)
  }

  /// In UTF-8; bytes of a name that is not are written as `\xFF`.
  package let name: String
  /// Whether the name can be used in a path.
  package let isNamedInUTF8: Bool
  /// Links are followed.
  package let kind: Kind
  /// Device and inode of a folder.
  package let identity: [UInt64]
}

extension FileSystem {
  /// Device and inode, links followed: two paths of one identity are the same folder. Empty for what is not there.
  package static func identity(of path: String) -> [UInt64] { SystemCall.status(of: path)?.identity ?? [] }

  /// What lies in a folder, in order of the bytes of the names, so that the order is the same on every machine.
  package static func entries(in path: String) throws(FileFailure) -> [FolderEntry] {
    guard let status = SystemCall.status(of: path) else { throw .missing(path: path) }
    if status.kind != .folder { throw .isNotFolder(path: path) }
    switch SystemCall.entries(of: path) {
    case .failure(let code): throw .unreadable(path: path, reason: SystemCall.reason(code.value))
    case .success(let found):
      return found.sorted { $0.name.lexicographicallyPrecedes($1.name) }.map { FolderEntry($0.name, $0.status) }
    }
  }
}

extension FolderEntry {
  /// A member of an archive.
  package init(archived name: String, isFolder: Bool) {
    (self.name, isNamedInUTF8, kind, identity) = (name, true, isFolder ? .folder : .file, [])
  }

  fileprivate init(_ bytes: [UInt8], _ status: Result<SystemCall.Status, SystemCall.ErrorCode>) {
    let text = String(validating: bytes, as: UTF8.self)
    isNamedInUTF8 = text != nil
    name =
      text
      ?? bytes.map { $0 < 0x80 ? String(UnicodeScalar($0)) : "\\x" + String($0, radix: 16, uppercase: true) }.joined()
    identity = (try? status.get())?.identity ?? []
    kind =
      switch status {
      case .success(let status):
        switch status.kind {
        case .file: .file
        case .folder: .folder
        case .other: .special
        }
      case .failure(let code) where code.value == ENOENT || code.value == ELOOP: .brokenLink
      case .failure(let code): .inaccessible(SystemCall.reason(code.value))
      }
  }
}
