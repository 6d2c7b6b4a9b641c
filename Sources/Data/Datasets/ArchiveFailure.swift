import Support

/// A gzip file or tar archive that is not what its format demands, or that asks for what a reader must not do.
///
/// Offsets of gzip failures count compressed bytes; those of tar failures count bytes of the (inflated) archive.
public enum ArchiveFailure: Failure, Equatable {
  case file(FileFailure)
  case emptyFile(path: String)

  case notGzip(path: String, found: [UInt8])
  case truncatedGzip(path: String, offset: Int)
  /// `detail` is zlib's, such as "incorrect data check".
  case corruptGzip(path: String, offset: Int, detail: String)

  case notTar(path: String, found: String)
  case truncatedTar(path: String, offset: Int, expected: String)
  case headerChecksum(path: String, offset: Int, expected: Int, found: Int)
  case field(path: String, offset: Int, name: String, expected: String, found: String)
  case absoluteName(path: String, member: String)
  case parentName(path: String, member: String)
  case link(path: String, member: String)
  case device(path: String, member: String)
  case unknownKind(path: String, member: String, kind: UInt8)
  case memberTooLarge(path: String, member: String, bytes: Int, limit: Int)
  case totalTooLarge(path: String, limit: Int)
  case tooManyMembers(path: String, limit: Int)

  public var message: String {
    switch self {
    case .file(let failure): failure.message
    case .emptyFile(let path): "\(path): expected an archive, found an empty file"
    case .notGzip(let path, let found):
      "\(path): byte 0: expected a gzip file (1f 8b), found \(Self.hexadecimal(found))"
    case .truncatedGzip(let path, let offset):
      "\(path): byte \(offset): expected more compressed data, found the end of the file"
    case .corruptGzip(let path, let offset, let detail):
      "\(path): byte \(offset): the compressed data are damaged (\(detail))"
    case .notTar(let path, let found): "\(path): expected a tar archive, found \(found)"
    case .truncatedTar(let path, let offset, let expected):
      "\(path): archive byte \(offset): expected \(expected), found the end of the archive"
    case .headerChecksum(let path, let offset, let expected, let found):
      "\(path): archive byte \(offset): header checksum: expected \(expected), found \(found)"
    case .field(let path, let offset, let name, let expected, let found):
      "\(path): archive byte \(offset): \(name): expected \(expected), found \(found)"
    case .absoluteName(let path, let member): "\(path): the member \(member.quoted) has an absolute name"
    case .parentName(let path, let member): "\(path): the member \(member.quoted) points outside the archive (\"..\")"
    case .link(let path, let member): "\(path): the member \(member.quoted) is a link; expected files and folders only"
    case .device(let path, let member):
      "\(path): the member \(member.quoted) is a device or pipe; expected files and folders only"
    case .unknownKind(let path, let member, let kind):
      "\(path): the member \(member.quoted) is of the unknown kind \(Self.hexadecimal([kind]))"
    case .memberTooLarge(let path, let member, let bytes, let limit):
      "\(path): the member \(member.quoted) claims \(bytes) bytes; expected at most \(limit)"
    case .totalTooLarge(let path, let limit): "\(path): expected at most \(limit) bytes when inflated, found more"
    case .tooManyMembers(let path, let limit): "\(path): expected at most \(limit) members, found more"
    }
  }

  public var hint: String? {
    switch self {
    case .file(let failure): failure.hint
    case .notGzip, .notTar: "name a .tar.gz or .tar archive, or a folder"
    case .emptyFile, .truncatedGzip, .truncatedTar:
      "the download or copy was interrupted; `cifar-data download` resumes it"
    case .corruptGzip, .headerChecksum, .field:
      "the file was damaged on its way; get it again and compare its md5 with `cifar-data verify`"
    case .absoluteName, .parentName, .link, .device, .unknownKind:
      "no CIFAR archive holds such a member, so nothing of it was used; get the official archive"
    case .memberTooLarge, .totalTooLarge, .tooManyMembers:
      "no CIFAR archive is that large, so nothing of it was used; get the official archive"
    }
  }

  public var status: ExitStatus {
    if case .file(let failure) = self { failure.status } else { .malformedInput }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    if bytes.isEmpty { return "nothing" }
    return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
