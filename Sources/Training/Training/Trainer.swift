import Autodiff
import Datasets
import Images
import Inference
import Kernels
import Models
import Optimizers
import Serialization
import Support
import Tensors

/// Trains one network: epochs of steps, validation after each, the best weights kept, checkpoints to continue from.
///
/// The same configuration and seed give the same bits for any number of threads, and a run that was interrupted and
/// resumed ends with the same bits as one that was not.
public final class Trainer {
  let configuration: RunConfiguration
  let data: TrainingData
  package let network: Network
  let optimizer: RunOptimizer
  let backend: Backend
  var state = TrainingState()
  /// The length of a resumed run before it got another one.
  package internal(set) var formerEpochs: Int?
  /// The settings that a checkpoint must agree with.
  let fingerprint: [String: String]

  let loader: Loader
  let predictor: Predictor
  let validationImages: ImageSet
  private let trainingStep: TrainingStep

  /// Builds and plans everything; nothing is written yet.
  ///
  /// Throws if the configuration is impossible or not for these data, the model unknown, the images too small or the
  /// initial weights unusable.
  ///
  /// - Parameter resuming: the weights will come from a checkpoint, see `resume(from:)`; initial weights are not read,
  ///   and may be gone.
  public init(
    _ configuration: RunConfiguration, _ data: TrainingData, backend: Backend, resuming: Bool = false
  ) throws {
    try configuration.validate()
    guard configuration.model.classes == data.set.classNames.count else {
      throw TrainingFailure.otherClasses(model: configuration.model.classes, data: data.set.classNames.count)
    }
    (self.configuration, self.data, self.backend) = (configuration, data, backend)
    let network = try configuration.model.build(seed: configuration.seed)
    self.network = network
    fingerprint = try configuration.fingerprint(dataDigest: try data.digest())
    if let path = configuration.initFrom, !resuming { try network.initialize(from: path) }
    try configuration.augmentation?.validate(height: data.set.height, width: data.set.width)
    // A batch larger than the data is a batch of all data.
    let batchSize = min(configuration.batchSize, data.train.count)
    loader = Loader(
      data.set, indices: data.train, batchSize: batchSize, augmentation: configuration.augmentation,
      statistics: data.statistics, seed: configuration.seed, isShuffled: true, keepsPartialBatch: false)
    validationImages = data.set.subset(data.validation)
    predictor = Predictor(network, statistics: data.statistics, backend: backend)
    if let model = network.model as? any ImageInitializedModel, configuration.initFrom == nil, !resuming {
      model.initialize(network.store, from: Self.normalizedImages(data, count: model.initialImageCount))
    }
    optimizer = RunOptimizer(
      network.store, configuration.optimizer, peakRate: configuration.schedule.peak, backend: backend)
    trainingStep = TrainingStep(
      network, optimizer, images: [batchSize, data.set.height, data.set.width, 3],
      labelSmoothing: configuration.labelSmoothing, mixing: configuration.mixing, seed: configuration.seed,
      backend: backend)
    try prepare(epoch: 0)
  }

  /// The first training images as the network sees them without augmentation, [count, H, W, 3].
  private static func normalizedImages(_ data: TrainingData, count: Int) -> Tensor {
    let chosen = Array(data.train.prefix(count))
    let loader = Loader(data.set, indices: chosen, batchSize: chosen.count, statistics: data.statistics)
    return Tensor([chosen.count, data.set.height, data.set.width, 3], loader.batch(epoch: 0, 0).images)
  }

  /// Plans the steps of an epoch, where they are others than those of the epoch before.
  func prepare(epoch: Int) throws {
    try trainingStep.plan(trainsEarly: configuration.optimizer.trainsEarly(epoch: epoch))
  }

  /// Trains to the end, or until `shouldStop` answers true, which is asked after every batch. Starts where the state
  /// is: at the beginning, or where `resume(from:)` has brought it.
  ///
  /// - Parameters:
  ///   - folder: where the run's files go.
  ///   - clock: seconds since any fixed moment.
  public func run(
    in folder: borrowing RunFolder, clock: () -> Double, shouldStop: () -> Bool = { false },
    report: (TrainingEvent) throws -> Void = { _ in }
  ) throws -> TrainingOutcome {
    let checkpoint = RunPaths.checkpoint(folder.path)
    // From here on there is always a state to resume from.
    if state == TrainingState() { try save(checkpoint) }
    var stoppedEarly = hasLostPatience
    while state.epoch < configuration.epochs, !stoppedEarly {
      let start = clock() - state.seconds
      let finished = try trainEpoch(start, folder.path, clock: clock, shouldStop: shouldStop, report: report)
      guard let record = finished else {
        state.seconds = clock() - start
        try save(checkpoint)
        return .interrupted(epoch: state.epoch, batch: state.batch)
      }
      let isBest = try finishEpoch(record, start, folder, clock: clock)
      stoppedEarly = hasLostPatience
      let isLast = state.epoch == configuration.epochs || stoppedEarly
      let stops = !isLast && shouldStop()
      if isLast || stops || state.epoch % configuration.checkpointEvery == 0 { try save(checkpoint) }
      if let last = state.history.last { try report(.epoch(last, isBest: isBest)) }
      if stops { return .interrupted(epoch: state.epoch, batch: 0) }
    }
    return .finished(best: state.best, stoppedEarly: self.stoppedEarly)
  }

  /// Where the best weights came from so far.
  public var best: EpochRecord? { state.best }
  /// What every finished epoch showed.
  public var history: [EpochRecord] { state.history }
  /// Whether there is nothing left to train.
  public var isFinished: Bool { state.epoch >= configuration.epochs || hasLostPatience }
  /// Whether it ended before its last epoch.
  package var stoppedEarly: Bool { hasLostPatience && state.epoch < configuration.epochs }

  // MARK: - One epoch

  /// The epoch's training figures, or `nil` if it was stopped on the way.
  private func trainEpoch(
    _ start: Double, _ folder: String, clock: () -> Double, shouldStop: () -> Bool,
    report: (TrainingEvent) throws -> Void
  ) throws -> EpochRecord? {
    let epoch = state.epoch
    try prepare(epoch: epoch)
    let batches = loader.epoch(epoch, startingAt: state.batch)
    let waitedBefore = state.waitSeconds
    var rate: Float = 0
    while let batch = batches.next() {
      rate = configuration.schedule.rate(
        at: Double(epoch) + Double(state.batch) / Double(loader.batchCount), of: configuration.epochs)
      let loss = step(batch, number: state.batch, rate: rate)
      guard loss.isFinite else { throw diverged(batch: state.batch + 1, rate, folder) }
      state.batch += 1
      state.waitSeconds = waitedBefore + batches.waitSeconds
      state.seen += batch.count
      state.lossSum += Double(loss) * Double(batch.count)
      state.correct += trainingStep.correctAnswers(batch.labels)
      let speed = Double(state.seen) / max(clock() - start, 1e-9)
      try report(
        .step(
          epoch: epoch + 1, batch: state.batch, batches: loader.batchCount, loss: state.lossSum / Double(state.seen),
          imagesPerSecond: speed))
      // After the last batch the epoch is finished first: its validation is short and its checkpoint whole.
      let stops = state.batch < loader.batchCount && shouldStop()
      // The loss was that before the step. What the step made of the weights must not get into a file unseen.
      if stops || state.batch == loader.batchCount, !hasUsableWeights {
        throw diverged(batch: state.batch, rate, folder)
      }
      if stops { return nil }
    }
    return EpochRecord(
      epoch: epoch + 1, learningRate: rate, trainLoss: state.lossSum / Double(max(1, state.seen)),
      trainAccuracy: Double(state.correct) / Double(max(1, state.seen)), validationLoss: nil, validationAccuracy: nil,
      imagesPerSecond: Double(state.seen) / max(clock() - start, 1e-9), seconds: 0, waitSeconds: state.waitSeconds)
  }

  /// Whether the weights are numbers that can still be squared in single precision, as every sum of products needs.
  private var hasUsableWeights: Bool {
    [network.store.values, network.store.stateValues].allSatisfy {
      backend.sumOfSquares($0) <= Double(Float.greatestFiniteMagnitude)
    }
  }

  private func diverged(batch: Int, _ rate: Float, _ folder: String) -> TrainingFailure {
    .diverged(
      epoch: state.epoch + 1, batch: batch, rate: rate,
      checkpoint: state.history.isEmpty ? nil : RunPaths.checkpoint(folder))
  }

  /// One step. Returns the loss before it.
  func step(_ batch: Loader.Batch, number: Int, rate: Float) -> Float {
    trainingStep.run(
      batch, epoch: state.epoch, number: number, rate: rate, batchesPerEpoch: loader.batchCount,
      epochs: configuration.epochs)
  }

  /// Validates, keeps the weights, and starts the next epoch's sums. Says whether this epoch is the best so far.
  private func finishEpoch(
    _ record: EpochRecord, _ start: Double, _ folder: borrowing RunFolder, clock: () -> Double
  ) throws -> Bool {
    var record = record
    optimizer.swapAverage()
    defer { optimizer.swapAverage() }
    if !data.validation.isEmpty {
      let (loss, accuracy) = try validate()
      guard loss.isFinite else { throw diverged(batch: state.batch, record.learningRate, folder.path) }
      (record.validationLoss, record.validationAccuracy) = (loss, accuracy)
    }
    record.seconds = clock() - start
    let isBest = record.isBetter(than: state.best)
    if isBest { state.bestEpoch = record.epoch }
    state.history.append(record)
    let weights = weightsFile(record)
    if isBest { try weights.write(to: RunPaths.weights(folder.path)) }
    try weights.write(to: RunPaths.lastWeights(folder.path))
    try folder.write(state.history)
    state.epoch += 1
    (state.batch, state.lossSum, state.correct, state.seen) = (0, 0, 0, 0)
    (state.seconds, state.waitSeconds) = (0, 0)
    return isBest
  }

  private func validate() throws -> (loss: Double, accuracy: Double) {
    predictor.parametersChanged()
    let probabilities = try predictor.probabilities(
      validationImages, augmentation: configuration.testTimeAugmentation)
    let (labels, classes) = (validationImages.labels, configuration.model.classes)
    let predicted = Probabilities.predicted(probabilities, classes: classes)
    return (
      Probabilities.crossEntropy(probabilities, labels: labels, classes: classes),
      Double(zip(predicted, labels).count { $0 == $1 }) / Double(max(1, labels.count))
    )
  }

  private var hasLostPatience: Bool {
    RunProgress.isExhausted(configuration.patience, after: state.epoch, bestEpoch: state.bestEpoch)
  }
}
