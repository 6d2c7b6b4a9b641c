import Datasets
import Foundation
import Images
import Inference
import Support

/// One image to be asked about, not read yet.
struct PredictionInput: Sendable {
  enum Content: Sendable {
    case file(String)
    /// What came on standard input or out of an archive, and what messages call it.
    case bytes([UInt8], title: String)
    /// An image of `PredictionInputs.sets`.
    case record(set: Int, index: Int)
  }

  /// What answers call it: the path as the user gave it, or as the list has it; `-` for standard input.
  let name: String
  let content: Content
}

/// All images that the command line names, in its order; a folder's in the order of their names.
///
/// Of files nothing but the name is held: a hundred thousand of them take some ten megabytes.
struct PredictionInputs: Sendable {
  private(set) var items: [PredictionInput] = []
  /// The images of archives and built-in data.
  private(set) var sets: [ImageSet] = []

  /// Searches folders and reads lists and archives. Whether a named file is there and is an image shows later.
  ///
  /// - Parameter imageSize: images of archives are resized to it.
  /// - Throws: a folder without images, a list without names, an archive that cannot be read.
  init(_ arguments: [String], imageSize: Int) throws {
    for argument in arguments {
      if argument == "-" {
        if items.contains(where: { $0.name == "-" }) { throw PredictionRequestFailure.inputTwice }
        items += try Self.standardInput()
      } else if FileSystem.isFile(argument) && ArchiveContent.isArchive(argument) {
        try addArchive(argument, imageSize: imageSize)
      } else if Self.isDataSet(argument) {
        try add(DataSource.open(path: argument).allImages(imageSize: imageSize), of: argument)
      } else if FileSystem.isFolder(argument) {
        let count = items.count
        try addFolder(argument)
        if items.count == count { throw PredictionRequestFailure.noImages(folder: argument) }
      } else if FileSystem.isFile(argument) && NameList.isList(argument) {
        items += try NameList(path: argument).items
      } else {
        items.append(PredictionInput(name: argument, content: .file(argument)))
      }
    }
  }

  /// The picture of an item.
  func source(_ item: PredictionInput) -> PictureSource {
    switch item.content {
    case .file(let path): .file(path)
    case .bytes(let bytes, let title): .bytes(bytes, name: title)
    case .record(let set, let index): .image(sets[set].image(index))
    }
  }

  /// CIFAR folders and built-in images.
  private static func isDataSet(_ argument: String) -> Bool {
    if argument.hasPrefix("synthetic:") { return true }
    return FileSystem.isFolder(argument) && (try? CIFARArchive.open(path: argument)) != nil
  }

  /// Pictures of an archive are called `archive:name`.
  private mutating func addArchive(_ path: String, imageSize: Int) throws {
    switch try ArchiveContent.open(path: path) {
    case .cifar(let archive): try add(DataSource(archive).allImages(imageSize: imageSize), of: path)
    case .files(let files):
      let images = files.images
      if images.isEmpty { throw PredictionRequestFailure.emptyArchive(path: path) }
      items += images.map {
        PredictionInput(name: "\(path):\($0.name)", content: .bytes($0.content, title: "\(path): \($0.name)"))
      }
    }
  }

  /// Records are called `archive:test:17`, counted from 0 within the split.
  private mutating func add(_ splits: [(split: Split, images: ImageSet)], of path: String) {
    for (split, images) in splits {
      items += (0..<images.count).map { index in
        PredictionInput(
          name: "\(path):\(split.rawValue):\(index)", content: .record(set: sets.count, index: index))
      }
      sets.append(images)
    }
  }

  /// Adds the images of a folder and of those in it, but for hidden ones. A link to a folder is not followed: it may
  /// lead in a circle.
  private mutating func addFolder(_ path: String) throws(FileFailure) {
    for name in try FileSystem.visibleNames(in: path) {
      let inside = FileSystem.path(path, name)
      if FileSystem.isFolder(inside) {
        if (try? FileManager.default.destinationOfSymbolicLink(atPath: inside)) == nil { try addFolder(inside) }
      } else if ImageFile.isNamedAsImage(name) {
        items.append(PredictionInput(name: inside, content: .file(inside)))
      }
    }
  }

  /// An image, or names, one per line, which a text is taken for if its first line names a file.
  private static func standardInput() throws -> [PredictionInput] {
    if isatty(STDIN_FILENO) == 1 { throw PredictionRequestFailure.inputIsTerminal }
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try FileReading.bytes(at: "/dev/stdin", limit: ImageFile.largest)
    } catch {
      throw error.naming("standard input")
    }
    if ImageFormat(bytes) == nil, let lines = try? TextLines.of(bytes, path: "standard input"),
      let first = lines.first, FileSystem.isFile(first)
    {
      return NameList(lines, folders: [""]).items
    }
    return [PredictionInput(name: "-", content: .bytes(bytes, title: "standard input"))]
  }
}

/// A list that names images, one per line: a SageMaker `.lst` file (index, label and path between tabs) or plain lines.
///
/// Paths are relative to the list's folder, to a folder beside it named like the list, or to the working folder:
/// wherever the first image is found. Whether the others are there shows when they are read.
struct NameList {
  let items: [PredictionInput]

  static func isList(_ path: String) -> Bool { [".lst", ".txt"].contains { path.lowercased().hasSuffix($0) } }

  /// - Throws: a file that is no text, and one without names.
  init(path: String) throws {
    let folder = FileSystem.folder(of: path)
    let stem = String(FileSystem.name(of: path).dropLast(".lst".count))
    self.init(try TextLines.ofFile(path), folders: [folder, FileSystem.path(folder, stem), ""])
    if items.isEmpty { throw PredictionRequestFailure.emptyList(path: path) }
  }

  /// - Parameter folders: where images may be; the first stands if none of them holds the first image.
  init(_ lines: [String], folders: [String]) {
    let names = lines.filter { line in line.contains { !$0.isWhitespace } }.map(Self.name)
    let folder = folders.first { folder in
      names.first.map { FileSystem.exists(Self.path($0, in: folder)) } ?? false
    }
    items = names.map {
      PredictionInput(name: $0, content: .file(Self.path($0, in: folder ?? folders.first ?? "")))
    }
  }

  /// The path in a line: the third column of a SageMaker row, else the whole line.
  private static func name(_ line: String) -> String {
    let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard columns.count == 3, Double(columns[0]) != nil, Double(columns[1]) != nil else { return line }
    return String(columns[2])
  }

  private static func path(_ name: String, in folder: String) -> String {
    name.hasPrefix("/") ? name : FileSystem.path(folder, name)
  }
}
