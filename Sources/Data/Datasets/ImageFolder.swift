import Images
import Support

/// Pictures sorted into folders, one per class: `root/CLASS/…`, `root/{train,validation,test}/CLASS/…`, or
/// `root/CLASS/{train,validation,test}/…`; a folder that holds nothing but one folder stands for that one.
///
/// The pictures of a class are those in its folder and in all below it, in order of class and path. The classes, sorted
/// by name, are those that have training images, so that labels mean the same in every split.
struct ImageFolder: Sendable {
  /// The pictures of a split by class.
  private struct Part: Sendable {
    var path: String
    var classes: [ClassFolder] = []
  }
  private struct ClassFolder: Sendable {
    var name: String
    var path: String
    /// Below the path.
    var pictures: [String]
    /// Whether pictures lie in folders of the folder, other than those of splits.
    var isNested = false
  }

  let tree: FileTree
  let path: String
  /// In label order.
  let classNames: [String]
  /// What was passed over.
  let leftOut: LeftOut
  /// Classes with pictures in folders below the class folder.
  let nestedClasses: [String]
  private let parts: [Split: Part]
  private let inaccessible: [UnreadableImage]

  private init(_ path: String, _ tree: FileTree, _ names: [String], _ parts: [Split: Part], _ reader: Reader) {
    (self.tree, self.path, classNames, self.parts) = (tree, path, names, parts)
    (leftOut, inaccessible) = (reader.leftOut, reader.inaccessible)
    nestedClasses = names.filter { name in
      parts.values.contains { $0.classes.contains { $0.name == name && $0.isNested } }
    }
  }

  var splits: [Split] { Split.allCases.filter { parts[$0] != nil } }

  /// Recognises an image folder; `nil` if no class folder with a picture is found.
  ///
  /// - Throws: `ImageFolderFailure` for folders of splits that hold pictures without classes, and for class names that
  ///   look the same.
  static func recognise(path: String, in tree: FileTree = .disk) throws -> ImageFolder? {
    var reader = Reader(tree: tree)
    let parts = try reader.parts(of: path)
    guard let leading = Split.allCases.lazy.compactMap({ parts[$0] }).first else { return nil }
    let names = leading.classes.map(\.name)
    // Swift's texts are equal when they show the same characters.
    for (index, name) in names.enumerated() {
      if let other = names[..<index].first(where: { $0 == name }) {
        throw ImageFolderFailure.sameName(path: tree.title(leading.path), names: [other, name])
      }
    }
    return ImageFolder(path, tree, names, parts, reader)
  }

  /// A folder of pictures without classes, as the training images of one; `nil` if it holds none.
  init?(unlabelled path: String) throws {
    let found = try PictureSearch(path, in: .disk)
    if found.pictures.isEmpty { return nil }
    let name = FileSystem.name(of: path)
    (tree, self.path, classNames, leftOut, nestedClasses) = (.disk, path, [name], found.leftOut, [])
    inaccessible = found.inaccessible
    parts = [.train: Part(path: path, classes: [ClassFolder(name: name, path: path, pictures: found.pictures)])]
  }

  /// The files of a split that is there.
  ///
  /// - Throws: `ImageFolderFailure` for a class that the training images lack.
  func files(split: Split) throws -> ImageFiles {
    guard let part = parts[split] else { throw ImageFolderFailure.noImages(path: tree.title(path)) }
    var entries: [ImageFiles.Entry] = []
    for folder in part.classes {
      guard let label = classNames.firstIndex(of: folder.name) else {
        throw ImageFolderFailure.unknownClass(path: tree.title(folder.path), name: folder.name, classes: classNames)
      }
      entries += folder.pictures.map {
        .init(path: FileSystem.path(folder.path, $0), label: label, name: "\(folder.name)/\($0)")
      }
    }
    return ImageFiles(tree: tree, entries: entries, classNames: classNames, unreadable: inaccessible)
  }

  /// The split that a folder or list of this name holds.
  static func split(named name: String) -> Split? {
    var word = name.lowercased().replacing("-", with: "_")
    for ending in ["_set", "_data", "_images", "set"] where word.hasSuffix(ending) { word.removeLast(ending.count) }
    return switch word {
    case "train", "training": .train
    case "validation", "val", "valid", "dev": .validation
    case "test", "testing": .test
    default: nil
    }
  }

  /// Finds the parts of a folder, and remembers what it passes over.
  private struct Reader {
    let tree: FileTree
    var leftOut = LeftOut()
    var inaccessible: [UnreadableImage] = []

    mutating func parts(of path: String) throws -> [Split: Part] {
      let root = try descended(path)
      let folders = try self.folders(in: root)
      var parts: [Split: Part] = [:]
      var loose: [String] = []
      for name in folders {
        guard let split = ImageFolder.split(named: name) else { continue }
        let folder = try descended(FileSystem.path(root, name))
        let classes = try classFolders(folder)
        if classes.isEmpty {
          if try !PictureSearch(folder, in: tree, isDeep: false).pictures.isEmpty { loose.append(name) }
        } else if parts.updateValue(Part(path: folder, classes: classes), forKey: split) != nil {
          throw ImageFolderFailure.splitTwice(path: tree.title(root), split: split)
        }
      }
      if !parts.isEmpty {
        for name in loose { leftOut.add(name, .unlabelled) }
        for name in folders where ImageFolder.split(named: name) == nil { leftOut.add(name, .outside) }
        return parts
      }
      (leftOut, inaccessible) = (LeftOut(), [])
      let classes = try classFolders(root)
      if classes.isEmpty { return [:] }
      // One folder of data sets, among other things.
      if classes.count == 1, classes[0].pictures.allSatisfy({ $0.contains("/") }) {
        (leftOut, inaccessible) = (LeftOut(), [])
        return try self.parts(of: classes[0].path)
      }
      // A class may well be called "train"; all of them are not.
      if classes.allSatisfy({ ImageFolder.split(named: $0.name) != nil }) {
        throw ImageFolderFailure.splitsWithoutClasses(path: tree.title(root), names: classes.map(\.name))
      }
      return splitInside(classes) ?? [.train: Part(path: root, classes: classes)]
    }

    /// Classes whose folders hold nothing but folders of splits.
    private func splitInside(_ classes: [ClassFolder]) -> [Split: Part]? {
      var parts: [Split: Part] = [:]
      for folder in classes {
        var pictures: [Split: [String]] = [:]
        for picture in folder.pictures {
          let parts = picture.split(separator: "/", maxSplits: 1)
          guard parts.count == 2, let split = ImageFolder.split(named: String(parts[0])) else { return nil }
          pictures[split, default: []].append(picture)
        }
        for (split, pictures) in pictures {
          let part = ClassFolder(name: folder.name, path: folder.path, pictures: pictures)
          parts[split, default: Part(path: folder.path)].classes.append(part)
        }
      }
      return parts
    }

    /// The class folders that hold a picture, in order of their names.
    private mutating func classFolders(_ path: String) throws -> [ClassFolder] {
      var classes: [ClassFolder] = []
      let outside = try PictureSearch(path, in: tree, isDeep: false)
      for entry in try tree.entries(in: path) where entry.kind == .folder || !entry.isNamedInUTF8 {
        guard entry.isNamedInUTF8 else {
          leftOut.add(entry.name, .name)
          continue
        }
        let folder = FileSystem.path(path, entry.name)
        if LeftOut.isSystemFolder(entry.name) {
          leftOut.add(entry.name, .system)
          continue
        }
        do throws(FileFailure) {
          let found = try PictureSearch(folder, in: tree, below: path)
          for item in found.leftOut.items { leftOut.add("\(entry.name)/\(item.path)", item.reason) }
          inaccessible += found.inaccessible.map { .init(name: "\(entry.name)/\($0.name)", reason: $0.reason) }
          if !found.pictures.isEmpty {
            classes.append(
              ClassFolder(
                name: entry.name, path: folder, pictures: found.pictures,
                isNested: found.pictures.contains { $0.contains("/") }))
          } else if found.inaccessible.isEmpty {
            leftOut.add(entry.name, .emptyFolder)
          }
        } catch {
          inaccessible.append(UnreadableImage(name: entry.name, reason: error.message))
        }
      }
      if !classes.isEmpty { for picture in outside.pictures { leftOut.add(picture, .outside) } }
      return classes
    }

    /// The folder itself, or the only one in it, if it holds nothing else and that holds folders.
    private func descended(_ path: String) throws -> String {
      var path = path
      while true {
        let folders = try self.folders(in: path)
        guard folders.count == 1, try PictureSearch(path, in: tree, isDeep: false).pictures.isEmpty else { return path }
        let inside = FileSystem.path(path, folders[0])
        guard try !self.folders(in: inside).isEmpty else { return path }
        path = inside
      }
    }

    private func folders(in path: String) throws(FileFailure) -> [String] {
      guard tree.isFolder(path) else { return [] }
      return try tree.entries(in: path).filter {
        $0.kind == .folder && $0.isNamedInUTF8 && !LeftOut.isSystemFolder($0.name)
      }.map(\.name)
    }
  }
}

/// An image folder whose splits do not fit together.
package enum ImageFolderFailure: Failure, Equatable {
  case unknownClass(path: String, name: String, classes: [String])
  case noImages(path: String)
  case splitTwice(path: String, split: Split)
  case splitsWithoutClasses(path: String, names: [String])
  /// Names of other bytes that show the same characters.
  case sameName(path: String, names: [String])

  package var message: String {
    switch self {
    case .unknownClass(let path, let name, let classes):
      "'\(path)': the class \(name.quoted) is not among the training classes \(classes.listed(limit: 12))"
    case .noImages(let path): "'\(path)': expected pictures in class folders, found none"
    case .splitTwice(let path, let split): "'\(path)': holds two folders of \(split.rawValue) images"
    case .splitsWithoutClasses(let path, let names):
      "'\(path)': expected class folders in \(names.listed()), found pictures without classes"
    case .sameName(let path, let names):
      "'\(path)': two class folders are called \(names[0].quoted); their names differ in invisible bytes only "
        + "(Unicode normalisation: \(names.map { "\($0.utf8.count)" }.joined(separator: " and ")) bytes)"
    }
  }
  package var hint: String? {
    switch self {
    case .unknownClass: "rename or remove the folder, or add the class to the training images"
    case .noImages: "lay the images out as FOLDER/CLASS/NAME.png"
    case .splitTwice: "keep one of them"
    case .splitsWithoutClasses: "put the pictures of each class into a folder of their own: train/CLASS/NAME.jpg"
    case .sameName: "move the pictures of one into the other"
    }
  }
  package var status: ExitStatus { .malformedInput }
}
