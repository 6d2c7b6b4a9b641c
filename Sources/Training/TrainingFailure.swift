import Support

/// A run that cannot start or go on.
public enum TrainingFailure: Failure, Equatable {
  case tooFewClasses([String])
  case noVariation
  case imagesTooSmall(height: Int, width: Int, model: String)
  case diverged(epoch: Int, batch: Int, rate: Float, checkpoint: String?)
  case folderHoldsRun(String)
  case noRun(String)

  public var message: String {
    switch self {
    case .tooFewClasses(let names):
      "training needs at least 2 classes, the data have \(names.count)\(names.isEmpty ? "" : " (\(names.joined(separator: ", ")))")"
    case .noVariation: "all pixels of the training images are equal in one channel; there is nothing to learn from"
    case .imagesTooSmall(let height, let width, let model):
      "images of \(width)x\(height) pixels are too small for \(model)"
    case .diverged(let epoch, let batch, let rate, _):
      "the loss is no longer a number in epoch \(epoch), batch \(batch), at learning rate \(rate)"
    case .folderHoldsRun(let path): "\(path): holds a run already"
    case .noRun(let path): "\(path): holds no run to resume (no checkpoint.safetensors)"
    }
  }
  public var hint: String? {
    switch self {
    case .tooFewClasses: "choose two or more with --classes, or other data"
    case .noVariation: "check the images"
    case .imagesTooSmall: "use images of 32x32 pixels"
    case .diverged(_, _, _, let checkpoint):
      "try a smaller --lr, a warm-up (--warmup-epochs 1) or --clip-norm 1"
        + (checkpoint.map { "; the last good state is \($0)" } ?? "")
    case .folderHoldsRun(let path): "go on with --resume \(path), or choose another --output"
    case .noRun: "give the folder of a run that was interrupted"
    }
  }
  public var status: ExitStatus {
    switch self {
    case .tooFewClasses, .noVariation: .malformedInput
    case .imagesTooSmall, .folderHoldsRun: .configuration
    case .diverged: .barMissed
    case .noRun: .missingInput
    }
  }
}
