import Support

/// The forms of archives that are read: tar, as it is or compressed by gzip, bzip2 or xz, and zip.
package enum ArchiveForm: Sendable {
  case tar, gzip, bzip2, xz, zip

  /// How the files' names usually end, for where nothing but a name is known.
  package static let fileEndings = [
    ".tar.gz", ".tgz", ".tar", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tbz", ".zip",
  ]

  /// For messages.
  static let list = ".tar.gz, .tar.xz, .tar.bz2, .tar, .zip"

  static let startBytes = 512

  /// Told by the first bytes of a file, at best `startBytes` of them; `nil` for what is no archive, or a tar archive of
  /// the oldest kind, which has no signature.
  init?(_ start: [UInt8]) {
    let known: [(form: ArchiveForm, offset: Int, signature: [UInt8])] = [
      (.gzip, 0, [0x1F, 0x8B]), (.bzip2, 0, Array("BZh".utf8)), (.xz, 0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
      (.zip, 0, [0x50, 0x4B, 3, 4]), (.zip, 0, [0x50, 0x4B, 5, 6]), (.tar, 257, Array("ustar".utf8)),
    ]
    guard let match = known.first(where: { start.dropFirst($0.offset).starts(with: $0.signature) }) else { return nil }
    self = match.form
  }

  /// Whether a file is an archive by its name or by its first bytes. What cannot be read is none.
  package static func isArchive(_ path: String) -> Bool {
    if fileEndings.contains(where: path.hasSuffix) { return true }
    guard let file = try? OpenFile(path: path, mode: .read) else { return false }
    var start = [UInt8](repeating: 0, count: startBytes)
    guard let count = try? file.read(into: &start) else { return false }
    return ArchiveForm(Array(start.prefix(count))) != nil
  }

  /// Whether a zip file is nothing but the record that ends every zip file, with no members and perhaps a comment.
  static func isZipWithoutMembers(_ start: [UInt8], fileSize: Int) -> Bool {
    let record: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 16)
    guard start.count >= 22, start.starts(with: record) else { return false }
    return fileSize == 22 + Int(start[20]) + Int(start[21]) << 8
  }

  /// What a file that is no archive seems to be, by its first bytes.
  static func description(of start: [UInt8]) -> String {
    let others: [(signature: [UInt8], name: String)] = [
      ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file"), ([0x37, 0x7A, 0xBC, 0xAF], "a 7z archive"),
      (Array("Rar!".utf8), "a rar archive"),
    ]
    if let match = others.first(where: { start.starts(with: $0.signature) }) { return match.name }
    let isText = start.allSatisfy { (0x20..<0x7F).contains($0) || (0x09...0x0D).contains($0) }
    let digits = start.prefix(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return isText ? "text" : "bytes " + digits.joined(separator: " ")
  }
}
