import Support

/// A file with one class name per line in label order: `batches.meta.txt`, `fine_label_names.txt`, `classes.txt`.
enum ClassNameFile {
  /// The names; blank lines are skipped, twice the same name or more than 256 are refused.
  static func names(_ lines: [String], file: String) throws(CIFARFailure) -> [String] {
    var names: [String] = []
    var seen: Set<String> = []
    for (index, line) in lines.enumerated() {
      let name = line.trimmed
      if name.isEmpty { continue }
      guard seen.insert(name).inserted else {
        throw .className(file: file, line: index + 1, expected: "every class once", found: "\(name.quoted) again")
      }
      names.append(name)
    }
    guard (1...256).contains(names.count) else { throw .classCount(file: file, found: names.count) }
    return names
  }
}

extension StringProtocol {
  /// Without the white space at both ends.
  var trimmed: String {
    let start = self.drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
