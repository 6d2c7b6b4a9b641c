import Glibc

/// Keeps a folder for one process: two runs that wrote into one folder would ruin each other's files.
///
/// The lock is advisory, lies in the file `.lock` and ends with its owner, however that dies.
package struct FolderLock: ~Copyable, Sendable {
  package static let fileName = ".lock"
  private let file: OpenFile

  /// - Throws: `.inUse` when another process has it, `.file` when the lock file cannot be made.
  package init(folder: String) throws(FolderLockFailure) {
    let path = FileSystem.path(folder, FolderLock.fileName)
    while true {
      do {
        let file = try OpenFile(path: path, mode: .readWrite)
        // It may only be held for the moment of a question.
        var isMine = file.tryLock()
        for _ in 0..<3 where !isMine {
          usleep(10_000)
          isMine = file.tryLock()
        }
        if !isMine { throw FolderLockFailure.inUse(folder: folder, process: FolderLock.owner(of: path)) }
        // The former owner may have removed the file just after it was opened here.
        guard file.isStillAtPath else { continue }
        try file.truncate(to: 0)
        try file.write(Array("\(getpid())\n".utf8).span)
        self.file = file
        return
      } catch let failure as FileFailure {
        throw .file(failure)
      } catch let failure as FolderLockFailure {
        throw failure
      } catch {
        throw .file(.cannotCreate(path: path, reason: "\(error)"))
      }
    }
  }

  /// Whether a process has the folder. Asking takes nothing away: who wants the lock meanwhile waits for that moment.
  package static func isHeld(_ folder: String) -> Bool {
    guard let file = try? OpenFile(path: FileSystem.path(folder, fileName), mode: .read) else { return false }
    return !file.trySharedLock()
  }

  // Removed while still held, so that no process can hold the removed file without noticing.
  deinit { SystemCall.removeFile(file.path) }

  private static func owner(of path: String) -> Int32? {
    guard let text = try? FileReading.text(at: path, limit: 64) else { return nil }
    return Int32(text.prefix { $0 != "\n" })
  }
}

package enum FolderLockFailure: Failure, Equatable {
  /// Another process works in the folder; its number, where it has written it down.
  case inUse(folder: String, process: Int32?)
  case file(FileFailure)

  package var message: String {
    switch self {
    case .inUse(let folder, let process?): "folder '\(folder)' is in use by process \(process)"
    case .inUse(let folder, nil): "folder '\(folder)' is in use by another process"
    case .file(let failure): failure.message
    }
  }

  package var hint: String? {
    switch self {
    case .inUse(_, let process?): "wait until it ends, stop it with 'kill \(process)', or choose another folder"
    case .inUse(_, nil): "wait until it ends, or choose another folder"
    case .file(let failure): failure.hint
    }
  }

  package var status: ExitStatus {
    switch self {
    case .inUse: .cannotCreate
    case .file(let failure): failure.status
    }
  }
}
