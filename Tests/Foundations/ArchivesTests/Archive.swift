import Archives
import TestSupport

/// A file with given bytes, read as an archive.
struct Archive {
  static let name = "archive"
  let folder: TemporaryFolder
  var path: String { folder.file(Self.name) }

  init(_ bytes: [UInt8]) throws {
    folder = try TemporaryFolder()
    try folder.write(bytes, to: Self.name)
  }

  /// Packed by libarchive.
  init(_ writer: ArchiveWriter, _ files: [(String, [UInt8])]) throws {
    folder = try TemporaryFolder()
    try writer.write(files, to: folder.file(Self.name))
  }

  /// All members with their bytes; folders have none.
  func members(_ limits: ArchiveReader.Limits = .init()) throws(ArchiveFailure) -> [String: [UInt8]] {
    let reader = try ArchiveReader(path: path, limits: limits)
    var found: [String: [UInt8]] = [:]
    while let member = try reader.next() { found[member.name] = try reader.contents() }
    return found
  }

  func refusal(_ limits: ArchiveReader.Limits = .init()) -> ArchiveFailure? {
    do {
      _ = try members(limits)
      return nil
    } catch {
      return error
    }
  }
}
