import Images
import Support
import SyntheticImages

/// A data set, whatever its form: a CIFAR archive or folder, an image folder, a list of images, or built-in data.
public struct DataSource: Sendable, CustomStringConvertible {
  public enum Kind: String, Sendable, Codable {
    case cifar10, cifar100, imageFolder, imageList, synthetic
  }

  enum Content: Sendable {
    case cifar(CIFARArchive)
    case folder(ImageFolder)
    case list(ImageList)
    case synthetic(SyntheticSet, seed: UInt64)
  }

  static let syntheticPrefix = "synthetic:"

  /// As the user gave it.
  public let path: String
  let content: Content

  init(path: String, content: Content) { (self.path, self.content) = (path, content) }

  /// An archive of CIFAR files.
  package init(_ archive: CIFARArchive) { self.init(path: archive.path, content: .cifar(archive)) }

  public var kind: Kind {
    switch content {
    case .cifar(let archive): archive.version == .cifar10 ? .cifar10 : .cifar100
    case .folder: .imageFolder
    case .list: .imageList
    case .synthetic: .synthetic
    }
  }

  /// The splits that are there, as far as the names of the files tell.
  public var splits: [Split] {
    switch content {
    case .cifar: [.train, .test]
    case .folder(let folder): folder.splits
    case .list(let list): list.splits
    case .synthetic: [.train, .test]
    }
  }

  /// Whether the images are known to be drawn before any is read: built-in ones, and folders that say so.
  public var isMarkedSynthetic: Bool {
    switch content {
    case .cifar(let archive): archive.isMarkedSynthetic
    case .folder, .list: false
    case .synthetic: true
    }
  }

  /// Such as "CIFAR-100 (binary) in data/cifar-100-binary.tar.gz".
  public var description: String {
    switch content {
    case .cifar(let archive): "\(title) in \(archive.path)"
    case .folder, .list: "\(title) \(path)"
    case .synthetic: title
    }
  }

  /// The same without the place.
  public var title: String {
    switch content {
    case .cifar(let archive): archive.title(isSynthetic: archive.isMarkedSynthetic)
    case .folder: "image folder"
    case .list: "image list"
    case .synthetic(let set, let seed): "built-in synthetic \(set.rawValue) (drawn by this program, seed \(seed))"
    }
  }

  /// What the user should know about the data: what was passed over, and what may not be as it was meant.
  package var notes: [String] {
    guard case .folder(let folder) = content else { return [] }
    var notes = [folder.leftOut.note(of: path)].compactMap { $0 }
    if !folder.nestedClasses.isEmpty {
      notes.append(
        "'\(path)': took pictures in folders below a class folder for that class: "
          + folder.nestedClasses.listed(limit: 6))
    }
    return notes
  }

  /// What a search for pictures passed over.
  package var leftOut: LeftOut {
    if case .folder(let folder) = content { folder.leftOut } else { LeftOut() }
  }

  /// The images of a split.
  ///
  /// - Parameters:
  ///   - labelLevel: fine or coarse labels; only CIFAR-100 has coarse ones.
  ///   - classes: the classes to take, which become labels 0, 1, …; for a list with numbers only, their names in label
  ///     order; `nil` for all.
  ///   - imageSize: height and width of the result, 1 to 1024; images of another size are resized.
  ///   - skipsUnreadable: whether pictures that cannot be read are left out and named in the result's provenance.
  ///   - limit: how many images of each class are taken at most, the first ones; `nil` for all.
  /// - Throws: a `Failure` that names the file and the place in it, all files that cannot be read, or the class that
  ///   cannot be had.
  public func images(
    split: Split, labelLevel: LabelLevel = .fine, classes: [String]? = nil, imageSize: Int = 32,
    skipsUnreadable: Bool = false, limit: Int? = nil
  ) throws -> ImageSet {
    guard (1...1024).contains(imageSize) else { throw DataSourceFailure.imageSize(found: imageSize) }
    guard splits.contains(split) else {
      throw DataSourceFailure.noSplit(path: path, split: split, splits: splits)
    }
    if labelLevel == .coarse && kind != .cifar100 { throw DataSourceFailure.noCoarseLabels(source: description) }
    let files: ImageFiles
    switch content {
    case .cifar(let archive):
      return try archive.images(split: split, labelLevel: labelLevel).choosing(classes).limited(to: limit)
        .fitting(imageSize, path)
    case .synthetic(let set, let seed):
      let images = set.images(split: split, count: set.defaultCount(split), seed: seed)
      return try images.choosing(classes).limited(to: limit).fitting(imageSize, path)
    case .folder(let folder): files = try folder.files(split: split)
    case .list(let list):
      files = try list.files(split: split, names: list.hasNames ? nil : classes)
    }
    let chosen = try classes.map { try files.selecting($0, source: path) } ?? files
    let limited = chosen.limited(to: limit)
    let note = limited.entries.count < chosen.entries.count ? limit.map(ImageSet.limitNote) ?? "" : ""
    return try decode(limited, classes, note, imageSize, skipsUnreadable)
  }

  /// The images of every split that is there, training images first; a split that only a name promised (a shorter
  /// archive) is left out.
  ///
  /// - Throws: what `images` throws; at least one split is there.
  package func allImages(
    labelLevel: LabelLevel = .fine, classes: [String]? = nil, imageSize: Int = CIFARVersion.imageSize,
    skipsUnreadable: Bool = false, limit: Int? = nil
  ) throws -> [(split: Split, images: ImageSet)] {
    var sets: [(split: Split, images: ImageSet)] = []
    var missing: CIFARFailure?
    for split in splits {
      do {
        let set = try images(
          split: split, labelLevel: labelLevel, classes: classes, imageSize: imageSize,
          skipsUnreadable: skipsUnreadable, limit: limit)
        sets.append((split, set))
      } catch let failure as CIFARFailure {
        guard case .missingSplit = failure else { throw failure }
        missing = failure
      }
    }
    if sets.isEmpty { throw missing ?? DataSourceFailure.noSplit(path: path, split: .train, splits: splits) }
    return sets
  }

  private func decode(
    _ files: ImageFiles, _ classes: [String]?, _ note: String, _ size: Int, _ skips: Bool
  ) throws -> ImageSet {
    let form = kind == .imageFolder ? "image folder" : "image list"
    let summary = form + (classes.map { ", \($0.count == 1 ? "class" : "classes") \($0.listed())" } ?? "") + note
    return try files.decoded(
      size: size, provenance: .init(summary: summary, path: path, isSynthetic: false), skipsUnreadable: skips)
  }
}

extension ImageSet {
  fileprivate func choosing(_ classes: [String]?) throws -> ImageSet {
    try classes.map { try selecting(classes: $0) } ?? self
  }

  fileprivate func fitting(_ size: Int, _ source: String) throws -> ImageSet {
    try MemoryLimit.check(images: count, size: size, source: source)
    return resized(to: size)
  }
}
