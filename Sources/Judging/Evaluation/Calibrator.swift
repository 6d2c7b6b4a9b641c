import Foundation
import Serialization
import Support

/// Chooses a model's temperature and thresholds on images it was not trained on.
package struct Calibrator {
  /// What was chosen, ready to be stored, and one line about it.
  package struct Result {
    package let metadata: WeightsMetadata
    package let note: String
  }

  /// Of the images of the model's classes, this fraction keeps an energy that counts as known.
  private static let knownFraction = 0.95

  private let metadata: WeightsMetadata
  /// The precision to reach, and how certain it must be; `nil`: no threshold is to be chosen.
  private let target: (precision: Double, confidence: Double)?

  /// - Parameters:
  ///   - metadata: of the model.
  ///   - targetPrecision: the precision to reach; `nil` for that of the model, whose threshold must be chosen anew when
  ///     its temperature is.
  ///   - confidence: how certain it must be; `nil` for that of the model where that is kept, else 0.95.
  package init(_ metadata: WeightsMetadata, targetPrecision: Double? = nil, confidence: Double? = nil) {
    self.metadata = metadata
    let former = metadata.decision
    let kept = targetPrecision == nil ? former?.confidence : nil
    target = (targetPrecision ?? former?.targetPrecision).map { ($0, confidence ?? kept ?? 0.95) }
  }

  /// - Parameters:
  ///   - plain: the model's answers about images of its classes, at temperature 1.
  ///   - energies: of these answers.
  ///   - testTimeAugmentation: what the answers were averaged over.
  /// - Throws: `UnreachablePrecision` if no threshold reaches the target.
  package func choose(_ plain: Predictions, energies: [Float], testTimeAugmentation: String) throws -> Result {
    var metadata = metadata
    let fit = try TemperatureScaling(plain)
    // No errors to learn from: probabilities of 0 and 1 would be a claim, not a finding.
    let temperature = fit.isAtLimit ? 1 : fit.temperature
    let predictions = try plain.with(temperature: temperature)
    metadata.temperature = temperature
    metadata.classThresholds = ClassThreshold.best(predictions)
    metadata.unknown = .init(
      threshold: UnknownReport.quantile(energies, fraction: Self.knownFraction), quantile: Self.knownFraction,
      images: plain.count)
    metadata.decision = .init(
      images: plain.count, testTimeAugmentation: testTimeAugmentation, lossBefore: fit.lossBefore,
      lossAfter: fit.isAtLimit ? fit.lossBefore : fit.lossAfter)
    if let target { try choose(predictions, target.precision, target.confidence, &metadata) }

    let count = Format.count(plain.count)
    let loss = "loss \(Format.fixed(fit.lossBefore, 4)) to \(Format.fixed(fit.lossAfter, 4))"
    let note =
      fit.isAtLimit
      ? "calibrated on \(count) validation images; all right or at random, they teach no temperature, which stays 1"
      : "calibrated on \(count) validation images: temperature \(Format.fixed(temperature, 3)), \(loss)"
    return Result(metadata: metadata, note: note)
  }

  private func choose(
    _ predictions: Predictions, _ precision: Double, _ confidence: Double, _ metadata: inout WeightsMetadata
  ) throws {
    let choice = try ThresholdChoice.smallest(predictions, targetPrecision: precision, confidence: confidence)
    guard let choice else {
      throw UnreachablePrecision(
        precision: precision, confidence: confidence, images: predictions.count,
        best: ThresholdChoice.best(predictions, confidence: confidence))
    }
    metadata.threshold = choice.threshold
    metadata.decision?.targetPrecision = precision
    metadata.decision?.confidence = confidence
    metadata.decision?.coverage = choice.coverage.value
    metadata.decision?.precision = choice.precision.value
    metadata.decision?.lowerBound = choice.lowerBound
  }
}

/// A precision that no threshold gives.
package struct UnreachablePrecision: Failure {
  package let precision: Double
  package let confidence: Double
  package let images: Int
  /// The choice with the highest lower bound.
  package let best: ThresholdChoice

  package var message: String {
    "no threshold gives a precision of \(precision) with confidence \(confidence) on the \(Format.count(images)) "
      + "validation images: the best lower bound is \(Format.fixed(best.lowerBound, 4)), at threshold "
      + "\(Float(best.threshold)) (\(best.precision.successes) of \(best.precision.trials) right); nothing was stored"
  }
  /// A bound of the precision needs this many answers even if all of them are right: target^n ≤ 1 - confidence.
  package var neededAnswers: Int { Int((log(1 - confidence) / log(precision)).rounded(.up)) }

  package var hint: String? {
    let needed = neededAnswers
    let claim = "\(Format.plural(needed, "answer")) without a mistake would be needed for this bound"
    if images < needed {
      return claim + ": more than the \(Format.plural(images, "validation image")); "
        + "use more of them (--validation of cifar-train), or a lower --target-precision or --confidence"
    }
    return claim + ", or more with some: the surest \(Format.count(best.precision.trials)) have "
      + "\(Format.plural(best.precision.trials - best.precision.successes, "mistake")); use a lower "
      + "--target-precision, more validation images, or a model that errs less"
  }
  package var status: ExitStatus { .barMissed }
}
