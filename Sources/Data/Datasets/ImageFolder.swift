import Images
import Support

/// Pictures sorted into folders, one per class: `root/CLASS/*.png`, or `root/{train,validation,test}/CLASS/*.png`.
///
/// PNG and JPEG files count, in order of class and name; hidden files and files of other kinds are left out. The
/// classes, sorted by name, are those of the training images in every split, so that labels mean the same everywhere.
struct ImageFolder: Sendable {
  let tree: FileTree
  let path: String
  /// The folder of each split; without folders of splits, all images are training images.
  let folders: [Split: String]
  /// In label order.
  let classNames: [String]

  var splits: [Split] { Split.allCases.filter { folders[$0] != nil } }

  /// Recognises an image folder; `nil` if no class folder with a picture is found.
  static func recognise(path: String, in tree: FileTree = .disk) throws -> ImageFolder? {
    var folders: [Split: String] = [:]
    for name in try tree.visibleNames(in: path) {
      let folder = FileSystem.path(path, name)
      guard let split = split(named: name), try !classFolders(folder, tree).isEmpty else { continue }
      if folders[split] != nil { throw ImageFolderFailure.splitTwice(path: tree.title(path), split: split) }
      folders[split] = folder
    }
    if folders.isEmpty { folders[.train] = path }
    guard let leading = Split.allCases.lazy.compactMap({ folders[$0] }).first else { return nil }
    let classes = try classFolders(leading, tree)
    guard try classes.contains(where: { try !imageNames(FileSystem.path(leading, $0), tree).isEmpty }) else {
      return nil
    }
    return ImageFolder(tree: tree, path: path, folders: folders, classNames: classes)
  }

  /// The files of a split that is there.
  ///
  /// - Throws: `ImageFolderFailure` for a class that the training images lack, and for a training class without images.
  func files(split: Split) throws -> ImageFiles {
    let folder = folders[split] ?? path
    var entries: [ImageFiles.Entry] = []
    for name in try Self.classFolders(folder, tree) {
      let classFolder = FileSystem.path(folder, name)
      guard let label = classNames.firstIndex(of: name) else {
        throw ImageFolderFailure.unknownClass(path: tree.title(classFolder), name: name, classes: classNames)
      }
      for file in try Self.imageNames(classFolder, tree) {
        entries.append(.init(path: FileSystem.path(classFolder, file), label: label, name: "\(name)/\(file)"))
      }
    }
    if entries.isEmpty { throw ImageFolderFailure.noImages(path: tree.title(folder)) }
    return ImageFiles(tree: tree, entries: entries, classNames: classNames)
  }

  static func split(named name: String) -> Split? {
    switch name.lowercased() {
    case "train", "training": .train
    case "validation", "val", "valid": .validation
    case "test": .test
    default: nil
    }
  }

  private static func classFolders(_ path: String, _ tree: FileTree) throws -> [String] {
    guard tree.isFolder(path) else { return [] }
    return try tree.visibleNames(in: path).filter { tree.isFolder(FileSystem.path(path, $0)) }
  }

  private static func imageNames(_ path: String, _ tree: FileTree) throws -> [String] {
    try tree.visibleNames(in: path).filter {
      ImageFile.isNamedAsImage($0) && tree.isFile(FileSystem.path(path, $0))
    }
  }
}

/// An image folder whose splits do not fit together.
package enum ImageFolderFailure: Failure, Equatable {
  case unknownClass(path: String, name: String, classes: [String])
  case noImages(path: String)
  case splitTwice(path: String, split: Split)

  package var message: String {
    switch self {
    case .unknownClass(let path, let name, let classes):
      "'\(path)': the class \(name.quoted) is not among the training classes \(classes.listed(limit: 12))"
    case .noImages(let path): "'\(path)': expected PNG or JPEG files in class folders, found none"
    case .splitTwice(let path, let split): "'\(path)': holds two folders of \(split.rawValue) images"
    }
  }
  package var hint: String? {
    switch self {
    case .unknownClass: "rename or remove the folder, or add the class to the training images"
    case .noImages: "lay the images out as FOLDER/CLASS/NAME.png"
    case .splitTwice: "keep one of them"
    }
  }
  package var status: ExitStatus { .malformedInput }
}
