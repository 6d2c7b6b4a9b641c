import Datasets
import Foundation
import Serialization
import Support

/// How long training steps on real batches took.
package struct StepTimings: Sendable {
  /// Of every step: what it waited for its batch, and all of it, that wait included.
  package internal(set) var waitSeconds: [Double] = []
  package internal(set) var seconds: [Double] = []

  package var meanSeconds: Double { seconds.reduce(0, +) / Double(max(1, seconds.count)) }
  /// The fraction of the time that was spent waiting, 0 to 1.
  package var waitFraction: Double { waitSeconds.reduce(0, +) / max(seconds.reduce(0, +), 1e-9) }
}

/// Measurements. They move the weights and the optimizer: make a trainer for them and let go of it.
extension Trainer {
  /// Images of a step.
  public var batchSize: Int { loader.batchSize }
  /// Steps of an epoch.
  public var batchesPerEpoch: Int { loader.batchCount }

  /// Times training steps as a run makes them: batches made ahead by the loader's thread, epoch after epoch. Some steps
  /// before are not counted: buffers grow in them and caches fill.
  ///
  /// Throws if the loss is no longer a number.
  ///
  /// - Parameters:
  ///   - seconds: no step is begun after this many seconds of counted ones, once there are `atLeast`.
  ///   - clock: seconds since any fixed moment.
  package func timeSteps(
    warmUp: Int = 2, atLeast: Int = 1, atMost: Int, seconds limit: Double = .infinity, clock: () -> Double
  ) throws -> StepTimings {
    var timings = StepTimings()
    var steps = 0
    var total = 0.0
    try prepare(epoch: 0)
    for epoch in 0... {
      let batches = loader.epoch(epoch)
      let rate = configuration.schedule.rate(at: 0, of: configuration.epochs)
      for number in 0..<loader.batchCount {
        if timings.seconds.count >= atMost || (total >= limit && timings.seconds.count >= atLeast) { return timings }
        let (start, waited) = (clock(), batches.waitSeconds)
        guard let batch = batches.next() else { break }
        let loss = step(batch, number: number, rate: rate)
        guard loss.isFinite else {
          throw TrainingFailure.diverged(epoch: epoch + 1, batch: number + 1, rate: rate, checkpoint: nil)
        }
        steps += 1
        guard steps > warmUp else { continue }
        timings.seconds.append(clock() - start)
        timings.waitSeconds.append(batches.waitSeconds - waited)
        total += timings.seconds[timings.seconds.count - 1]
      }
    }
    return timings
  }

  /// Images a second that the loader makes by itself, without training.
  ///
  /// - Parameter seconds: whole epochs are made until so much time has passed.
  public func timeLoader(seconds limit: Double, clock: () -> Double) -> Double {
    let start = clock()
    var images = 0
    var epoch = 0
    repeat {
      for batch in loader.epoch(epoch) { images += batch.count }
      epoch += 1
    } while clock() - start < limit
    return Double(images) / max(clock() - start, 1e-9)
  }

  /// Seconds that the validation of an epoch takes, from one of at most `limit` images.
  func timeValidation(images limit: Int, clock: () -> Double) throws -> Double {
    let count = min(limit, validationImages.count)
    guard count > 0 else { return 0 }
    let part = validationImages.subset(Array(0..<count))
    // The first answer plans the network; a run does that once.
    for isCounted in [false, true] {
      predictor.parametersChanged()
      let start = clock()
      _ = try predictor.probabilities(part, augmentation: configuration.testTimeAugmentation)
      if isCounted { return (clock() - start) * Double(validationImages.count) / Double(count) }
    }
    return 0
  }

  /// Seconds that it takes to write what an epoch leaves: a checkpoint and two files of weights.
  func timeSaving(clock: () -> Double) throws -> Double {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("cifarkit-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = try RunFolder(creating: path)
    let record = EpochRecord(
      epoch: 1, learningRate: 0, trainLoss: 0, trainAccuracy: 0, validationLoss: nil, validationAccuracy: nil,
      imagesPerSecond: 0, seconds: 0, waitSeconds: 0)
    let start = clock()
    let weights = weightsFile(record)
    try weights.write(to: RunPaths.weights(path))
    try weights.write(to: RunPaths.lastWeights(path))
    try folder.write([record])
    try save(RunPaths.checkpoint(path))
    return clock() - start
  }
}
