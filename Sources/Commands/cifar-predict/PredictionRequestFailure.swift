import Support

/// A prediction that cannot be made as asked for.
enum PredictionRequestFailure: Failure, Equatable {
  case noImages(folder: String)
  case emptyArchive(path: String)
  case emptyList(path: String)
  case topK(Int, classes: Int)
  case inputTwice
  case inputIsTerminal
  case special(path: String)

  var message: String {
    switch self {
    case .noImages(let folder): "'\(folder)': expected pictures in this folder or below, found none"
    case .emptyArchive(let path): "'\(path)': expected pictures or CIFAR files in this archive, found none"
    case .emptyList(let path): "'\(path)': expected a list of images, found no name in it"
    case .topK(let k, let classes): "--top-k: expected 1 to \(classes), the model's number of classes, found \(k)"
    case .inputTwice: "standard input ('-') is named twice"
    case .inputIsTerminal: "expected an image on standard input, found a terminal"
    case .special(let path): "'\(path)': expected a file, found a pipe, socket or device"
    }
  }

  var hint: String? {
    switch self {
    case .noImages, .emptyArchive: "`cifar-data info` says what it holds"
    case .special: "send its content to standard input, named -"
    case .emptyList: "a list names one file per line"
    case .topK: "choose a smaller number"
    case .inputTwice: "name it once"
    case .inputIsTerminal: "send one: cifar-predict --weights … - < photo.jpg"
    }
  }

  var status: ExitStatus {
    switch self {
    case .topK, .inputTwice, .inputIsTerminal, .special: .usage
    case .noImages, .emptyArchive: .missingInput
    case .emptyList: .malformedInput
    }
  }
}
