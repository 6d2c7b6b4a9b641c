import Datasets
import Models
import Optimizers

/// Settings that work for a model and an amount of data, found on validation splits of the training images; the
/// measurements are in `experiments/`.
public struct Recipe: Sendable {
  private let imageCount: Int
  private let classCount: Int
  private let model: String
  private let epochs: Int?
  private let rate: Float?
  private let optimizer: OptimizerConfiguration.Kind

  /// - Parameters:
  ///   - model: the architecture, or `nil` for the recipe's choice.
  ///   - epochs: a wanted length, or `nil`.
  ///   - rate: a wanted learning rate, or `nil`.
  ///   - optimizer: the recipes are for SGD. AdamW gets rate and weight decay as published with it, unmeasured.
  public init(
    imageCount: Int, classCount: Int, model: String?, epochs: Int?, rate: Float?,
    optimizer: OptimizerConfiguration.Kind = .sgd
  ) {
    (self.imageCount, self.classCount, self.epochs, self.rate) = (imageCount, classCount, epochs, rate)
    self.optimizer = optimizer
    self.model = model ?? (rate != nil && imageCount <= Self.small ? "resnet9" : "resnet20")
  }

  /// Up to this number of images a set counts as small: more epochs, smaller batches, stronger augmentation.
  private static let small = 10_000

  /// Up to this number of images small batches, an average of the weights and many epochs of mixed images do best.
  static let tiny = 2_000

  public func configuration(_ data: RunConfiguration.Data) -> RunConfiguration {
    let isSmall = imageCount <= Self.small
    let isTiny = imageCount <= Self.tiny
    let length = epochs ?? (isTiny ? (rate == nil ? 150 : 60) : 30)
    // A rate that was asked for is held: whoever names one expects it to be used throughout.
    let peak = rate ?? (optimizer == .adamw ? 0.001 : isTiny ? 0.05 : isSmall ? 0.1 : 0.3)
    let schedule = Schedule(rate == nil ? .oneCycle : .constant, peak: peak)
    var configuration = RunConfiguration(
      data: data, model: ModelConfiguration(name: model, classes: classCount), schedule: schedule, epochs: length,
      batchSize: isTiny ? (rate == nil ? 16 : 8) : isSmall ? (rate == nil ? 64 : 16) : 128)
    configuration.optimizer.nesterov = true
    configuration.optimizer.weightDecay = isTiny && rate == nil ? 1e-3 : 5e-4
    if optimizer == .adamw { configuration.optimizer.weightDecay = 0.01 }
    if isTiny {
      configuration.optimizer.averageDecay = rate == nil ? 0.998 : 0.995
      // Mixed images take long to learn from: short runs do better without.
      configuration.mixing.cutmix = rate == nil && length >= 80 ? 1 : 0
    } else if isSmall && rate == nil {
      configuration.augmentation?.cutout = 8
    }
    configuration.precision = isTiny ? .mixed : .fp32
    configuration.validation = isSmall ? 0.2 : 0.05
    configuration.testTimeAugmentation = .flip
    return configuration
  }
}
