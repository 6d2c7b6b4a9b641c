import Datasets
import Images
import Support

/// Why there are no images to calibrate on.
enum CalibrationObstacle: String {
  case unknownSplit = "the file does not say which images were held back for validation"
  case noValidation = "the run held no images back for validation"
  case otherData = "the images are not those the model was trained on"
}

/// An evaluation that cannot be made as asked for.
enum EvaluationRequestFailure: Failure, Equatable {
  case topK(Int, classes: Int)
  /// A report would take the place of the weights it is about.
  case overwritesWeights(option: String, path: String)
  case noRecipe(weights: String)
  case dataGone(path: String)
  /// The data lack classes of the model, or `--classes` has others than the model.
  case classes(data: String, found: [String], model: [String])
  /// A list has more label numbers than the model has classes.
  case labels(list: String, found: Int, model: [String])
  case noSplitKnown(weights: String)
  case otherData(data: String, split: Split, isNamed: Bool)
  case noValidation(weights: String)
  case noImages(data: String, split: Split)
  /// There is nothing to choose a temperature or threshold on.
  case noCalibrationImages(weights: String, CalibrationObstacle)
  case notCalibrated(weights: String)
  /// The model to compare with has other classes.
  case otherClasses(path: String, found: [String], expected: [String])
  case otherSize(path: String, found: Int, expected: Int)
  /// A class is to be unknown that the model knows.
  case knownClass(String)
  case nothingUnknown(data: String)

  var message: String {
    switch self {
    case .topK(let k, let classes): "--top-k: expected 1 to \(classes), the model's number of classes, found \(k)"
    case .overwritesWeights(let option, let path): "--\(option): '\(path)' is the weights file"
    case .noRecipe(let weights): "'\(weights)': does not say which images the model was trained on"
    case .dataGone(let path): "the images the model was trained on are not there: '\(path)'"
    case .classes(let data, let found, let model):
      "'\(data)': expected the model's classes \(model.listed(limit: 12)), found \(found.listed(limit: 12))"
    case .labels(let list, let found, let model):
      "'\(list)': expected labels of the model's \(model.count) classes \(model.listed(limit: 12)), "
        + "found labels 0 to \(found - 1)"
    case .noSplitKnown(let weights): "'\(weights)': does not say which training images were held back for validation"
    case .otherData(let data, let split, _):
      "--split \(split.rawValue): the images of '\(data)' are not those the model was trained on"
    case .noValidation(let weights): "'\(weights)': the run held no images back for validation"
    case .noImages(let data, let split): "'\(data)': no \(split.rawValue) images of the model's classes"
    case .noCalibrationImages(let weights, let obstacle): "'\(weights)': cannot calibrate: \(obstacle.rawValue)"
    case .notCalibrated(let weights):
      "'\(weights)': not calibrated: expected the energy from which on an image is unknown, found none"
    case .otherClasses(let path, let found, let expected):
      "'\(path)': expected a model of the classes \(expected.listed(limit: 12)), "
        + "found one of \(found.listed(limit: 12))"
    case .otherSize(let path, let found, let expected):
      "'\(path)': expected a model for \(expected)x\(expected) pixels, found one for \(found)x\(found)"
    case .knownClass(let name): "--unknown-classes: expected classes that the model does not know, found '\(name)'"
    case .nothingUnknown(let data): "'\(data)': no images of classes that the model does not know"
    }
  }

  var hint: String? {
    switch self {
    case .topK: "every image is right when all classes count; choose a smaller number"
    case .overwritesWeights: "name another file"
    case .noRecipe: "name images with --data"
    case .dataGone: "if they lie elsewhere, or the run was started in another folder, say where with --data"
    case .classes: "choose data with the model's classes, or name some of them with --classes"
    case .labels: "the list belongs to another model"
    case .noSplitKnown: "use --split test, or --split train for all training images"
    case .otherData(_, .validation, true): "leave --data out, or use --split test or --split train"
    case .otherData: "they were changed since the training; put them back, or use --split test"
    case .noValidation: "use --split test, or --split train for the images it was trained on"
    case .noCalibrationImages(_, .otherData): "say with --data where the images it was trained on lie"
    case .noCalibrationImages: "cifar-train holds some back unless told --validation 0"
    case .notCalibrated: "add --calibrate"
    case .otherClasses, .otherSize: "compare models that were trained on the same classes and image size"
    case .knownClass: "name other classes"
    case .nothingUnknown: "name other data with --unknown"
    case .noImages: "choose another split or other data; `cifar-data info` counts the images of every class"
    }
  }

  var status: ExitStatus {
    switch self {
    case .topK, .knownClass, .overwritesWeights: .usage
    case .dataGone, .noImages, .nothingUnknown: .missingInput
    case .noRecipe, .classes, .labels, .noSplitKnown, .otherData, .noValidation, .noCalibrationImages, .notCalibrated,
      .otherClasses, .otherSize:
      .configuration
    }
  }
}
