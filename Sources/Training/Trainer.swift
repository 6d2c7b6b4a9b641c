import Autodiff
import Datasets
import Inference
import Kernels
import Models
import Optimizers
import Serialization
import Support
import Tensors

/// Trains one network: epochs of steps, validation after each, the best weights kept, checkpoints to go on from.
///
/// The same configuration and seed give the same bits for any number of threads, and a run that was interrupted and
/// resumed ends with the same bits as one that was not.
public final class Trainer {
  let configuration: RunConfiguration
  let data: TrainingData
  let network: Network
  let optimizer: SGD
  let average: WeightAverage?
  let backend: Backend
  var state = TrainingState()

  private let loader: Loader
  private let predictor: Predictor
  private let program: Program
  private let images: Value
  private let labels: Value
  private let logits: Value
  private let loss: Value

  /// Builds and plans everything; nothing is written yet.
  ///
  /// Throws if the configuration is impossible, the model unknown, the images too small or the initial weights unusable.
  public init(_ configuration: RunConfiguration, _ data: TrainingData, backend: Backend) throws {
    try configuration.validate()
    (self.configuration, self.data, self.backend) = (configuration, data, backend)
    let network = try configuration.model.build(seed: configuration.seed)
    self.network = network
    if let path = configuration.initFrom { try network.initialize(from: path) }
    try configuration.augmentation?.validate(height: data.set.height, width: data.set.width)
    // A batch larger than the data is a batch of all data.
    let batchSize = min(configuration.batchSize, data.train.count)
    loader = Loader(
      data.set, indices: data.train, batchSize: batchSize, augmentation: configuration.augmentation,
      statistics: data.statistics, seed: configuration.seed, isShuffled: true, keepsPartialBatch: false)
    let graph = Graph(network.store, training: true)
    images = graph.input([batchSize, data.set.height, data.set.width, 3])
    labels = graph.input([batchSize])
    do {
      logits = try network.model(images)
      loss = try logits.softmaxCrossEntropy(labels, smoothing: configuration.labelSmoothing)
    } catch {
      throw TrainingFailure.imagesTooSmall(
        height: data.set.height, width: data.set.width, model: configuration.model.name)
    }
    program = Program(graph, results: [logits, loss], differentiating: loss, backend: backend)
    predictor = Predictor(network, statistics: data.statistics, backend: backend)
    optimizer = SGD(network.store, configuration.optimizer, backend: backend)
    average = configuration.averageDecay.map { WeightAverage(network.store, decay: $0, backend: backend) }
  }

  /// Trains to the end, or until `shouldStop` answers true, which is asked after every batch.
  ///
  /// - Parameters:
  ///   - folder: where the run's files go.
  ///   - resuming: go on from the folder's checkpoint.
  ///   - clock: seconds since any fixed moment.
  public func run(
    in folder: borrowing RunFolder, resuming: Bool = false, clock: () -> Double, shouldStop: () -> Bool = { false },
    report: (TrainingEvent) throws -> Void = { _ in }
  ) throws -> TrainingOutcome {
    let fingerprint = try configuration.fingerprint(dataDigest: try data.digest())
    if resuming { try restore(RunFolder.checkpoint(folder.path), fingerprint) }
    var stoppedEarly = hasLostPatience
    while state.epoch < configuration.epochs, !stoppedEarly {
      let start = clock() - state.seconds
      let finished = try trainEpoch(start, folder.path, clock: clock, shouldStop: shouldStop, report: report)
      guard let record = finished else {
        state.seconds = clock() - start
        try save(RunFolder.checkpoint(folder.path), fingerprint)
        return .interrupted(epoch: state.epoch, batch: state.batch)
      }
      let isBest = try finishEpoch(record, start, folder, clock: clock)
      stoppedEarly = hasLostPatience
      let isLast = state.epoch == configuration.epochs || stoppedEarly
      if isLast || state.epoch % configuration.checkpointEvery == 0 {
        try save(RunFolder.checkpoint(folder.path), fingerprint)
      }
      if let last = state.history.last { try report(.epoch(last, isBest: isBest)) }
    }
    return .finished(best: state.best, stoppedEarly: stoppedEarly && state.epoch < configuration.epochs)
  }

  /// Where the best weights came from so far.
  public var best: EpochRecord? { state.best }

  // MARK: - One epoch

  /// The epoch's training figures, or `nil` if it was stopped on the way.
  private func trainEpoch(
    _ start: Double, _ folder: String, clock: () -> Double, shouldStop: () -> Bool,
    report: (TrainingEvent) throws -> Void
  ) throws -> EpochRecord? {
    let epoch = state.epoch
    let batches = loader.epoch(epoch, startingAt: state.batch)
    var rate: Float = 0
    while let batch = batches.next() {
      rate = configuration.schedule.rate(at: Double(epoch) + Double(state.batch) / Double(loader.batchCount))
      let loss = step(batch, rate: rate)
      guard loss.isFinite else {
        throw TrainingFailure.diverged(
          epoch: epoch + 1, batch: state.batch + 1, rate: rate,
          checkpoint: FileSystem.exists(RunFolder.checkpoint(folder)) ? RunFolder.checkpoint(folder) : nil)
      }
      state.batch += 1
      state.seen += batch.count
      state.lossSum += Double(loss) * Double(batch.count)
      state.correct += correctAnswers(batch.labels)
      let speed = Double(state.seen) / max(clock() - start, 1e-9)
      try report(
        .step(
          epoch: epoch + 1, batch: state.batch, batches: loader.batchCount, loss: state.lossSum / Double(state.seen),
          imagesPerSecond: speed))
      // After the last batch the epoch is finished first: its validation is short and its checkpoint whole.
      if shouldStop() && state.batch < loader.batchCount { return nil }
    }
    return EpochRecord(
      epoch: epoch + 1, learningRate: rate, trainLoss: state.lossSum / Double(max(1, state.seen)),
      trainAccuracy: Double(state.correct) / Double(max(1, state.seen)), validationLoss: nil, validationAccuracy: nil,
      imagesPerSecond: Double(state.seen) / max(clock() - start, 1e-9), seconds: 0, waitSeconds: batches.waitSeconds)
  }

  /// One step of the optimizer. Returns the loss before it.
  private func step(_ batch: Loader.Batch, rate: Float) -> Float {
    program.region(images).assign(batch.images)
    program.region(labels).assign(batch.labels.map(Float.init))
    program.forward()
    let value = program.region(loss)[0]
    guard value.isFinite else { return value }
    program.backward()
    optimizer.step(rate: rate)
    average?.update()
    return value
  }

  private func correctAnswers(_ truth: [Int32]) -> Int {
    let classes = configuration.model.classes
    return program.region(logits).read { logits in
      truth.indices.count { row in
        (0..<classes).allSatisfy { logits[row * classes + Int(truth[row])] >= logits[row * classes + $0] }
      }
    }
  }

  /// Validates, keeps the weights, and starts the next epoch's sums. Says whether this epoch is the best so far.
  private func finishEpoch(
    _ record: EpochRecord, _ start: Double, _ folder: borrowing RunFolder, clock: () -> Double
  ) throws -> Bool {
    var record = record
    average?.swap()
    defer { average?.swap() }
    if !data.validation.isEmpty {
      let (loss, accuracy) = try validate()
      (record.validationLoss, record.validationAccuracy) = (loss, accuracy)
    }
    record.seconds = clock() - start
    let isBest = Self.isBetter(record, than: state.best)
    if isBest { state.bestEpoch = record.epoch }
    state.history.append(record)
    let weights = weightsFile(record)
    if isBest { try weights.write(to: RunFolder.weights(folder.path)) }
    try weights.write(to: RunFolder.lastWeights(folder.path))
    try folder.write(state.history)
    state.epoch += 1
    (state.batch, state.lossSum, state.correct, state.seen, state.seconds) = (0, 0, 0, 0, 0)
    return isBest
  }

  private func validate() throws -> (loss: Double, accuracy: Double) {
    let classes = configuration.model.classes
    let logits = try predictor.logits(data.set, indices: data.validation)
    let truth = data.validation.map { data.set.labels[$0] }
    return Scoring.score(logits, truth, classes: classes)
  }

  /// Higher accuracy, or equal accuracy and lower loss; without validation every epoch is better than the one before.
  private static func isBetter(_ new: EpochRecord, than old: EpochRecord?) -> Bool {
    guard let old, let newAccuracy = new.validationAccuracy, let oldAccuracy = old.validationAccuracy else {
      return true
    }
    if newAccuracy != oldAccuracy { return newAccuracy > oldAccuracy }
    return (new.validationLoss ?? .infinity) < (old.validationLoss ?? .infinity)
  }

  private var hasLostPatience: Bool {
    guard let patience = configuration.patience, state.bestEpoch > 0 else { return false }
    return state.epoch - state.bestEpoch >= patience
  }
}
