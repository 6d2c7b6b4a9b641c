import Archives
import Images
import Support
import SyntheticImages

extension DataSource {
  /// Recognises what a path is: a CIFAR folder, an image folder, a list, an archive of one of these, or built-in images
  /// (`synthetic:vehicles`).
  ///
  /// - Throws: a `Failure` that says what was found instead.
  public static func open(path: String) throws -> DataSource { try open(path: path, imageFolder: nil) }

  /// Recognises what a path is.
  ///
  /// - Parameters:
  ///   - path: a CIFAR folder (or the folder above it), an image folder, a list (`.lst`, `.csv`, `.tsv`) or folder of
  ///     lists, an archive of one of these, or `synthetic:vehicles` and `synthetic:shapes`. An archive is opened and
  ///     decompressed once, whatever is asked of the result.
  ///   - imageFolder: where a list's images are, if not beside it.
  ///   - syntheticSeed: which of the built-in images to draw; the default is what everybody gets.
  ///   - takesUnlabelled: whether a folder of pictures without class folders is one class, named like the folder.
  /// - Throws: a `Failure` that says what was found instead.
  package static func open(
    path: String, imageFolder: String? = nil, syntheticSeed: UInt64 = 0, takesUnlabelled: Bool = false
  ) throws -> DataSource {
    if path.hasPrefix(syntheticPrefix) { return try synthetic(path, syntheticSeed) }
    if FileSystem.isFolder(path) { return try openFolder(path, imageFolder, takesUnlabelled) }
    guard FileSystem.exists(path) else { throw FileFailure.missing(path: path) }
    guard FileSystem.isFile(path) else {
      throw DataSourceFailure.unrecognised(path: path, found: "a pipe, socket or device", hint: nil)
    }
    if let list = try ImageList.recognise(path: path, imageFolder: imageFolder) {
      return DataSource(path: path, content: .list(list))
    }
    if CIFARVersion.recognised(byFile: FileSystem.name(of: path)) != nil {
      throw DataSourceFailure.unrecognised(
        path: path, found: "one file of a CIFAR folder", hint: "name the folder: \(FileSystem.folder(of: path))")
    }
    return try openArchive(path)
  }

  /// What lies in a folder under the usual names: CIFAR-100, then CIFAR-10, each as a folder or an archive; else `nil`.
  ///
  /// A folder of drawn images is passed over: who wants those names them.
  /// - Throws: the failure of a data set that is there but cannot be read, so that damage is not passed over in
  ///   silence.
  public static func discover(in folder: String) throws -> DataSource? {
    guard FileSystem.isFolder(folder) else { return nil }
    let names = try FileSystem.visibleNames(in: folder)
    for version in [CIFARVersion.cifar100, .cifar10] {
      let start = version.archiveName.dropLast(".tar.gz".count)
      let archives = names.filter { $0.hasPrefix(start) && ArchiveContent.isNamedAsArchive($0) }
      let candidates = [version.folderName, version.archiveName].filter(names.contains) + archives
      for path in candidates.map({ FileSystem.path(folder, $0) }) {
        let archive = try CIFARArchive.open(path: path)
        if !archive.isMarkedSynthetic { return DataSource(path: path, content: .cifar(archive)) }
      }
    }
    return nil
  }

  private static func openFolder(
    _ path: String, _ imageFolder: String?, _ takesUnlabelled: Bool
  ) throws -> DataSource {
    let names = try FileSystem.visibleNames(in: path)
    let isCIFAR = names.contains { name in
      CIFARVersion.recognised(byFile: name) != nil || CIFARVersion.allCases.contains { $0.folderName == name }
    }
    if isCIFAR { return DataSource(path: path, content: .cifar(try CIFARArchive.open(path: path))) }
    if let list = try ImageList.recognise(path: path, imageFolder: imageFolder) {
      return DataSource(path: path, content: .list(list))
    }
    if let folder = try ImageFolder.recognise(path: path) { return DataSource(path: path, content: .folder(folder)) }
    if takesUnlabelled, let folder = try ImageFolder(unlabelled: path) {
      return DataSource(path: path, content: .folder(folder))
    }
    if let inside = try discover(in: path) { return inside }
    throw DataSourceFailure.unrecognised(
      path: path, found: names.isEmpty ? "an empty folder" : names.listed(limit: 4),
      hint: CIFARArchive.pythonHint(names + [path]) ?? hint(names),
      leftOut: try PictureSearch(folder: path).leftOut.note(of: path))
  }

  private static func hint(_ names: [String]) -> String? {
    names.contains(where: ImageFile.isNamedAsImage)
      ? "put the images of each class into a folder named like the class" : nil
  }

  private static func openArchive(_ path: String) throws -> DataSource {
    do {
      switch try ArchiveContent.open(path: path) {
      case .cifar(let archive): return DataSource(archive)
      case .files(let files): return try openFiles(files)
      }
    } catch ArchiveFailure.notArchive(_, let start) {
      if let format = ImageFormat(start) {
        throw DataSourceFailure.unrecognised(
          path: path, found: "a \(format.rawValue) image", hint: "name the folder above its class folder")
      }
      let found = ImageFormat.describe(start)
      if found.hasPrefix("bytes") || found.hasPrefix("text") {
        throw ArchiveFailure.notArchive(path: path, start: start)
      }
      let isPage = found == "a web page"
      throw DataSourceFailure.unrecognised(
        path: path, found: found,
        hint: isPage ? "a download that asked for something: look at it in a browser, and get the file itself" : nil)
    }
  }

  /// What unpacking an archive would give: the folder itself, or the only one in it.
  private static func openFiles(_ files: ArchivedFiles) throws -> DataSource {
    let tree = FileTree(archive: files)
    var root = ""
    while true {
      if let list = try ImageList.recognise(path: root, in: tree) {
        return DataSource(path: files.path, content: .list(list))
      }
      let names = try tree.visibleNames(in: root).filter { !LeftOut.isSystemFolder($0) }
      let inside = FileSystem.path(root, names.first ?? "")
      guard names.count == 1, tree.isFolder(inside) else { break }
      root = inside
    }
    if let folder = try ImageFolder.recognise(path: "", in: tree) {
      return DataSource(path: files.path, content: .folder(folder))
    }
    throw DataSourceFailure.unrecognised(
      path: files.path, found: files.all.isEmpty ? "an empty archive" : files.all.map(\.name).listed(limit: 4),
      hint: try CIFARArchive.pythonHint(files.all.map(\.name)) ?? hint(tree.visibleNames(in: root)))
  }

  private static func synthetic(_ path: String, _ seed: UInt64) throws -> DataSource {
    let word = String(path.dropFirst(syntheticPrefix.count))
    guard let set = SyntheticSet(rawValue: word) else { throw DataSourceFailure.unknownSynthetic(name: word) }
    return DataSource(path: path, content: .synthetic(set, seed: seed))
  }
}

/// A path that is no data set, or a data set that lacks what was asked for.
package enum DataSourceFailure: Failure, Equatable {
  case unrecognised(path: String, found: String, hint: String?, leftOut: String? = nil)
  case unknownSynthetic(name: String)
  case noSplit(path: String, split: Split, splits: [Split])
  case noCoarseLabels(source: String)
  case imageSize(found: Int)
  case tooLarge(source: String, images: Int, size: Int, limit: Int)

  package var message: String {
    switch self {
    case .unrecognised(let path, let found, _, _):
      "'\(path)': expected a CIFAR archive, an image folder or a list of images, found \(found)"
    case .unknownSynthetic(let name):
      "unknown synthetic data set \(name.quoted): expected "
        + SyntheticSet.allCases.map { DataSource.syntheticPrefix + $0.rawValue }.listed()
    case .noSplit(let path, let split, let splits):
      "'\(path)': has no \(split.rawValue) images, only \(splits.map(\.rawValue).listed())"
    case .noCoarseLabels(let source): "\(source): has one level of labels; coarse labels were asked for"
    case .imageSize(let found): "image size: expected 1 to 1024, found \(found)"
    case .tooLarge(let source, let images, let size, let limit):
      "'\(source)': \(images) images of \(size)x\(size) pixels need more than \(Format.bytes(limit)), "
        + "half of this machine's memory"
    }
  }
  package var details: [String] {
    if case .unrecognised(_, _, _, let leftOut?) = self { [leftOut] } else { [] }
  }
  package var hint: String? {
    switch self {
    case .unrecognised(_, _, let hint, _):
      hint ?? "lay pictures out as FOLDER/CLASS/NAME.png, or name a list or an archive"
    case .unknownSynthetic(let name):
      nearest(to: name, in: SyntheticSet.allCases.map(\.rawValue)).map {
        "did you mean \(DataSource.syntheticPrefix)\($0)?"
      }
    case .noSplit(_, .validation, _): "split the training images with --validation FRACTION"
    case .noSplit: "choose another split, or add the images in a folder or list of that name"
    case .noCoarseLabels: "leave --label-level out, or use CIFAR-100"
    case .tooLarge: "choose fewer classes or smaller images"
    case .imageSize: "32 is the size of CIFAR images"
    }
  }
  package var status: ExitStatus {
    switch self {
    case .unrecognised: .malformedInput
    case .tooLarge: .configuration
    case .noSplit: .missingInput
    case .unknownSynthetic, .noCoarseLabels, .imageSize: .usage
    }
  }
}
