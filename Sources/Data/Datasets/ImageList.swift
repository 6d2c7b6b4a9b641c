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
  /// Whether a number is the place of a name, and not a name itself.
  private let countsNumbers: Bool

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
    let (named, list) = (
      try givenNames(beside: leading, in: tree), try ImageListFile(path: leading, in: tree)
    )
    return ImageList(
      tree: tree, path: path, lists: lists, imageFolder: imageFolder, classNames: try named ?? ownNames(list, tree),
      hasNames: named != nil || !list.isNumbered, countsNumbers: named != nil || ImageListFile.isNumbered(leading))
  }

  /// The files of a split that is there.
  ///
  /// - Parameter names: what to call the classes, in label order, in place of numbers; `nil` to keep `classNames`.
  func files(split: Split, names: [String]?) throws -> ImageFiles {
    let list = try ImageListFile(path: lists[split] ?? path, in: tree)
    let classes = names ?? classNames
    if let names {
      let labels = (list.rows.compactMap(Self.number).max() ?? -1) + 1
      if names.count < labels {
        throw ImageListFailure.fewNames(path: tree.title(list.path), labels: labels, names: names)
      }
    }
    let folder = try self.folder(of: list)
    var labels: [String: Int] = [:]
    for (label, name) in classes.enumerated() {
      if labels.updateValue(label, forKey: name) != nil { throw ClassSelectionFailure.twice(name: name) }
    }
    var files = ImageFiles(tree: tree, entries: [], classNames: classes)
    for row in list.rows {
      let label: Int?
      let text: String
      switch row.label {
      case .number(let number) where countsNumbers || names != nil:
        (label, text) = (classes.indices.contains(number) ? number : nil, "\(number)")
      case .number(let number): (label, text) = (labels["\(number)"], "\(number)")
      case .name(let name): (label, text) = (labels[name], name)
      case nil: (label, text) = (nil, "")
      }
      guard let label else {
        throw ImageListFailure.label(path: tree.title(list.path), line: row.line, found: text, classes: classes)
      }
      let image = ImageListFile.place(row.path, in: folder)
      if tree.isFile(image) {
        files.entries.append(.init(path: image, label: label, name: row.path))
      } else {
        let failure = ImageListFailure.missingImage(
          path: tree.title(list.path), line: row.line, image: row.path, tried: [tree.title(folder)])
        files.unreadable.append(UnreadableImage(name: row.path, reason: failure.message))
      }
    }
    return files
  }

  /// The folder that the list's images are found in.
  private func folder(of list: ImageListFile) throws(ImageListFailure) -> String {
    let parent = imageFolder ?? FileSystem.folder(of: list.path)
    let candidates = [parent, FileSystem.path(parent, list.stem)]
    guard let folder = list.folder(among: candidates, in: tree) else {
      throw .missingImage(
        path: tree.title(list.path), line: list.rows[0].line, image: list.rows[0].path,
        tried: candidates.map(tree.title))
    }
    return folder
  }

  private static func givenNames(beside list: String, in tree: FileTree) throws -> [String]? {
    for name in ["classes.txt", "labels.txt"] {
      let file = FileSystem.path(FileSystem.folder(of: list), name)
      if tree.isFile(file) { return try ClassNameFile.names(tree.lines(of: file), file: tree.title(file)) }
    }
    return nil
  }

  /// A table's own names; of numbers those that occur. Numbers of a `.lst` file count from 0, as SageMaker has them.
  private static func ownNames(_ list: ImageListFile, _ tree: FileTree) throws -> [String] {
    let numbers = list.rows.compactMap(number)
    if ImageListFile.isNumbered(list.path) { return (0...(numbers.max() ?? 0)).map(String.init) }
    if list.isNumbered { return Set(numbers).sorted().map(String.init) }
    var spellings: [String: [UInt8]] = [:]
    for row in list.rows {
      guard case .name(let name)? = row.label else { continue }
      // Swift's texts are equal when they show the same characters.
      if spellings.updateValue(Array(name.utf8), forKey: name) ?? Array(name.utf8) != Array(name.utf8) {
        throw ImageListFailure.row(
          path: tree.title(list.path), line: row.line, expected: "each class name in one spelling", found: name)
      }
    }
    return spellings.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func number(_ row: ImageListFile.Row) -> Int? {
    if case .number(let number)? = row.label { number } else { nil }
  }
}
