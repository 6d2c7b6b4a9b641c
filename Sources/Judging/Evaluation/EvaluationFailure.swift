import Support

/// Why predictions cannot be judged.
package enum EvaluationFailure: Failure, Equatable {
  case noClasses
  case noImages
  /// A list has another length than the images and classes demand.
  case wrongCount(what: String, expected: Int, found: Int)
  /// A label is no index of a class.
  case labelOutOfRange(image: String, label: Int, classes: Int)
  /// A probability is not a number from 0 to 1, or an image's do not add up to 1.
  case notProbabilities(image: String, expected: String, found: String)
  /// Logits hold NaN or an infinity.
  case logitsNotFinite(image: String)
  /// A setting outside its range.
  case invalidSetting(name: String, expected: String, found: String)
  /// A measure needs logits and there are none.
  case noLogits(needed: String)
  /// Two sets of predictions are not about the same images.
  case differentImages(reason: String)

  package var message: String {
    switch self {
    case .noClasses: "predictions: expected at least one class, found none"
    case .noImages: "predictions: expected at least one image, found none"
    case .wrongCount(let what, let expected, let found): "predictions: expected \(expected) \(what), found \(found)"
    case .labelOutOfRange(let image, let label, let classes):
      "\(image): expected a label from 0 to \(classes - 1), found \(label)"
    case .notProbabilities(let image, let expected, let found): "\(image): expected \(expected), found \(found)"
    case .logitsNotFinite(let image): "\(image): expected finite logits, found NaN or infinity"
    case .invalidSetting(let name, let expected, let found): "\(name): expected \(expected), found \(found)"
    case .noLogits(let needed): "\(needed) needs logits, found probabilities only"
    case .differentImages(let reason): "the two sets of predictions are not about the same images: \(reason)"
    }
  }

  package var hint: String? {
    switch self {
    case .noImages: "check the split and the chosen classes"
    case .labelOutOfRange: "evaluate with the classes the weights were trained on"
    case .notProbabilities, .logitsNotFinite: "the weights are damaged or training diverged"
    case .differentImages: "evaluate both models on the same split of the same data"
    case .noClasses, .wrongCount, .invalidSetting, .noLogits: nil
    }
  }

  package var status: ExitStatus {
    switch self {
    case .noClasses, .noImages, .labelOutOfRange, .notProbabilities, .logitsNotFinite: .malformedInput
    case .wrongCount, .noLogits: .software
    case .invalidSetting: .usage
    case .differentImages: .configuration
    }
  }
}
