import Images
import Support

/// CIFAR-10 or CIFAR-100 in its binary version: an unpacked folder, or an archive.
///
/// Any whole number of records is accepted, so shorter samples and own data sets in the same form are read as well. The
/// class names are those of the archive's own files of names, or the official ones where such a file is missing.
package struct CIFARArchive: Sendable {
  /// The archive, or the folder that holds the data files.
  package let path: String
  package let version: CIFARVersion
  /// `nil` for a folder.
  private let archive: ArchivedRecords?
  package var isFolder: Bool { archive == nil }

  init(path: String, version: CIFARVersion, archive: ArchivedRecords?) {
    (self.path, self.version, self.archive) = (path, version, archive)
  }

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
  package static func open(path: String) throws -> CIFARArchive {
    try FileSystem.isFolder(path) ? openFolder(path) : openArchive(path)
  }

  /// The images of a split in file order, [N, 32, 32, 3].
  ///
  /// - Throws: what `open` throws, and `CIFARFailure` for a file that is empty, ends inside a record or holds a label
  ///   outside the classes.
  package func images(split: Split, labelLevel: LabelLevel = .fine) throws -> ImageSet {
    if split == .validation { throw CIFARFailure.noValidation(path: path, version: version) }
    if labelLevel == .coarse && version == .cifar10 { throw CIFARFailure.noCoarseLabels(path: path) }
    func isWanted(_ name: String) -> Bool { (split == .test) == (name == version.testFile) }
    let content = try read(isWanted)
    let files = content.files.filter { isWanted($0.name) }
    if files.isEmpty {
      throw CIFARFailure.missingSplit(path: path, version: version, split: split, found: content.found)
    }
    let classes = content.names.mapValues(\.count)
    // A single file's pixels are shared, not copied.
    var pixels = files[0].records.pixels
    var labels = try files[0].records.labels(labelLevel, classes: classes)
    if files.count > 1 { pixels.reserveCapacity(files.reduce(0) { $0 + $1.records.pixels.count }) }
    for file in files.dropFirst() {
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

  /// The data files of a split in the order of its images, with the number of records of each.
  func recordFiles(split: Split) throws -> [(name: String, count: Int)] {
    func isWanted(_ name: String) -> Bool { (split == .test) == (name == version.testFile) }
    return try read(isWanted).files.filter { isWanted($0.name) }.map { ($0.name, $0.records.count) }
  }

  /// Reads the files of names and the data files: of a folder those that `isWanted` picks by name, of an archive all.
  func read(_ isWanted: (String) -> Bool = { _ in true }) throws -> CIFARContent {
    if let archive { return try archive.content() }
    var content = CIFARContent(path: path, version: version)
    content.isSynthetic = isMarkedSynthetic
    for name in try FileSystem.visibleNames(in: path) where version.isData(name) || version.isNames(name) {
      let file = try OpenFile(path: FileSystem.path(path, name), mode: .read)
      guard file.size <= MemoryLimit.bytes else {
        throw FileFailure.tooLarge(path: file.path, limit: MemoryLimit.bytes)
      }
      try content.take(name, file.path, file.size, isWanted: isWanted(name)) { try file.fill(&$0) }
    }
    return content.finished()
  }

  private static func openFolder(_ path: String) throws -> CIFARArchive {
    let names = try FileSystem.visibleNames(in: path)
    if let version = names.lazy.compactMap(CIFARVersion.recognised).first {
      return CIFARArchive(path: path, version: version, archive: nil)
    }
    for version in [CIFARVersion.cifar100, .cifar10] where names.contains(version.folderName) {
      return try openFolder(FileSystem.path(path, version.folderName))
    }
    throw notCIFAR(path, names)
  }

  private static func openArchive(_ path: String) throws -> CIFARArchive {
    switch try ArchiveContent.open(path: path) {
    case .cifar(let archive): return archive
    case .files(let files): throw notCIFAR(path, files.all.map(\.name))
    }
  }

  /// For files of names that say that this is the version for Python.
  static func pythonHint(_ found: [String]) -> String? {
    found.contains { $0.contains("cifar-10-batches-py") || $0.contains("cifar-100-python") }
      ? "this is the Python version; get the binary version with `cifar-data download`" : nil
  }

  private static func notCIFAR(_ path: String, _ found: [String]) -> CIFARFailure {
    let hint =
      pythonHint(found)
      ?? "name a folder or archive with data_batch_1.bin … (CIFAR-10) or train.bin and test.bin (CIFAR-100)"
    return .notCIFAR(path: path, found: found.listed(limit: 4), hint: hint)
  }
}
