import Images
import Support

/// Something that claims to be a CIFAR data set and is not, or not a whole one. `file` is the path, or the archive's
/// path and the member's name.
package enum CIFARFailure: Failure, Equatable {
  case notCIFAR(path: String, found: String, hint: String)
  case emptyFile(file: String, recordBytes: Int)
  case partialRecord(file: String, offset: Int, expected: Int, found: Int)
  case label(file: String, offset: Int, found: Int, classes: Int)
  case fileTwice(path: String, name: String)
  case missingSplit(path: String, version: CIFARVersion, split: Split, found: [String])
  case noValidation(path: String, version: CIFARVersion)
  case noCoarseLabels(path: String)
  case className(file: String, line: Int, expected: String, found: String)
  case classCount(file: String, found: Int)

  package var message: String {
    switch self {
    case .notCIFAR(let path, let found, _):
      "'\(path)': expected a CIFAR-10 or CIFAR-100 binary data set, found \(found)"
    case .emptyFile(let file, let recordBytes):
      "'\(file)': expected records of \(recordBytes) bytes, found an empty file"
    case .partialRecord(let file, let offset, let expected, let found):
      "'\(file)': byte \(offset): expected a record of \(expected) bytes, found the first \(found) only"
    case .label(let file, let offset, let found, let classes):
      "'\(file)': byte \(offset): expected a label from 0 to \(classes - 1), found \(found)"
    case .fileTwice(let path, let name): "'\(path)': holds \(name) twice"
    case .missingSplit(let path, let version, let split, let found):
      "'\(path)': \(version.title) without \(split == .test ? "test" : "training") images: found \(found.listed())"
    case .noValidation(let path, let version):
      "'\(path)': \(version.title) has training and test images; validation images were asked for"
    case .noCoarseLabels(let path): "'\(path)': CIFAR-10 has one level of labels; coarse labels were asked for"
    case .className(let file, let line, let expected, let found):
      "'\(file)': line \(line): expected \(expected), found \(found)"
    case .classCount(let file, let found): "'\(file)': expected 1 to 256 class names, found \(found)"
    }
  }

  package var hint: String? {
    switch self {
    case .notCIFAR(_, _, let hint): hint
    case .emptyFile, .partialRecord: "the download or copy was probably interrupted; get the archive again"
    case .label: "the file is damaged, or of the other CIFAR version"
    case .fileTwice: "keep one of the two"
    case .missingSplit: "choose another split, or data that have such images"
    case .noValidation: "split the training images with --validation FRACTION"
    case .noCoarseLabels: "leave --label-level out, or use CIFAR-100"
    case .className, .classCount: "the file holds one class name per line, in label order"
    }
  }
  package var status: ExitStatus {
    switch self {
    case .noCoarseLabels, .noValidation: .usage
    case .missingSplit: .missingInput
    default: .malformedInput
    }
  }
}
