import Support

/// What was read of a CIFAR data set: the data files in order, and the class names of every level.
struct CIFARContent: Sendable {
  /// For messages.
  let path: String
  let version: CIFARVersion
  private(set) var files: [(name: String, order: Int, records: CIFARRecords)] = []
  private(set) var names: [LabelLevel: [String]] = [:]
  /// Every data file and file of names seen.
  private(set) var found: [String] = []
  /// Whether the marker of drawn images lies beside the records.
  var isSynthetic = false

  init(path: String, version: CIFARVersion) { (self.path, self.version) = (path, version) }

  /// Reads a data file or a file of names, and passes over any other.
  ///
  /// - Parameters:
  ///   - file: what messages call it.
  ///   - bytes: the size announced, to claim memory once.
  ///   - isWanted: false for a data file that is only noted.
  ///   - fill: fills the buffer with what comes next; returns less than its size at the end.
  mutating func take(
    _ name: String, _ file: String, _ bytes: Int, isWanted: Bool = true, fill: (inout [UInt8]) throws -> Int
  ) throws {
    if name == CIFARArchive.syntheticMarker { isSynthetic = true }
    guard version.isData(name) || version.isNames(name) else { return }
    if found.contains(name) { throw CIFARFailure.fileTwice(path: path, name: name) }
    found.append(name)
    if version.isData(name), isWanted {
      let records = try CIFARRecords(file: file, version: version, expectedBytes: bytes, fill: fill)
      files.append((name, version.trainingOrder(of: name) ?? 0, records))
    }
    for level in version.levels where version.namesFile(level) == name {
      names[level] = try Self.names(bytes, file: file, fill: fill)
    }
  }

  /// With the data files in order and official names where the files of names are missing.
  func finished() -> CIFARContent {
    var content = self
    for level in version.levels where names[level] == nil { content.names[level] = version.standardNames(level) }
    content.files.sort { $0.order < $1.order }
    return content
  }

  /// One class name per line; empty lines (the official file ends in one) do not count.
  private static func names(_ bytes: Int, file: String, fill: (inout [UInt8]) throws -> Int) throws -> [String] {
    let limit = 1 << 20
    var content = [UInt8](repeating: 0, count: limit + 1)
    let got = try bytes > limit ? bytes : fill(&content)
    guard got <= limit else { throw FileFailure.tooLarge(path: file, limit: limit) }
    return try ClassNameFile.names(TextLines.of(Array(content.prefix(got)), path: file), file: file)
  }
}
