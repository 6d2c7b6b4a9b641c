import Serialization
import Support
import Tensors

/// Logits that no probabilities can be made of.
package struct UnusableLogits: Failure, Equatable {
  /// Name of the image.
  package let image: String
  package var message: String { "\(image): expected finite logits, found NaN or infinity" }
  package var hint: String? { "the weights are damaged or training diverged" }
  package var status: ExitStatus { .malformedInput }
}

/// Turns the logits of one image into an answer, by the temperature and the thresholds that travel with the weights.
///
/// An image may be asked about in several views (`TestTimeAugmentation.flip`: itself and its mirror image). The logits
/// of each view are divided by the temperature, each view's softmax is taken, and the probabilities are averaged. The
/// temperature in a weights file was fitted for exactly that, over the views that
/// `WeightsMetadata.Decision.testTimeAugmentation` names.
package struct Decider: Sendable {
  /// Output k of the model is `classNames[k]`.
  package let classNames: [String]
  /// What logits are divided by; 1 for a model that was not calibrated.
  package let temperature: Double
  /// Answers of a smaller probability are refused; `nil`: none are.
  package let threshold: Double?
  /// For each class, from where on it is taken to be in the image.
  package let classThresholds: [Double]?
  /// Images with a higher energy are refused; `nil`: none are.
  package let unknownThreshold: Double?
  /// Whether the weights say how sure their answers are: probabilities of others are the network's own, usually too
  /// high.
  package let isCalibrated: Bool

  /// - Parameters:
  ///   - threshold: to be used in place of that of the weights.
  ///   - refusesUnknown: whether images of no class are refused, if the weights say how to tell.
  package init(_ metadata: WeightsMetadata, threshold: Double? = nil, refusesUnknown: Bool = true) {
    classNames = metadata.classNames
    temperature = metadata.temperature ?? 1
    isCalibrated = metadata.temperature != nil
    self.threshold = threshold ?? metadata.threshold
    classThresholds = metadata.classThresholds
    unknownThreshold = refusesUnknown ? metadata.unknown?.threshold : nil
  }

  /// The answer about one image.
  ///
  /// - Parameters:
  ///   - views: logits, one per class, of each view of the image.
  ///   - image: its name, for messages.
  /// - Throws: logits that are NaN or infinite. Traps without views or with other than one logit per class.
  package func verdict(_ views: [[Float]], image: String = "the image") throws(UnusableLogits) -> Verdict {
    let classes = classNames.count
    precondition(!views.isEmpty && views.allSatisfy { $0.count == classes }, "\(views.map(\.count)) logits")
    guard views.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw UnusableLogits(image: image) }
    // The same arithmetic as in evaluations: an image must not pass here and fail there.
    let probabilities = Probabilities.averaged(views, classes: classes, temperature: temperature)
    let predicted = Probabilities.predicted(probabilities, classes: classes)[0]

    let score = Double(Probabilities.energies(views, classes: classes)[0])
    var refusal: Verdict.Refusal?
    if let unknownThreshold, score > unknownThreshold {
      refusal = .unknown(score: score, threshold: unknownThreshold)
    } else if let threshold, probabilities[predicted] < Float(threshold) {
      refusal = .belowThreshold(confidence: Double(probabilities[predicted]), threshold: threshold)
    }
    let reached = classThresholds.map { bars in (0..<classes).filter { probabilities[$0] >= Float(bars[$0]) } }
    return Verdict(
      probabilities: probabilities, predicted: predicted, unknownScore: score, reached: reached, refusal: refusal)
  }
}
