import Archives
import Synchronization

/// What an archive holds, told by its members: CIFAR files, or the files of an image folder or an image list.
package enum ArchiveContent: Sendable {
  case cifar(CIFARArchive)
  case files(ArchivedFiles)

  /// Whether a file is an archive by its name or its first bytes.
  package static func isArchive(_ path: String) -> Bool { ArchiveForm.isArchive(path) }
  package static func isNamedAsArchive(_ name: String) -> Bool {
    ArchiveForm.fileEndings.contains(where: name.hasSuffix)
  }

  /// More than this is not inflated, whatever an archive holds: all of it may be in memory at once.
  private static let bytesInTotal = min(8 << 30, MemoryLimit.bytes)

  /// Opens an archive. It is read up to its first CIFAR file, or to its end if there is none.
  ///
  /// - Throws: `ArchiveFailure`, `.notArchive` with the first bytes of what is none.
  package static func open(path: String) throws(ArchiveFailure) -> ArchiveContent {
    var limits = ArchiveReader.Limits()
    limits.bytesInTotal = bytesInTotal
    let reader = try ArchiveReader(path: path, limits: limits)
    var files = ArchivedFiles(path: path)
    while let member = try reader.next() {
      if member.isFolder {
        try files.addFolder(member.name)
      } else if let version = CIFARVersion.recognised(byFile: member.lastName) {
        return .cifar(
          CIFARArchive(
            path: path, version: version, archive: ArchivedRecords(version, reader, at: member, after: files)))
      } else {
        try files.add(member.name, reader.contents())
      }
    }
    return .files(files)
  }
}

/// The CIFAR files of an archive that was opened up to the first of them. The rest is read when it is asked for, once.
final class ArchivedRecords: Sendable {
  private struct Unread {
    let reader: ArchiveReader
    /// The current one.
    let member: ArchiveReader.Member
    /// Those before it.
    let files: ArchivedFiles
  }
  private enum State {
    case unread(Unread)
    case read(CIFARContent)
    case failed(any Error)
  }

  private let version: CIFARVersion
  private let state: Mutex<State>

  init(
    _ version: CIFARVersion, _ reader: sending ArchiveReader, at member: ArchiveReader.Member,
    after files: ArchivedFiles
  ) {
    self.version = version
    state = Mutex(.unread(Unread(reader: reader, member: member, files: files)))
  }

  func content() throws -> CIFARContent {
    try state.withLock { state in
      switch state {
      case .read(let content): return content
      case .failed(let error): throw error
      case .unread(let unread):
        do {
          let content = try read(unread)
          state = .read(content)
          return content
        } catch {
          state = .failed(error)
          throw error
        }
      }
    }
  }

  private func read(_ unread: Unread) throws -> CIFARContent {
    let reader = unread.reader
    var content = CIFARContent(path: reader.path, version: version)
    for (name, bytes) in unread.files.all {
      var rest = bytes[...]
      try content.take(name.split(separator: "/").last.map(String.init) ?? name, "\(reader.path): \(name)", bytes.count)
      {
        let piece = rest.prefix($0.count)
        rest = rest.dropFirst(piece.count)
        $0.replaceSubrange(0..<piece.count, with: piece)
        return piece.count
      }
    }
    var next: ArchiveReader.Member? = unread.member
    while let member = next {
      if !member.isFolder {
        try content.take(member.lastName, "\(reader.path): \(member.lastName)", member.bytes ?? 0) {
          try reader.read(into: &$0)
        }
      }
      next = try reader.next()
    }
    return content.finished()
  }
}
