import Images
import Datasets
import Inference
import Kernels
import Models
import Optimizers
import Training

/// Trains a small network once for every fold, on the other folds, and classifies the fold with it.
package struct CrossValidation {
  package let epochs: Int
  package let batchSize: Int
  private let seed: UInt64
  private let backend: Backend

  /// Small, quick to train, and good enough to contradict a wrong label: 0.84 on CIFAR-10 within ten epochs.
  package static let model = "resnet20"

  /// - Parameter epochs: `nil` for a number by the amount of data, see `standardEpochs`.
  package init(imageCount: Int, epochs: Int?, seed: UInt64, backend: Backend) {
    self.epochs = epochs ?? Self.standardEpochs(imageCount)
    batchSize = imageCount <= 2_000 ? 32 : imageCount <= 10_000 ? 64 : 128
    (self.seed, self.backend) = (seed, backend)
  }

  /// 1,000 / √images, from 5 to 30: many images need few passes, and the work grows with the root of their number.
  package static func standardEpochs(_ images: Int) -> Int {
    min(30, max(5, Int((1_000 / Double(max(images, 1)).squareRoot()).rounded())))
  }

  /// Probabilities [set.count, classes], each image's from the network that did not see it; zeros for images that are
  /// in no fold.
  ///
  /// - Parameter progress: told (passes done, passes in all), counted in training batches; may throw to stop.
  /// - Throws: `AuditFailure`, or what `progress` throws.
  package func probabilities(
    _ set: ImageSet, folds: Folds, progress: (_ done: Int, _ total: Int) throws -> Void
  ) throws -> [Float] {
    let classes = set.classNames.count
    var result = [Float](repeating: 0, count: set.count * classes)
    let parts = (0..<folds.count).map(folds.part)
    let total = parts.reduce(0) { $0 + epochs * batches($1.train.count) }
    var done = 0
    for (fold, part) in parts.enumerated() where !part.asked.isEmpty {
      let statistics = ChannelStatistics(of: set, indices: part.train)
      let network = try ModelConfiguration(name: Self.model, classes: classes)
        .build(seed: seed &+ UInt64(fold))
      try train(network, set, part.train, statistics, fold: fold) {
        done += 1
        try progress(done, total)
      }
      let asked = set.subset(part.asked)
      let answers = try Predictor(network, statistics: statistics, backend: backend)
        .probabilities(asked, augmentation: .flip)
      guard answers.allSatisfy(\.isFinite) else { throw AuditFailure.diverged(fold: fold + 1) }
      for (row, index) in part.asked.enumerated() {
        for k in 0..<classes { result[index * classes + k] = answers[row * classes + k] }
      }
    }
    return result
  }

  private func batches(_ images: Int) -> Int { images / max(1, min(batchSize, images)) }

  /// The recipe of `cifar-train` in short: one-cycle rate, Nesterov momentum, weight decay, crops and flips.
  private func train(
    _ network: Network, _ set: ImageSet, _ indices: [Int], _ statistics: ChannelStatistics, fold: Int,
    afterStep: () throws -> Void
  ) throws {
    let batchSize = min(self.batchSize, indices.count)
    var augmentation = Augmentation()
    augmentation.padding = min(augmentation.padding, set.height / 8)
    let loader = Loader(
      set, indices: indices, batchSize: batchSize, augmentation: augmentation, statistics: statistics,
      seed: seed &+ UInt64(fold), isShuffled: true, keepsPartialBatch: false)
    var settings = OptimizerConfiguration()
    settings.nesterov = true
    settings.weightDecay = 5e-4
    // The rate suits the batch: 0.1 for 64 images.
    let schedule = Schedule(.oneCycle, peak: 0.1 * Float(batchSize) / 64)
    let optimizer = RunOptimizer(network.store, settings, peakRate: schedule.peak, backend: backend)
    let step = TrainingStep(network, optimizer, images: [batchSize, set.height, set.width, 3], backend: backend)
    try step.plan()
    for epoch in 0..<epochs {
      for (number, batch) in loader.epoch(epoch).enumerated() {
        let rate = schedule.rate(at: Double(epoch) + Double(number) / Double(loader.batchCount), of: epochs)
        let loss = step.run(
          batch, epoch: epoch, number: number, rate: rate, batchesPerEpoch: loader.batchCount, epochs: epochs)
        guard loss.isFinite else { throw AuditFailure.diverged(fold: fold + 1) }
        try afterStep()
      }
    }
  }
}
