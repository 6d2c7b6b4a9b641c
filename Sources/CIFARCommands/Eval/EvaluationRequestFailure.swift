import Datasets
import Serialization
import Support

/// An evaluation that cannot be made as asked for.
enum EvaluationRequestFailure: Failure, Equatable {
  case noRun(folder: String, isUnfinished: Bool, runs: [String])
  case input(path: String, WeightsMetadata.InputSize)
  case manyClasses(path: String, Int, limit: Int)
  case topK(Int, classes: Int)
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

  var message: String {
    switch self {
    case .noRun(let folder, _, _):
      "'\(folder)': expected a run's folder with best.safetensors, found no such file in it"
    case .input(let path, let size):
      "'\(path)': expected a model for square images with 3 channels, found one for "
        + "\(size.width)x\(size.height) pixels with \(size.channels)"
    case .manyClasses(let path, let found, let limit): "'\(path)': expected at most \(limit) classes, found \(found)"
    case .topK(let k, let classes): "--top-k: expected 1 to \(classes), the model's number of classes, found \(k)"
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
    }
  }

  var hint: String? {
    switch self {
    case .noRun(_, true, _): "the run has not finished an epoch; go on with cifar-train --resume"
    case .noRun(_, false, let runs) where !runs.isEmpty: "there are runs inside: \(runs.listed(limit: 5))"
    case .noRun: "give the folder that cifar-train wrote, or a .safetensors file"
    case .input, .manyClasses: "this program cannot evaluate it"
    case .topK: "every image is right when all classes count; choose a smaller number"
    case .noRecipe: "name images with --data"
    case .dataGone: "if they lie elsewhere, or the run was started in another folder, say where with --data"
    case .classes: "choose data with the model's classes, or name some of them with --classes"
    case .labels: "the list belongs to another model"
    case .noSplitKnown: "use --split test, or --split train for all training images"
    case .otherData(_, .validation, true): "leave --data out, or use --split test or --split train"
    case .otherData: "they were changed since the training; put them back, or use --split test"
    case .noValidation: "use --split test, or --split train for the images it was trained on"
    case .noImages: "choose another split or other data; `cifar-data info` counts the images of every class"
    }
  }

  var status: ExitStatus {
    switch self {
    case .topK: .usage
    case .input, .manyClasses: .malformedInput
    case .noRun, .dataGone, .noImages: .missingInput
    case .noRecipe, .classes, .labels, .noSplitKnown, .otherData, .noValidation: .configuration
    }
  }
}
