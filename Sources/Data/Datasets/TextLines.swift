import Support

/// The lines of a small text file (class names, lists), without their ends and without a byte order mark.
package enum TextLines {
  static let largestFile = 64 << 20

  package static func ofFile(_ path: String) throws(FileFailure) -> [String] {
    try of(FileReading.bytes(at: path, limit: largestFile), path: path)
  }

  package static func of(_ bytes: [UInt8], path: String) throws(FileFailure) -> [String] {
    var lines: [String] = []
    var offset = 0
    for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      guard var line = String(validating: part, as: UTF8.self), !part.contains(0) else {
        throw .notText(path: path, offset: offset)
      }
      if line.unicodeScalars.last == "\r" { line.unicodeScalars.removeLast() }
      if offset == 0 && line.unicodeScalars.first == "\u{FEFF}" { line.unicodeScalars.removeFirst() }
      lines.append(line)
      offset += part.count + 1
    }
    return lines
  }
}

extension FileSystem {
  /// The names in a folder but for hidden ones, in order of their bytes.
  package static func visibleNames(in path: String) throws(FileFailure) -> [String] {
    try names(in: path).filter { !$0.hasPrefix(".") }
  }
}
