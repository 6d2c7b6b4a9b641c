import Glibc

/// What can go wrong with a file or folder, with the path as the user gave it.
package enum FileFailure: Failure, Equatable {
  /// There is no file or folder of this name.
  case missing(path: String)
  /// It exists but cannot be read.
  case unreadable(path: String, reason: String)
  /// A file was expected and a folder was found.
  case isFolder(path: String)
  /// A folder was expected and a file was found.
  case isNotFolder(path: String)
  /// The file is larger than its reader accepts.
  case tooLarge(path: String, limit: Int)
  /// The file was expected to be text and is not UTF-8 from this byte on.
  case notText(path: String, offset: Int)
  /// An output file would replace another one.
  case exists(path: String)
  /// An output file or folder cannot be created.
  case cannotCreate(path: String, reason: String)
  /// Nothing more can be stored.
  case diskFull(path: String, reason: String)
  /// Reading or writing failed half way.
  case inputOutput(path: String, action: String, reason: String)

  package var message: String {
    switch self {
    case .missing(let path): "cannot read '\(path)': no such file or folder"
    case .unreadable(let path, let reason): "cannot read '\(path)': \(reason)"
    case .isFolder(let path): "'\(path)': expected a file, found a folder"
    case .isNotFolder(let path): "'\(path)': expected a folder, found a file"
    case .tooLarge(let path, let limit): "'\(path)': expected at most \(Format.bytes(limit)), found more"
    case .notText(let path, let offset): "'\(path)': expected UTF-8 text, found other bytes at offset \(offset)"
    case .exists(let path): "'\(path)': exists already"
    case .cannotCreate(let path, let reason): "cannot create '\(path)': \(reason)"
    case .diskFull(let path, let reason): "cannot write '\(path)': \(reason)"
    case .inputOutput(let path, let action, let reason): "cannot \(action) '\(path)': \(reason)"
    }
  }

  package var hint: String? {
    switch self {
    case .missing(let path):
      guard let neighbour = FileSystem.nearestNeighbour(of: path) else { return "check the path" }
      return "did you mean '\(neighbour)'?"
    case .unreadable: return "check the permissions of the file and of the folders above it"
    case .isFolder: return "name a file inside it"
    case .isNotFolder: return "name the folder that holds it, or another folder"
    case .tooLarge: return "this is probably not the file you meant"
    case .notText: return "the file may be compressed, binary or damaged"
    case .exists: return "replace it with --overwrite, or choose another path"
    case .cannotCreate: return "check that the folder exists and that you may write there, or choose another path"
    case .diskFull: return "free some space or choose another disk; the earlier version of the file is untouched"
    case .inputOutput: return "check the disk or the connection, then try again"
    }
  }

  package var status: ExitStatus {
    switch self {
    case .missing, .unreadable, .isFolder, .isNotFolder: .missingInput
    case .tooLarge, .notText: .malformedInput
    case .exists, .cannotCreate: .cannotCreate
    case .diskFull, .inputOutput: .inputOutput
    }
  }

  /// What a system call's `errno` means when a file was to be opened or read.
  package static func reading(_ path: String, code: Int32) -> FileFailure {
    switch code {
    case ENOENT, ENOTDIR: .missing(path: path)
    case EISDIR: .isFolder(path: path)
    case EIO: .inputOutput(path: path, action: "read", reason: SystemCall.reason(code))
    default: .unreadable(path: path, reason: SystemCall.reason(code))
    }
  }

  /// What a system call's `errno` means when a file or folder was to be created.
  package static func creating(_ path: String, code: Int32) -> FileFailure {
    switch code {
    case ENOSPC, EDQUOT: .diskFull(path: path, reason: SystemCall.reason(code))
    case ENOENT: .cannotCreate(path: path, reason: "the folder it should lie in does not exist")
    case EISDIR: .cannotCreate(path: path, reason: "a folder of that name exists")
    case ENOTDIR: .cannotCreate(path: path, reason: "part of the path is a file, not a folder")
    default: .cannotCreate(path: path, reason: SystemCall.reason(code))
    }
  }

  /// What a system call's `errno` means when an open file was to be written.
  package static func writing(_ path: String, code: Int32) -> FileFailure {
    switch code {
    case ENOSPC, EDQUOT, EFBIG: .diskFull(path: path, reason: SystemCall.reason(code))
    default: .inputOutput(path: path, action: "write", reason: SystemCall.reason(code))
    }
  }
}

extension FileFailure {
  /// The same failure under the name the user knows, where a temporary file stood in for it.
  package func naming(_ path: String) -> FileFailure {
    switch self {
    case .missing: .missing(path: path)
    case .unreadable(_, let reason): .unreadable(path: path, reason: reason)
    case .isFolder: .isFolder(path: path)
    case .isNotFolder: .isNotFolder(path: path)
    case .tooLarge(_, let limit): .tooLarge(path: path, limit: limit)
    case .notText(_, let offset): .notText(path: path, offset: offset)
    case .exists: .exists(path: path)
    case .cannotCreate(_, let reason): .cannotCreate(path: path, reason: reason)
    case .diskFull(_, let reason): .diskFull(path: path, reason: reason)
    case .inputOutput(_, let action, let reason): .inputOutput(path: path, action: action, reason: reason)
    }
  }
}
