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
  /// The files among them.
  var files: [String] {
    items.compactMap { if case .file(let path) = $0.content { path } else { nil } }
  }
  /// The images of archives and built-in data.
  private(set) var sets: [ImageSet] = []
  /// What the user should know: what was passed over.
  private(set) var notes: [String] = []
  private let endsNamesByZero: Bool

  /// Searches folders and reads lists and archives. Whether a named file is there and is an image shows later.
  ///
  /// - Parameters:
  ///   - imageSize: images of archives are resized to it.
  ///   - endsNamesByZero: whether names on standard input are ended by zero bytes, as by `find -print0`.
  /// - Throws: a folder without images, a list without names, an archive that cannot be read, a pipe.
  init(_ arguments: [String], imageSize: Int, endsNamesByZero: Bool = false) throws {
    self.endsNamesByZero = endsNamesByZero
    for argument in arguments {
      if argument == "-" {
        if items.contains(where: { $0.name == "-" }) { throw PredictionRequestFailure.inputTwice }
        try addStandardInput()
      } else if FileSystem.isFile(argument) && ArchiveContent.isArchive(argument) {
        try addArchive(argument, imageSize: imageSize)
      } else if Self.isDataSet(argument) {
        try add(DataSource.open(path: argument).allImages(imageSize: imageSize), of: argument)
      } else if FileSystem.isFolder(argument) {
        try addFolder(argument)
      } else if FileSystem.isFile(argument) && PictureList.isList(argument) {
        let list = try PictureList(path: argument)
        if list.pictures.isEmpty { throw PredictionRequestFailure.emptyList(path: argument) }
        add(list)
      } else {
        try Self.refuseWaiting(argument)
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

  /// A pipe that no program writes to would be read for ever; those of a shell's `<(command)` have a writer.
  private static func refuseWaiting(_ path: String) throws(PredictionRequestFailure) {
    let isOpen = path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/") || path == "/dev/stdin"
    if FileSystem.exists(path) && !FileSystem.isFile(path) && !isOpen { throw .special(path: path) }
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
      let found = try PictureSearch(archive: files)
      if found.pictures.isEmpty { throw PredictionRequestFailure.emptyArchive(path: path) }
      found.leftOut.note(of: path).map { notes.append($0) }
      items += found.pictures.map {
        PredictionInput(
          name: "\(path):\($0)", content: .bytes(files.content($0) ?? [], title: "\(path): \($0)"))
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

  private mutating func add(_ list: PictureList) {
    items += list.pictures.map { PredictionInput(name: $0.name, content: .file($0.path)) }
  }

  /// Adds the pictures of a folder and of those in it.
  private mutating func addFolder(_ path: String) throws {
    let found = try PictureSearch(folder: path)
    if found.pictures.isEmpty && found.inaccessible.isEmpty { throw PredictionRequestFailure.noImages(folder: path) }
    found.leftOut.note(of: path).map { notes.append($0) }
    items += (found.pictures + found.inaccessible.map(\.name)).map {
      let inside = FileSystem.path(path, $0)
      return PredictionInput(name: inside, content: .file(inside))
    }
  }

  /// An image, or names, one per line or each ended by a zero byte.
  private mutating func addStandardInput() throws {
    if isatty(STDIN_FILENO) == 1 { throw PredictionRequestFailure.inputIsTerminal }
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try FileReading.bytes(at: "/dev/stdin", limit: ImageFile.largest)
    } catch {
      throw error.naming("standard input")
    }
    let names =
      endsNamesByZero
      ? bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      : ImageFormat(bytes) == nil ? (try? TextLines.of(bytes, path: "standard input")) ?? [] : []
    // `find FOLDER` names the folder, too.
    let folders = names.filter(FileSystem.isFolder)
    let list = PictureList(names.filter { !FileSystem.isFolder($0) }, folders: [""])
    if endsNamesByZero && list.pictures.isEmpty { throw PredictionRequestFailure.emptyList(path: "standard input") }
    if endsNamesByZero || list.pictures.contains(where: { FileSystem.exists($0.path) }) {
      if !folders.isEmpty { notes.append("left out \(folders.listed(limit: 3)) on standard input: folders, not files") }
      return add(list)
    }
    items.append(PredictionInput(name: "-", content: .bytes(bytes, title: "standard input")))
  }
}
