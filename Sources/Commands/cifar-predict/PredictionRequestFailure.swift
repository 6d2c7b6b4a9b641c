import Support

/// A prediction that cannot be made as asked for.
enum PredictionRequestFailure: Failure, Equatable {
  case noImages(folder: String)
  case emptyArchive(path: String)
  case emptyList(path: String)
  case topK(Int, classes: Int)
  case inputTwice
  case inputIsTerminal

  var message: String {
    switch self {
    case .noImages(let folder): "'\(folder)': expected JPEG or PNG files in this folder or below, found none"
    case .emptyArchive(let path): "'\(path)': expected JPEG, PNG or CIFAR files in this archive, found none"
    case .emptyList(let path): "'\(path)': expected a list of images, found no name in it"
    case .topK(let k, let classes): "--top-k: expected 1 to \(classes), the model's number of classes, found \(k)"
    case .inputTwice: "standard input ('-') is named twice"
    case .inputIsTerminal: "expected an image on standard input, found a terminal"
    }
  }

  var hint: String? {
    switch self {
    case .noImages: "names must end in .jpg, .jpeg or .png; a file of another name can be named by itself"
    case .emptyArchive: "names of pictures must end in .jpg, .jpeg or .png"
    case .emptyList: "a list names one file per line"
    case .topK: "choose a smaller number"
    case .inputTwice: "name it once"
    case .inputIsTerminal: "send one: cifar-predict --weights … - < photo.jpg"
    }
  }

  var status: ExitStatus {
    switch self {
    case .topK, .inputTwice, .inputIsTerminal: .usage
    case .noImages, .emptyArchive: .missingInput
    case .emptyList: .malformedInput
    }
  }
}
