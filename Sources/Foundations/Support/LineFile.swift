/// A log or table that grows by whole lines: whenever its writer is killed, every line in it is complete.
///
/// Each line goes to the system in one write. A line that a full disk cut off is taken back, and one that a power
/// failure cut off is removed when the file is opened again.
package struct LineFile: ~Copyable, Sendable {
  package let path: String
  private let file: OpenFile

  /// Opens the file for appending and creates it where there is none.
  ///
  /// - Parameter header: the first line of a new or empty file, such as the column names of a CSV file.
  package init(appendingTo path: String, header: String? = nil) throws(FileFailure) {
    let file = try OpenFile(path: path, mode: .append)
    try LineFile.removePartialLine(of: file)
    if let header, file.size == 0 { try LineFile.append(header, to: file) }
    self.path = path
    self.file = file
  }

  /// Adds one line. Line breaks inside it would make two of it and become spaces.
  package mutating func append(_ line: String) throws(FileFailure) { try LineFile.append(line, to: file) }

  /// Waits until all lines are on the disk; without it they survive `kill -9` but not a power failure.
  package func synchronize() throws(FileFailure) { try file.synchronize() }

  private static func append(_ line: String, to file: borrowing OpenFile) throws(FileFailure) {
    let before = file.size
    var bytes = line.utf8.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    bytes.append(UInt8(ascii: "\n"))
    do {
      try file.write(bytes.span)
    } catch {
      try? file.truncate(to: before)
      throw error
    }
  }

  private static func removePartialLine(of file: borrowing OpenFile) throws(FileFailure) {
    let size = file.size
    var end = size
    var buffer = [UInt8](repeating: 0, count: 4096)
    while end > 0 {
      let start = max(0, end - buffer.count)
      try file.seek(to: start)
      var filled = 0
      while filled < end - start {
        let count = try file.read(into: &buffer, from: filled)
        if count == 0 { break }
        filled += count
      }
      if let lineBreak = buffer[..<min(filled, end - start)].lastIndex(of: UInt8(ascii: "\n")) {
        end = start + lineBreak + 1
        break
      }
      end = start
    }
    if end < size { try file.truncate(to: end) }
  }
}
