import Datasets
import Models
import Optimizers

/// Recipes of the field's speed runs on CIFAR-10, held to by whoever names one. `docs/airbench.md` tells how their
/// settings become ours. Source: Jordan 2024.
package enum SpeedRecipe: String, Sendable, CaseIterable {
  /// 94 % in ten epochs.
  case airbench94
  /// The same network with Muon: 94 % in eight epochs.
  case airbench94Muon = "airbench94-muon"
  /// 95 % by a wider network in 15 epochs.
  case airbench95

  /// - Parameters:
  ///   - epochs: a wanted length, or `nil` for the recipe's.
  ///   - batchSize: a wanted one, or `nil`; rates are per example, so they change with it.
  package func configuration(
    _ data: RunConfiguration.Data, classCount: Int, epochs: Int? = nil, batchSize: Int? = nil
  ) -> RunConfiguration {
    let batch = batchSize ?? (self == .airbench94Muon ? 2_000 : 1_024)
    let length = epochs ?? usualEpochs
    var optimizer = OptimizerConfiguration()
    (optimizer.momentum, optimizer.nesterov, optimizer.earlyEpochs) = (0.85, true, 3)
    (optimizer.decaysBiases, optimizer.decaysNormalization) = (true, true)
    var schedule = Schedule(.triangle, peak: peak(batch))
    var triangle = Schedule.Triangle()
    switch self {
    case .airbench94, .airbench95:
      optimizer.normalizationRate = 64
      optimizer.weightDecay = 0.0153 / rate
    case .airbench94Muon:
      let factor = Self.muonBiasRate / (rate * Self.headScale)
      (optimizer.biasRate, optimizer.normalizationRate) = (factor, factor)
      optimizer.weightDecay = 2e-6 / (rate * Self.headScale)
      (triangle.start, triangle.end, triangle.rise) = (1, 0, 0)
    }
    schedule.triangle = triangle

    var configuration = RunConfiguration(
      data: data, model: ModelConfiguration(name: self == .airbench95 ? "airbench95" : "airbench", classes: classCount),
      schedule: schedule, epochs: length, batchSize: batch)
    if self == .airbench94Muon { optimizer.muon = .init() } else { optimizer.lookahead = .init() }
    configuration.optimizer = optimizer
    configuration.labelSmoothing = 0.2
    var augmentation = Augmentation()
    (augmentation.padding, augmentation.flip) = (2, .alternating)
    configuration.augmentation = augmentation
    configuration.precision = .mixed
    configuration.validation = 0.05
    // Two passes over the validation images cost three percent of an epoch; six, as for "shift", would cost ten.
    configuration.testTimeAugmentation = .flip
    return configuration
  }

  private var usualEpochs: Int {
    switch self {
    case .airbench94: 10
    case .airbench94Muon: 8
    case .airbench95: 15
    }
  }

  /// As published: per 1024 examples and decoupled from the momentum, or (Muon) of the last layer, for summed losses.
  private var rate: Float {
    switch self {
    case .airbench94: 11.5
    case .airbench94Muon: 0.67
    case .airbench95: 10
    }
  }
  /// As published with Muon: of the biases.
  private static let muonBiasRate: Float = 0.053
  /// With Muon logits are published as divided by 256 features, here by 9: weights are 9/256 of the published ones, and
  /// their gradients 256/9 times as large.
  private static let headScale: Float = (9.0 / 256) * (9.0 / 256)

  /// The rate for the mean of a batch's losses.
  private func peak(_ batch: Int) -> Float {
    switch self {
    case .airbench94, .airbench95: rate * Float(batch) / (1_024 * (1 + 1 / (1 - 0.85)))
    case .airbench94Muon: rate * Self.headScale * Float(batch)
    }
  }
}
