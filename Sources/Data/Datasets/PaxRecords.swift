import Support

/// The extended header of a pax archive: lines "LENGTH KEY=VALUE\n" where LENGTH counts the whole line.
/// Source: POSIX.1-2017, pax, "pax Extended Header".
struct PaxRecords {
  var name: String?
  var bytes: Int?

  init(_ content: [UInt8], path: String, offset: Int) throws(ArchiveFailure) {
    func malformed(_ expected: String, _ found: some Sequence<UInt8>) -> ArchiveFailure {
      .field(
        path: path, offset: offset, name: "extended header", expected: expected,
        found: String(decoding: Array(found), as: UTF8.self).quoted)
    }
    var rest = content[...]
    // Some writers pad with zeros.
    while let first = rest.first, first != 0 {
      guard let blank = rest.prefix(20).firstIndex(of: UInt8(ascii: " ")),
        let length = Int(String(decoding: rest[..<blank], as: UTF8.self)),
        length > blank - rest.startIndex + 1, length <= rest.count,
        rest[rest.startIndex + length - 1] == UInt8(ascii: "\n")
      else { throw malformed("a record with its length", rest.prefix(40)) }
      let record = rest[(blank + 1)..<(rest.startIndex + length - 1)]
      guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { throw malformed("KEY=VALUE", record) }
      let value = String(decoding: record[(equals + 1)...], as: UTF8.self)
      switch String(decoding: record[..<equals], as: UTF8.self) {
      case "path": name = value
      case "size":
        guard let size = Int(value), size >= 0 else { throw malformed("a size below 2^63", record) }
        bytes = size
      default: break
      }
      rest = rest.dropFirst(length)
    }
  }
}
