import Support

/// The rows of one list of images: a SageMaker `.lst` file, or a table with a header (`.csv`, `.tsv`).
///
/// A `.lst` row is `index TAB label TAB path`; the label is a class number and may be written as `1.000000`. A table
/// has the columns `path` and `label` (a class name) in any order, separated by commas or tabs, without quotation
/// marks. Source: Amazon SageMaker, "Image Classification - MXNet", "Train with Image Format".
struct ImageListFile {
  enum Label: Equatable {
    case number(Int)
    case name(String)
  }
  struct Row: Equatable {
    var line: Int
    var label: Label
    var path: String
  }

  let path: String
  let rows: [Row]

  static let fileEndings = [".lst", ".csv", ".tsv"]
  private static let largestLabel = 65_535

  static func isList(_ name: String) -> Bool { fileEndings.contains { name.lowercased().hasSuffix($0) } }

  /// `train` for `a/train.lst`.
  var stem: String { String(FileSystem.name(of: path).dropLast(4)) }

  init(path: String, in tree: FileTree) throws {
    self.path = path
    let (lines, title) = (try tree.lines(of: path), tree.title(path))
    rows = path.lowercased().hasSuffix(".lst") ? try Self.numbered(lines, title) : try Self.table(lines, title)
    if rows.isEmpty { throw ImageListFailure.noRows(path: title) }
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

  private static func table(_ lines: [String], _ path: String) throws(ImageListFailure) -> [Row] {
    let header = lines.first ?? ""
    let separator: Character = header.contains("\t") ? "\t" : ","
    let titles = header.split(separator: separator, omittingEmptySubsequences: false).map { $0.trimmed.lowercased() }
    guard let pathColumn = titles.firstIndex(where: { ["path", "file", "filename"].contains($0) }),
      let labelColumn = titles.firstIndex(where: { ["label", "class"].contains($0) })
    else { throw .row(path: path, line: 1, expected: "a header with the columns path and label", found: header) }
    var rows: [Row] = []
    for (index, line) in lines.enumerated().dropFirst() where !line.trimmed.isEmpty {
      let columns = line.split(separator: separator, omittingEmptySubsequences: false).map(\.trimmed)
      guard columns.count == titles.count, !line.contains("\""), !columns[labelColumn].isEmpty else {
        throw .row(
          path: path, line: index + 1, expected: "\(titles.count) values without quotation marks", found: line)
      }
      rows.append(try row(index + 1, .name(columns[labelColumn]), columns[pathColumn], path))
    }
    return rows
  }

  private static func row(_ line: Int, _ label: Label, _ path: String, _ list: String) throws(ImageListFailure) -> Row {
    if path.isEmpty { throw .row(path: list, line: line, expected: "the path of an image", found: path) }
    return Row(line: line, label: label, path: path)
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
