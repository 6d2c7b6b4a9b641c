import Support

/// An archive that is damaged or cut short, or that asks for what a reader must not do.
///
/// Offsets of compressed data count bytes of the file; "archive bytes" count those of the decompressed tar archive, or
/// of the zip file.
package enum ArchiveFailure: Failure, Equatable {
  case file(FileFailure)
  case emptyFile(path: String)
  /// `start` holds the first bytes.
  case notArchive(path: String, start: [UInt8])
  /// A compressed file of something else than a tar archive.
  case notTar(path: String, bytes: Int)

  /// The file ends inside its compressed data.
  case truncated(path: String, offset: Int)
  /// `detail` is the decompressor's, such as "incorrect data check".
  case corrupt(path: String, offset: Int, detail: String)
  /// The archive ends inside a member or a header.
  case truncatedArchive(path: String, offset: Int)
  /// `detail` is libarchive's, such as "damaged tar archive".
  case damaged(path: String, offset: Int, detail: String)

  case absoluteName(path: String, member: String)
  case parentName(path: String, member: String)
  case name(path: String, member: String)
  case nameTooLong(path: String, limit: Int)
  case link(path: String, member: String)
  case device(path: String, member: String)
  case sparse(path: String, member: String)
  case encrypted(path: String, member: String)
  case duplicate(path: String, member: String)
  case memberTooLarge(path: String, member: String, limit: Int)
  case totalTooLarge(path: String, limit: Int)
  case tooManyMembers(path: String, limit: Int)

  package var message: String {
    switch self {
    case .file(let failure): failure.message
    case .emptyFile(let path): "'\(path)': expected an archive, found an empty file"
    case .notArchive(let path, let start):
      "'\(path)': expected an archive (\(ArchiveForm.list)), found \(ArchiveForm.description(of: start))"
    case .notTar(let path, let bytes):
      "'\(path)': expected a tar archive in the compressed file, found "
        + (bytes < 512 ? "\(bytes) bytes" : "bytes without a tar header")
    case .truncated(let path, let offset):
      "'\(path)': byte \(offset): expected more compressed data, found the end of the file"
    case .corrupt(let path, let offset, let detail):
      "'\(path)': byte \(offset): the compressed data are damaged (\(detail))"
    case .truncatedArchive(let path, let offset):
      "'\(path)': archive byte \(offset): expected more data, found the end of the archive"
    case .damaged(let path, let offset, let detail): "'\(path)': archive byte \(offset): \(detail)"
    case .absoluteName(let path, let member): "'\(path)': the member \(member.quoted) has an absolute name"
    case .parentName(let path, let member): "'\(path)': the member \(member.quoted) points outside the archive (\"..\")"
    case .name(let path, let member): "'\(path)': expected the name of a file, found \(member.quoted)"
    case .nameTooLong(let path, let limit): "'\(path)': expected names of at most \(limit) bytes, found a longer one"
    case .link(let path, let member):
      "'\(path)': the member \(member.quoted) is a link; expected files and folders only"
    case .device(let path, let member):
      "'\(path)': the member \(member.quoted) is a device or pipe; expected files and folders only"
    case .sparse(let path, let member):
      "'\(path)': the member \(member.quoted) is a sparse file; expected plain files and folders only"
    case .encrypted(let path, let member): "'\(path)': the member \(member.quoted) is encrypted"
    case .duplicate(let path, let member): "'\(path)': holds \(member.quoted) twice"
    case .memberTooLarge(let path, let member, let limit):
      "'\(path)': the member \(member.quoted) has more than \(limit) bytes, the limit"
    case .totalTooLarge(let path, let limit): "'\(path)': expected at most \(limit) bytes when inflated, found more"
    case .tooManyMembers(let path, let limit): "'\(path)': expected at most \(limit) members, found more"
    }
  }

  package var hint: String? {
    switch self {
    case .file(let failure): failure.hint
    case .notArchive, .notTar: "name an archive of one of these forms, or a folder"
    case .emptyFile(let path), .truncated(let path, _), .truncatedArchive(let path, _):
      Self.isOfficial(path)
        ? "the download or copy was interrupted; `cifar-data download` resumes it"
        : "the copy was interrupted, or the packing: copy or pack it again"
    case .corrupt(let path, _, _), .damaged(let path, _, _):
      Self.isOfficial(path)
        ? "the file was damaged on its way; get it again and compare its md5 with `cifar-data verify`"
        : "the file was damaged on its way: copy or pack it again"
    case .absoluteName, .parentName, .name, .nameTooLong, .link, .device, .sparse:
      "nothing of it was used; pack the plain files and folders anew"
    case .encrypted: "decrypt it first"
    case .duplicate: "keep one of the two"
    case .memberTooLarge, .totalTooLarge, .tooManyMembers:
      "nothing of it was used; if its content is what you want, unpack it and name the folder"
    }
  }

  /// Whether a file is called like an archive of the data sets that this project can get; all others are the user's.
  private static func isOfficial(_ path: String) -> Bool {
    ["cifar-10-", "cifar-100-"].contains { FileSystem.name(of: path).hasPrefix($0) }
  }

  package var status: ExitStatus {
    if case .file(let failure) = self { failure.status } else { .malformedInput }
  }
}
