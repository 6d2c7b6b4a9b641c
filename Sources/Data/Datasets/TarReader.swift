import Support

/// The files of a tar archive in order, straight from the stream: nothing is written to disk.
///
/// Reads the V7, ustar, pax and GNU forms with their long names. Only files and folders with plain relative names are
/// accepted: links, devices, absolute names, "..", and sizes beyond the limits are refused.
package final class TarReader: ByteSource {
  /// What an archive may ask for. The CIFAR archives hold at most eight files, 154 MB the largest, 185 MB together.
  package struct Limits: Sendable {
    package var bytesPerMember = 1 << 29
    package var bytesInTotal = 1 << 31
    package var members = 1 << 20
    package init() {}
  }

  package struct Member: Equatable, Sendable {
    package var name: String
    package var bytes: Int
    package var isFolder: Bool
    /// The name's last part.
    package var lastName: String { name.split(separator: "/").last.map(String.init) ?? name }
  }

  package let path: String
  private let source: any ByteSource
  private let limits: Limits
  /// Bytes of the archive read so far.
  private var offset = 0
  private var membersSeen = 0
  /// The current member: its bytes still to come, and the padding to a full block after them.
  private var remaining = 0
  private var padding = 0
  private var member = ""
  private var ended = false

  package init(_ source: any ByteSource, limits: Limits = Limits()) {
    (self.source, self.limits, self.path) = (source, limits, source.path)
  }

  /// Opens a `.tar.gz` or plain `.tar`, told apart by the first bytes.
  package static func open(path: String, limits: Limits = Limits()) throws(ArchiveFailure) -> TarReader {
    var start = [UInt8](repeating: 0, count: GzipReader.magic.count)
    if try openFile(path).read(start.count, into: &start, at: 0) == 0 { throw .emptyFile(path: path) }
    let file = try openFile(path)
    return TarReader(start == GzipReader.magic ? try GzipReader(file) : file, limits: limits)
  }

  private static func openFile(_ path: String) throws(ArchiveFailure) -> FileSource {
    do { return try FileSource(path: path) } catch { throw .file(error) }
  }

  /// The next file or folder, or `nil` at the end; what was not read of the current one is skipped.
  ///
  /// At the end the stream is read to its last byte, so that its checksum is checked too.
  package func next() throws(ArchiveFailure) -> Member? {
    try skipRest()
    var longName: String?
    var longSize: Int?
    while !ended {
      let start = offset
      guard let header = try readHeader(isExpected: longName != nil || longSize != nil) else { break }
      membersSeen += 1
      guard membersSeen <= limits.members else { throw .tooManyMembers(path: path, limit: limits.members) }
      switch header.kind {
      case UInt8(ascii: "x"):
        let records = try PaxRecords(metadata(header), path: path, offset: start)
        if let name = records.name { longName = name }
        if let size = records.bytes { longSize = size }
      case UInt8(ascii: "g"):
        // Settings for the whole archive: names and sizes do not belong there.
        _ = try PaxRecords(metadata(header), path: path, offset: start)
      case UInt8(ascii: "L"):
        let bytes = try metadata(header)
        longName = TarHeader.text(bytes, 0..<bytes.count)
      case UInt8(ascii: "K"): _ = try metadata(header)
      case UInt8(ascii: "V"):
        try begin(header.name, header.bytes)
        try skipRest()
      default:
        return try accept(header, name: longName ?? header.name, bytes: longSize ?? header.bytes, at: start)
      }
    }
    try readToEnd()
    return nil
  }

  package func read(_ count: Int, into buffer: inout [UInt8], at start: Int) throws(ArchiveFailure) -> Int {
    let wanted = min(count, remaining)
    let got = try source.read(wanted, into: &buffer, at: start)
    offset += got
    remaining -= got
    guard got == wanted else {
      throw .truncatedTar(path: path, offset: offset, expected: "\(remaining) more bytes of \(member.quoted)")
    }
    return got
  }

  /// The current member's bytes, all of them. For small members; the size was checked against the limit.
  package func contents() throws(ArchiveFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    // Grown as data arrive: a header alone must not claim memory.
    var chunk = [UInt8](repeating: 0, count: min(remaining, 1 << 20))
    while remaining > 0 {
      let got = try read(min(remaining, chunk.count), into: &chunk, at: 0)
      bytes += chunk.prefix(got)
    }
    return bytes
  }

  private func accept(_ header: TarHeader, name: String, bytes: Int, at start: Int) throws(ArchiveFailure) -> Member {
    try checkName(name, at: start)
    switch header.kind {
    case 0, UInt8(ascii: "0"), UInt8(ascii: "7"):
      // Before ustar, a folder was a file whose name ends in a stroke.
      let isFolder = header.kind == 0 && name.hasSuffix("/")
      try begin(name, bytes)
      return Member(name: name, bytes: bytes, isFolder: isFolder)
    case UInt8(ascii: "5"):
      try begin(name, bytes)
      return Member(name: name, bytes: 0, isFolder: true)
    case UInt8(ascii: "1"), UInt8(ascii: "2"): throw .link(path: path, member: name)
    case UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "6"): throw .device(path: path, member: name)
    default: throw .unknownKind(path: path, member: name, kind: header.kind)
    }
  }

  private func checkName(_ name: String, at start: Int) throws(ArchiveFailure) {
    if name.hasPrefix("/") { throw .absoluteName(path: path, member: name) }
    if name.split(separator: "/").contains("..") { throw .parentName(path: path, member: name) }
    if name.isEmpty || name.unicodeScalars.contains("\0") {
      throw .field(path: path, offset: start, name: "name", expected: "a file name", found: name.quoted)
    }
  }

  private func begin(_ name: String, _ bytes: Int) throws(ArchiveFailure) {
    guard bytes <= limits.bytesPerMember else {
      throw .memberTooLarge(path: path, member: name, bytes: bytes, limit: limits.bytesPerMember)
    }
    // No overflow: both are at most the limits.
    guard offset + bytes <= limits.bytesInTotal else { throw .totalTooLarge(path: path, limit: limits.bytesInTotal) }
    (member, remaining, padding) = (name, bytes, (TarHeader.size - bytes % TarHeader.size) % TarHeader.size)
  }

  /// The content of a member that only describes the next one.
  private func metadata(_ header: TarHeader) throws(ArchiveFailure) -> [UInt8] {
    let limit = min(1 << 20, limits.bytesPerMember)
    guard header.bytes <= limit else {
      throw .memberTooLarge(path: path, member: header.name, bytes: header.bytes, limit: limit)
    }
    try begin(header.name, header.bytes)
    let bytes = try contents()
    try skipRest()
    return bytes
  }

  /// The next header, or `nil` at the end mark (a block of zeros) or where the archive stops without one.
  private func readHeader(isExpected: Bool) throws(ArchiveFailure) -> TarHeader? {
    var block = [UInt8](repeating: 0, count: TarHeader.size)
    let start = offset
    let got = try source.read(block.count, into: &block, at: 0)
    offset += got
    guard got == block.count else {
      // Some writers leave the end mark out; half a header is another matter.
      if got == 0 && start > 0 && !isExpected {
        ended = true
        return nil
      }
      if start == 0 { throw .notTar(path: path, found: "\(got) bytes") }
      throw .truncatedTar(path: path, offset: offset, expected: "a header of \(block.count) bytes")
    }
    if block.allSatisfy({ $0 == 0 }) {
      ended = true
      if isExpected { throw .truncatedTar(path: path, offset: offset, expected: "the member a long name belongs to") }
      return nil
    }
    return try TarHeader(block, path: path, offset: start)
  }

  private func skipRest() throws(ArchiveFailure) {
    var scratch = [UInt8](repeating: 0, count: min(max(remaining, padding), 1 << 18))
    while remaining > 0 { _ = try read(min(remaining, scratch.count), into: &scratch, at: 0) }
    let got = try source.read(padding, into: &scratch, at: 0)
    offset += got
    guard got == padding else {
      throw .truncatedTar(path: path, offset: offset, expected: "padding after \(member.quoted)")
    }
    padding = 0
  }

  private func readToEnd() throws(ArchiveFailure) {
    var scratch = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = try source.read(scratch.count, into: &scratch, at: 0)
      offset += got
      if got == 0 { return }
      guard offset <= limits.bytesInTotal else { throw .totalTooLarge(path: path, limit: limits.bytesInTotal) }
    }
  }
}
