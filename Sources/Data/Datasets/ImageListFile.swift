import Support

/// The rows of one list of images: a SageMaker `.lst` file, or a table with a header (`.csv`, `.tsv`).
///
/// A `.lst` row is `index TAB label TAB path`; the label is a class number and may be written as `1.000000`. A table
/// has a column of paths and one of labels in any order, separated by commas, semicolons or tabs; values may stand in
/// quotation marks. Source: Amazon SageMaker, "Image Classification - MXNet", "Train with Image Format".
struct ImageListFile {
  enum Label: Equatable {
    case number(Int)
    case name(String)
  }
  struct Row: Equatable {
    var line: Int
    /// `nil` where the list has none.
    var label: Label?
    var path: String
  }

  let path: String
  let rows: [Row]
  /// Whether all labels are numbers.
  let isNumbered: Bool

  static let fileEndings = [".lst", ".csv", ".tsv"]
  private static let largestLabel = 65_535
  private static let pathTitles: Set = [
    "path", "file", "filename", "file_name", "image", "image_path", "image_name", "filepath", "file_path", "img",
  ]
  private static let labelTitles: Set = [
    "label", "labels", "class", "class_name", "label_name", "category", "target",
  ]

  static func isList(_ name: String) -> Bool { fileEndings.contains { name.lowercased().hasSuffix($0) } }
  static func isNumbered(_ name: String) -> Bool { name.lowercased().hasSuffix(".lst") }

  /// `train` for `a/train.lst`.
  var stem: String { String(FileSystem.name(of: path).dropLast(4)) }

  /// - Parameter needsLabels: whether a table without a column of labels is refused.
  init(path: String, in tree: FileTree, needsLabels: Bool = true) throws {
    self.path = path
    let (lines, title) = (try tree.lines(of: path), tree.title(path))
    let rows = try Self.isNumbered(path) ? Self.numbered(lines, title) : Self.table(lines, title, needsLabels)
    if rows.isEmpty { throw ImageListFailure.noRows(path: title) }
    let numbers = rows.map { row -> Int? in
      switch row.label {
      case .number(let number): number
      case .name(let name): Int(name).flatMap { (0...Self.largestLabel).contains($0) ? $0 : nil }
      case nil: nil
      }
    }
    isNumbered = numbers.allSatisfy { $0 != nil }
    self.rows =
      isNumbered ? zip(rows, numbers).map { Row(line: $0.line, label: $1.map(Label.number), path: $0.path) } : rows
  }

  private static func numbered(_ lines: [String], _ path: String) throws(ImageListFailure) -> [Row] {
    var rows: [Row] = []
    for (index, line) in lines.enumerated() where !line.trimmed.isEmpty {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(\.trimmed)
      guard columns.count == 3, Double(columns[0]) != nil else {
        throw .row(path: path, line: index + 1, expected: "index, label and path between tabs", found: line)
      }
      guard let number = Double(columns[1]), number == number.rounded(), (0...Double(largestLabel)).contains(number)
      else {
        throw .row(path: path, line: index + 1, expected: "a label from 0 to \(largestLabel)", found: columns[1])
      }
      rows.append(try row(index + 1, .number(Int(number)), columns[2], path))
    }
    return rows
  }

  private static func table(
    _ lines: [String], _ path: String, _ needsLabels: Bool
  ) throws(ImageListFailure) -> [Row] {
    guard let start = lines.firstIndex(where: { !$0.trimmed.isEmpty }) else { return [] }
    for separator: Character in [",", ";", "\t"] {
      guard let header = try? DelimitedText([lines[start]], separator: separator).rows.first else { continue }
      let titles = header.fields.map { $0.lowercased() }
      guard let pathColumn = titles.firstIndex(where: pathTitles.contains) else { continue }
      let labelColumn = titles.firstIndex(where: labelTitles.contains)
      if labelColumn == nil && needsLabels { continue }
      return try rows(lines[(start + 1)...], separator, titles.count, pathColumn, labelColumn, start + 2, path)
    }
    throw .row(
      path: path, line: start + 1, expected: "a header with the columns path" + (needsLabels ? " and label" : ""),
      found: lines[start])
  }

  private static func rows(
    _ lines: ArraySlice<String>, _ separator: Character, _ columns: Int, _ pathColumn: Int, _ labelColumn: Int?,
    _ firstLine: Int, _ path: String
  ) throws(ImageListFailure) -> [Row] {
    let text: DelimitedText
    do { text = try DelimitedText(lines, separator: separator, firstLine: firstLine) } catch {
      throw .row(path: path, line: error.line, expected: "a quotation mark at each end of a value", found: error.text)
    }
    var rows: [Row] = []
    for row in text.rows {
      let label = labelColumn.map { row.fields.indices.contains($0) ? row.fields[$0] : "" }
      guard row.fields.count == columns, label != "" else {
        throw .row(
          path: path, line: row.line, expected: "\(columns) values, none of them empty",
          found: row.fields.joined(separator: String(separator)))
      }
      rows.append(try self.row(row.line, label.map(Label.name), row.fields[pathColumn], path))
    }
    return rows
  }

  private static func row(
    _ line: Int, _ label: Label?, _ path: String, _ list: String
  ) throws(ImageListFailure) -> Row {
    if path.isEmpty { throw .row(path: list, line: line, expected: "the path of an image", found: path) }
    return Row(line: line, label: label, path: path)
  }

  /// The folder that the images are relative to: the first of some that holds an image of the list.
  func folder(among folders: [String], in tree: FileTree) -> String? {
    // A few missing images must not decide, and a list of only missing ones must not take for ever.
    for row in rows.prefix(1000) {
      if let folder = folders.first(where: { tree.isFile(Self.place(row.path, in: $0)) }) { return folder }
    }
    return nil
  }

  static func place(_ image: String, in folder: String) -> String {
    image.hasPrefix("/") ? image : FileSystem.path(folder, image)
  }
}

/// A list of images that cannot be used.
package enum ImageListFailure: Failure, Equatable {
  case noRows(path: String)
  case row(path: String, line: Int, expected: String, found: String)
  /// No image at any of the places where the list may mean it.
  case missingImage(path: String, line: Int, image: String, tried: [String])
  case label(path: String, line: Int, found: String, classes: [String])
  case fewNames(path: String, labels: Int, names: [String])

  package var message: String {
    switch self {
    case .noRows(let path): "'\(path)': expected a list of images, found no row"
    case .row(let path, let line, let expected, let found):
      "'\(path)': line \(line): expected \(expected), found \(found.quoted)"
    case .missingImage(let path, let line, let image, let tried):
      "'\(path)': line \(line): no image \(image.quoted) in \(tried.listed())"
    case .label(let path, let line, let found, let classes):
      "'\(path)': line \(line): expected one of the classes \(classes.listed(limit: 12)), found \(found.quoted)"
    case .fewNames(let path, let labels, let names):
      "'\(path)': has labels 0 to \(labels - 1), but \(names.count) class names are given: \(names.listed())"
    }
  }
  package var hint: String? {
    switch self {
    case .noRows, .row: "a .lst row is index TAB label TAB path; a .csv file starts with the line path,label"
    case .missingImage: "paths are relative to the list's folder, or to a folder beside it named like the list"
    case .label: "the classes are those of the training list; correct the row or the list of names"
    case .fewNames: "give one name per label, in label order"
    }
  }
  package var status: ExitStatus {
    switch self {
    case .noRows, .row, .label: .malformedInput
    case .missingImage: .missingInput
    case .fewNames: .usage
    }
  }
}
