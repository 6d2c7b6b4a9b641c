import Images
import Foundation
import Support

/// Writes an image set as CIFAR binary files, in a folder named as in the official archive.
///
/// CIFAR-10 style has one label byte, so any 1 to 256 classes fit. CIFAR-100 style has a coarse label too: the official
/// one where all classes are CIFAR-100's, else the single coarse class "all". File names of the images are not kept.
/// Drawn images get a file `SYNTHETIC.txt` beside them, by which every reader here knows them.
package enum CIFARWriter {
  /// Training files in CIFAR-10 style, as in the official archive.
  static let trainingFiles = 5

  /// Writes `cifar-10-batches-bin` or `cifar-100-binary` below a folder and returns its path.
  ///
  /// In CIFAR-10 style the training images are dealt to five files in order, fewer if there are not five images. All
  /// files are on the disk, in a folder beside, before the first one gets its name or the first old one goes.
  /// - Parameters:
  ///   - train: 32x32 images, at least one; `nil` writes no training file.
  ///   - test: the same, with the same class names.
  ///   - replacing: whether a data set that is there goes.
  /// - Throws: `CIFARWriterFailure` if the images do not fit the format or a data set is there, `FileFailure` if a file
  ///   cannot be written.
  @discardableResult
  package static func write(
    train: ImageSet?, test: ImageSet?, version: CIFARVersion, to folder: String, replacing: Bool = false
  ) throws -> String {
    let sets = [train, test].compactMap(\.self)
    guard let first = sets.first else { throw CIFARWriterFailure.noImages(split: nil) }
    for set in sets { try check(set, classNames: first.classNames) }
    let target = FileSystem.path(folder, version.folderName)
    if !replacing { try checkFree(version, in: folder) }
    let old = try oldFiles(target, version)
    try FileSystem.createFolder(target)
    let staging = FileSystem.path(target, stagingName)
    // What an interrupted attempt left is of no use.
    try? FileManager.default.removeItem(atPath: staging)
    try FileSystem.createFolder(staging)
    defer { try? FileManager.default.removeItem(atPath: staging) }
    try writeFiles(train, test, first.classNames, version, staging)
    for name in old { try FileSystem.removeFile(FileSystem.path(target, name)) }
    for name in try FileSystem.names(in: staging) {
      do {
        try FileManager.default.moveItem(
          atPath: FileSystem.path(staging, name), toPath: FileSystem.path(target, name))
      } catch {
        throw FileFailure.cannotCreate(path: FileSystem.path(target, name), reason: "it cannot be renamed")
      }
    }
    return target
  }

  /// Hidden, so that no reader sees it.
  private static let stagingName = ".unfinished"

  /// - Throws: `CIFARWriterFailure.exists` where `write` would replace a data set.
  package static func checkFree(_ version: CIFARVersion, in folder: String) throws {
    let target = FileSystem.path(folder, version.folderName)
    if try !oldFiles(target, version).isEmpty { throw CIFARWriterFailure.exists(path: target) }
  }

  private static func oldFiles(_ folder: String, _ version: CIFARVersion) throws(FileFailure) -> [String] {
    guard FileSystem.isFolder(folder) else { return [] }
    return try FileSystem.names(in: folder).filter {
      version.isData($0) || version.isNames($0) || $0 == CIFARArchive.syntheticMarker
    }
  }

  private static func writeFiles(
    _ train: ImageSet?, _ test: ImageSet?, _ classNames: [String], _ version: CIFARVersion, _ folder: String
  ) throws(FileFailure) {
    let coarse = coarseLabels(classNames)
    try writeNames(classNames, version.namesFile(.fine), folder)
    if version == .cifar100 { try writeNames(coarse.names, version.namesFile(.coarse), folder) }
    let drawn = [train, test].compactMap(\.self).filter(\.provenance.isSynthetic)
    if !drawn.isEmpty {
      let text =
        "The images in this folder are synthetic: drawn by CIFARKit, not taken from \(version.title).\n"
        + drawn.map { $0.provenance.summary + "\n" }.joined()
      try AtomicFile.write(text, to: FileSystem.path(folder, CIFARArchive.syntheticMarker))
    }
    if let train {
      let files = version == .cifar10 ? min(trainingFiles, train.count) : 1
      for file in 0..<files {
        let range = train.count * file / files..<train.count * (file + 1) / files
        let name = version == .cifar10 ? "data_batch_\(file + 1).bin" : "train.bin"
        let records = records(train, range, version, coarse.labels)
        try AtomicFile.write(records, to: FileSystem.path(folder, name))
      }
    }
    if let test {
      let records = records(test, 0..<test.count, version, coarse.labels)
      try AtomicFile.write(records, to: FileSystem.path(folder, version.testFile))
    }
  }

  private static func check(_ set: ImageSet, classNames: [String]) throws(CIFARWriterFailure) {
    let size = CIFARVersion.imageSize
    guard set.count > 0 else { throw .noImages(split: set.provenance.summary) }
    guard set.height == size && set.width == size else { throw .size(height: set.height, width: set.width) }
    guard (1...256).contains(classNames.count) else { throw .classCount(found: classNames.count) }
    guard set.classNames == classNames else { throw .otherClasses(train: classNames, test: set.classNames) }
    for name in classNames where name.trimmed != name || name.isEmpty || name.contains(where: \.isNewline) {
      throw .className(found: name)
    }
  }

  private static func writeNames(_ names: [String], _ file: String, _ folder: String) throws(FileFailure) {
    try AtomicFile.write(names.map { $0 + "\n" }.joined(), to: FileSystem.path(folder, file))
  }

  /// The coarse label of each class, and the names of all coarse classes.
  private static func coarseLabels(_ classNames: [String]) -> (labels: [UInt8], names: [String]) {
    let known = classNames.compactMap { CIFARNames.fine.firstIndex(of: $0) }
    if known.count < classNames.count { return ([UInt8](repeating: 0, count: classNames.count), ["all"]) }
    return (known.map { UInt8(CIFARNames.coarseOfFine[$0]) }, CIFARNames.coarse)
  }

  /// [N, 32, 32, 3] to records of labels and planes.
  private static func records(_ set: ImageSet, _ range: Range<Int>, _ version: CIFARVersion, _ coarse: [UInt8])
    -> [UInt8]
  {
    let plane = CIFARVersion.imageSize * CIFARVersion.imageSize
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count * version.recordBytes)
    let pixels = set.pixels.span
    for image in range {
      let label = set.labels[image]
      if version == .cifar100 { bytes.append(coarse[label]) }
      bytes.append(UInt8(label))
      for channel in 0..<3 {
        let start = image * 3 * plane + channel
        for position in 0..<plane { bytes.append(pixels[start + 3 * position]) }
      }
    }
    return bytes
  }
}

/// Images that the CIFAR format cannot hold.
package enum CIFARWriterFailure: Failure, Equatable {
  case noImages(split: String?)
  case size(height: Int, width: Int)
  case classCount(found: Int)
  case otherClasses(train: [String], test: [String])
  case className(found: String)
  case exists(path: String)

  package var message: String {
    switch self {
    case .noImages(let split?): "\(split): expected images to write, found none"
    case .noImages: "expected training or test images to write, found neither"
    case .size(let height, let width): "CIFAR files hold images of 32x32 pixels, found \(width)x\(height)"
    case .classCount(let found): "CIFAR files hold 1 to 256 classes, found \(found)"
    case .otherClasses(let train, let test):
      "training and test images differ in their classes: \(train.listed()) against \(test.listed())"
    case .className(let found): "CIFAR files hold a class name per line, found \(found.quoted)"
    case .exists(let path): "'\(path)': a data set is there already"
    }
  }
  package var hint: String? {
    switch self {
    case .noImages: "`cifar-data info` counts the images of a data set"
    case .size: "have the images resized to 32 pixels"
    case .classCount, .otherClasses: "choose the classes with --classes"
    case .className: "rename the class"
    case .exists: "choose another folder, or replace it with --overwrite"
    }
  }
  package var status: ExitStatus {
    if case .exists = self { .cannotCreate } else { .malformedInput }
  }
}
