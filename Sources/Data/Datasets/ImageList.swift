import Images
import Support

/// Pictures named by lists, one list per split: SageMaker's `train.lst` and `test.lst`, or tables `train.csv`, …
///
/// Images are looked for beside the list, then in a folder beside it named like the list. Class names are those of
/// `classes.txt` or `labels.txt` beside the lists; else a table's own, sorted; else the label numbers.
struct ImageList: Sendable {
  let tree: FileTree
  let path: String
  /// The list of each split.
  let lists: [Split: String]
  private let imageFolder: String?
  /// In label order.
  let classNames: [String]
  /// False if the class names are mere numbers, which the user's names may replace.
  let hasNames: Bool

  var splits: [Split] { Split.allCases.filter { lists[$0] != nil } }

  /// Recognises a list, or a folder with lists; `nil` if there is none.
  ///
  /// - Parameter imageFolder: where the images are, if not beside the list.
  static func recognise(
    path: String, in tree: FileTree = .disk, imageFolder: String? = nil
  ) throws -> ImageList? {
    var lists: [Split: String] = [:]
    if tree.isFolder(path) {
      // The first ending wins where a folder holds both forms.
      for ending in ImageListFile.fileEndings.reversed() {
        for name in try tree.visibleNames(in: path) where name.lowercased().hasSuffix(ending) {
          if let split = ImageFolder.split(named: String(name.dropLast(4))) {
            lists[split] = FileSystem.path(path, name)
          }
        }
      }
    } else if ImageListFile.isList(path) {
      lists[ImageFolder.split(named: String(FileSystem.name(of: path).dropLast(4))) ?? .train] = path
    }
    guard let leading = Split.allCases.lazy.compactMap({ lists[$0] }).first else { return nil }
    let named = try givenNames(beside: leading, in: tree)
    return ImageList(
      tree: tree, path: path, lists: lists, imageFolder: imageFolder,
      classNames: try named ?? ownNames(ImageListFile(path: leading, in: tree)),
      hasNames: named != nil || !leading.hasSuffix(".lst"))
  }

  /// The files of a split that is there.
  ///
  /// - Parameter names: what to call the classes, in label order, in place of numbers; `nil` to keep `classNames`.
  func files(split: Split, names: [String]?) throws -> ImageFiles {
    let list = try ImageListFile(path: lists[split] ?? path, in: tree)
    let classes = names ?? classNames
    if let names, names.count < classNames.count {
      throw ImageListFailure.fewNames(path: tree.title(list.path), labels: classNames.count, names: names)
    }
    let folder = try self.folder(of: list)
    var labels: [String: Int] = [:]
    for (label, name) in classes.enumerated() {
      if labels.updateValue(label, forKey: name) != nil { throw ClassSelectionFailure.twice(name: name) }
    }
    let entries = try list.rows.map { row in
      let image = Self.place(row.path, in: folder)
      guard tree.isFile(image) else {
        throw ImageListFailure.missingImage(
          path: tree.title(list.path), line: row.line, image: row.path, tried: [tree.title(folder)])
      }
      let label: Int?
      let text: String
      switch row.label {
      case .number(let number): (label, text) = (classes.indices.contains(number) ? number : nil, "\(number)")
      case .name(let name): (label, text) = (labels[name], name)
      }
      guard let label else {
        throw ImageListFailure.label(path: tree.title(list.path), line: row.line, found: text, classes: classes)
      }
      return ImageFiles.Entry(path: image, label: label, name: row.path)
    }
    return ImageFiles(tree: tree, entries: entries, classNames: classes)
  }

  /// The folder that the list's first image is found in.
  private func folder(of list: ImageListFile) throws(ImageListFailure) -> String {
    let parent = imageFolder ?? FileSystem.folder(of: list.path)
    let candidates = [parent, FileSystem.path(parent, list.stem)]
    let first = list.rows[0]
    guard let folder = candidates.first(where: { tree.isFile(Self.place(first.path, in: $0)) }) else {
      throw .missingImage(
        path: tree.title(list.path), line: first.line, image: first.path, tried: candidates.map(tree.title))
    }
    return folder
  }

  private static func place(_ image: String, in folder: String) -> String {
    image.hasPrefix("/") ? image : FileSystem.path(folder, image)
  }

  private static func givenNames(beside list: String, in tree: FileTree) throws -> [String]? {
    for name in ["classes.txt", "labels.txt"] {
      let file = FileSystem.path(FileSystem.folder(of: list), name)
      if tree.isFile(file) { return try ClassNameFile.names(tree.lines(of: file), file: tree.title(file)) }
    }
    return nil
  }

  private static func ownNames(_ list: ImageListFile) -> [String] {
    var names: Set<String> = []
    var largest = 0
    for row in list.rows {
      switch row.label {
      case .name(let name): names.insert(name)
      case .number(let number): largest = max(largest, number)
      }
    }
    return names.isEmpty ? (0...largest).map(String.init) : names.sorted()
  }
}
