import Images
import Support

/// CIFAR-10 or CIFAR-100 in its binary version: an unpacked folder, a `.tar.gz` or a `.tar`.
///
/// Any whole number of records is accepted, so shorter samples and own data sets in the same form are read as well. The
/// class names are those of the archive's own files of names, or the official ones where such a file is missing.
public struct CIFARArchive: Sendable {
  /// The archive, or the folder that holds the data files.
  public let path: String
  public let version: CIFARVersion
  public let isFolder: Bool

  /// A file beside the records that says that they were drawn: records themselves cannot tell.
  package static let syntheticMarker = "SYNTHETIC.txt"

  /// Whether a folder holds the file that says its images were drawn. For an archive, only reading it tells.
  var isMarkedSynthetic: Bool { isFolder && FileSystem.isFile(FileSystem.path(path, CIFARArchive.syntheticMarker)) }

  /// "CIFAR-100 (binary)", but drawn images are never called by that name alone.
  func title(isSynthetic: Bool) -> String {
    isSynthetic ? "synthetic images (\(version.title) binary format)" : "\(version.title) (binary)"
  }

  /// Recognises a CIFAR data set by the names of its files.
  ///
  /// - Parameter path: the folder with the data files, its parent, or an archive.
  /// - Throws: `FileFailure`, `ArchiveFailure`, or `CIFARFailure.notCIFAR` that says what was found instead.
  public static func open(path: String) throws -> CIFARArchive {
    try FileSystem.isFolder(path) ? openFolder(path) : openArchive(path)
  }

  /// The images of a split in file order, [N, 32, 32, 3].
  ///
  /// - Throws: what `open` throws, and `CIFARFailure` for a file that is empty, ends inside a record or holds a label
  ///   outside the classes.
  public func images(split: Split, labelLevel: LabelLevel = .fine) throws -> ImageSet {
    if split == .validation { throw CIFARFailure.noValidation(path: path, version: version) }
    if labelLevel == .coarse && version == .cifar10 { throw CIFARFailure.noCoarseLabels(path: path) }
    let content = try read { name in split == .test ? name == version.testFile : version.trainingOrder(of: name) != nil
    }
    if content.files.isEmpty {
      throw CIFARFailure.missingSplit(path: path, version: version, split: split, found: content.found)
    }
    let classes = content.names.mapValues(\.count)
    var pixels: [UInt8] = []
    var labels: [Int] = []
    pixels.reserveCapacity(content.files.reduce(0) { $0 + $1.records.pixels.count })
    for file in content.files {
      labels += try file.records.labels(labelLevel, classes: classes)
      pixels += file.records.pixels
    }
    let size = CIFARVersion.imageSize
    let level = version == .cifar100 && labelLevel == .coarse ? ", coarse labels" : ""
    return ImageSet(
      height: size, width: size, pixels: pixels, labels: labels, classNames: content.names[labelLevel] ?? [],
      provenance: .init(
        summary: title(isSynthetic: content.isSynthetic) + level, path: path, isSynthetic: content.isSynthetic))
  }

  /// What was read: the data files asked for, in order, and the class names of every level.
  struct Content {
    var files: [(name: String, order: Int, records: CIFARRecords)] = []
    var names: [LabelLevel: [String]] = [:]
    /// Every file seen.
    var found: [String] = []
    /// Whether the marker of drawn images lies beside the records.
    var isSynthetic = false
  }

  /// Reads the files of names and the data files that `isWanted` picks by name.
  func read(_ isWanted: (String) -> Bool) throws -> Content {
    var content = Content()
    content.isSynthetic = isMarkedSynthetic
    func take(_ name: String, _ bytes: Int, _ source: any ByteSource) throws {
      if version.isData(name) || version.isNames(name) {
        if content.found.contains(name) { throw CIFARFailure.fileTwice(path: path, name: name) }
        content.found.append(name)
      }
      let file = isFolder ? FileSystem.path(path, name) : "\(path): \(name)"
      if version.isData(name) && isWanted(name) {
        let records = try CIFARRecords(source, file: file, version: version, expectedBytes: bytes)
        content.files.append((name, version.trainingOrder(of: name) ?? 0, records))
      }
      for level in version.levels where version.namesFile(level) == name {
        content.names[level] = try Self.names(source, bytes, file: file)
      }
    }
    if isFolder {
      for name in try FileSystem.visibleNames(in: path) where version.isData(name) || version.isNames(name) {
        let file = try FileSource(path: FileSystem.path(path, name))
        guard file.size <= MemoryLimit.bytes else {
          throw FileFailure.tooLarge(path: file.path, limit: MemoryLimit.bytes)
        }
        try take(name, file.size, file)
      }
    } else {
      let archive = try TarReader.open(path: path)
      while let member = try archive.next() {
        if member.isFolder { continue }
        if member.lastName == CIFARArchive.syntheticMarker { content.isSynthetic = true }
        try take(member.lastName, member.bytes, archive)
      }
    }
    for level in version.levels where content.names[level] == nil {
      content.names[level] = version.standardNames(level)
    }
    content.files.sort { $0.order < $1.order }
    return content
  }

  /// One class name per line; empty lines (the official file ends in one) do not count.
  private static func names(_ source: any ByteSource, _ bytes: Int, file: String) throws -> [String] {
    let limit = 1 << 20
    guard bytes <= limit else { throw FileFailure.tooLarge(path: file, limit: limit) }
    var content = [UInt8](repeating: 0, count: bytes)
    let got = try source.read(bytes, into: &content, at: 0)
    return try ClassNameFile.names(TextLines.of(Array(content.prefix(got)), path: file), file: file)
  }

  private static func openFolder(_ path: String) throws -> CIFARArchive {
    let names = try FileSystem.visibleNames(in: path)
    if let version = names.lazy.compactMap(CIFARVersion.recognised).first {
      return CIFARArchive(path: path, version: version, isFolder: true)
    }
    for version in [CIFARVersion.cifar100, .cifar10] where names.contains(version.folderName) {
      return try openFolder(FileSystem.path(path, version.folderName))
    }
    throw notCIFAR(path, names)
  }

  private static func openArchive(_ path: String) throws -> CIFARArchive {
    let archive = try TarReader.open(path: path)
    var found: [String] = []
    while let member = try archive.next() {
      if !member.isFolder, let version = CIFARVersion.recognised(byFile: member.lastName) {
        return CIFARArchive(path: path, version: version, isFolder: false)
      }
      found.append(member.name)
    }
    throw notCIFAR(path, found)
  }

  private static func notCIFAR(_ path: String, _ found: [String]) -> CIFARFailure {
    let names = found.listed(limit: 4)
    let isPython = found.contains { $0.contains("cifar-10-batches-py") || $0.contains("cifar-100-python") }
    let hint =
      if isPython {
        "this is the Python version; get the binary version with `cifar-data download`"
      } else if found.contains(where: ImageFile.isNamedAsImage) {
        "to use its images, unpack it and name the folder"
      } else {
        "name a folder or archive with data_batch_1.bin … (CIFAR-10) or train.bin and test.bin (CIFAR-100)"
      }
    return .notCIFAR(path: path, found: names, hint: hint)
  }
}
