import Datasets
import Models
import Optimizers

/// Settings that work for a model and an amount of data, found on validation splits of the training images; the
/// measurements are in `experiments/`.
///
/// Nothing else chooses them: another learning rate or length leaves network, batch size and schedule as they are.
public struct Recipe: Sendable {
  private let imageCount: Int
  private let classCount: Int
  private let model: String
  private let epochs: Int?
  private let rule: OptimizerConfiguration.Kind

  /// - Parameters:
  ///   - model: the architecture, or `nil` for the recipe's choice.
  ///   - epochs: a wanted length, or `nil`.
  ///   - optimizer: a wanted rule, or `nil`; it has rates of its own.
  public init(
    imageCount: Int, classCount: Int, model: String?, epochs: Int?, optimizer: OptimizerConfiguration.Kind? = nil
  ) {
    (self.imageCount, self.classCount, self.epochs) = (imageCount, classCount, epochs)
    self.model = model ?? "resnet20"
    rule = optimizer ?? (imageCount <= Self.tiny ? .adamw : .sgd)
  }

  /// Up to this number of images a set counts as small: smaller batches, stronger augmentation.
  private static let small = 10_000

  /// Up to this number of images small batches, AdamW, an average of the weights and many epochs of mixed images do
  /// best.
  static let tiny = 2_000

  /// Mixed images take long to learn from: runs of fewer epochs do better without.
  private static let epochsForMixing = 80

  private var isSmall: Bool { imageCount <= Self.small }
  private var isTiny: Bool { imageCount <= Self.tiny }

  public func configuration(_ data: RunConfiguration.Data) -> RunConfiguration {
    let length = epochs ?? (isTiny ? 150 : 30)
    let peak: Float = rule == .adamw ? 0.001 : isTiny ? 0.05 : isSmall ? 0.1 : 0.3
    var configuration = RunConfiguration(
      data: data, model: ModelConfiguration(name: model, classes: classCount),
      schedule: Schedule(.oneCycle, peak: peak), epochs: length, batchSize: isTiny ? 16 : isSmall ? 64 : 128)
    if rule == .adamw {
      configuration.optimizer.adamw = .init()
      // For larger sets as published with it, unmeasured.
      configuration.optimizer.weightDecay = isTiny ? 0.05 : 0.01
    } else {
      configuration.optimizer.nesterov = true
      configuration.optimizer.weightDecay = isTiny ? 1e-3 : 5e-4
    }
    if isTiny {
      configuration.optimizer.averageDecay = 0.998
      configuration.mixing.cutmix = length >= Self.epochsForMixing ? 1 : 0
    } else if isSmall {
      configuration.augmentation?.cutout = 8
    }
    configuration.precision = isTiny ? .mixed : .fp32
    configuration.validation = isSmall ? 0.2 : 0.05
    configuration.testTimeAugmentation = .flip
    return configuration
  }

  /// A rate that was meant for another rule: that of SGD is many times as large.
  func rateNotice(_ rate: Float) -> String? {
    guard rule == .adamw, rate > Self.largestUsualRate else { return nil }
    return "\(rate) is large for the learning rate of AdamW, which few images get; --optimizer sgd takes such rates"
  }

  private static let largestUsualRate: Float = 0.01

  /// What the wanted length changes besides itself.
  var mixingNotice: String? {
    guard isTiny, let epochs, epochs < Self.epochsForMixing else { return nil }
    return "without CutMix, which needs \(Self.epochsForMixing) epochs and more to help; --cutmix 1 turns it on"
  }
}
