import Serialization
import Support

/// A run that cannot start or continue.
package enum TrainingFailure: Failure, Equatable {
  case tooFewClasses([String])
  case tooManyClasses(Int, most: Int)
  case emptyClasses(String, [String])
  case noImages(String)
  case noVariation
  /// The model's number of classes is not that of the data.
  case otherClasses(model: Int, data: Int)
  case diverged(epoch: Int, batch: Int, rate: Float, checkpoint: String?)
  case folderHoldsRun(String)
  /// A run is to be replaced, and files lie with it that no run writes.
  case foreignFiles(String, [String])
  case noRun(String)
  /// A run that ended before its first checkpoint was written, so that there is nothing to continue from.
  case notBegun(String)
  /// The images, their labels or their split are not those the checkpoint was trained on.
  case otherData(checkpoint: String)

  package var message: String {
    switch self {
    case .tooFewClasses(let names):
      "training needs at least 2 classes, the data have \(names.count)"
        + (names.isEmpty ? "" : " (\(names.joined(separator: ", ")))")
    case .tooManyClasses(let count, let most):
      "training takes at most \(Format.count(most)) classes, the data have \(Format.count(count))"
    case .emptyClasses(let source, let names):
      "'\(source)': \(names.count == 1 ? "the class" : "the classes") \(names.listed(limit: 12)) "
        + "\(names.count == 1 ? "has" : "have") no training images"
    case .noImages(let source): "\(source): has no images to train on"
    case .noVariation: "all pixels of the training images are equal; there is nothing to learn from"
    case .otherClasses(let model, let data): "the model is to tell \(model) classes apart, the data have \(data)"
    case .diverged(let epoch, let batch, let rate, _):
      "the loss is no longer a number in epoch \(epoch), batch \(batch), at learning rate \(rate)"
    case .folderHoldsRun(let path): "'\(path)': holds a run already"
    case .foreignFiles(let path, let names):
      "'\(path)': holds other files besides the run: \(names.listed(limit: 6))"
    case .noRun(let path): "'\(path)': holds no run to resume (no checkpoint.safetensors)"
    case .notBegun(let path): "'\(path)': the run ended before its first checkpoint; there is nothing to continue from"
    case .otherData(let checkpoint): "'\(checkpoint)': the images, labels or classes are not those of this run"
    }
  }
  package var hint: String? {
    switch self {
    case .tooFewClasses: "choose two or more with --classes, or other data"
    case .tooManyClasses: "choose some with --classes"
    case .emptyClasses:
      "add images, choose classes with --classes, or train with an output for each by --allow-empty-classes"
    case .noImages: "choose other data"
    case .noVariation: "check the images"
    case .otherClasses(_, let data): "set the configuration's model.classes to \(data)"
    case .diverged(_, _, _, let checkpoint):
      "try a smaller --lr, or --clip-norm 1"
        + (checkpoint.map { "; the last good state is \($0)" } ?? "")
    case .folderHoldsRun(let path):
      "continue with --resume \(ShellText.word(path)), replace it with --overwrite, or choose another --output"
    case .foreignFiles: "move them elsewhere, or choose another --output"
    case .noRun: "give the folder of a run that was interrupted"
    case .notBegun(let path):
      "start it again with --config \(ShellText.word(RunPaths.configuration(path))) --output \(ShellText.word(path))"
    case .otherData: "give the data the run was started with by --data, or start a new run"
    }
  }
  package var status: ExitStatus {
    switch self {
    case .tooFewClasses, .tooManyClasses, .emptyClasses, .noImages, .noVariation: .malformedInput
    case .folderHoldsRun, .foreignFiles, .otherClasses, .otherData: .configuration
    case .diverged: .barMissed
    case .noRun, .notBegun: .missingInput
    }
  }
}
