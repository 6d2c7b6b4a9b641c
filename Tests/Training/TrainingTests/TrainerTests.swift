import Images
import Datasets
import Inference
import Kernels
import Models
import Optimizers
import Serialization
import Support
import Tensors
import TestSupport
import Testing
import Training

/// What a run does and leaves, and that nothing but its configuration decides it.
@Suite(.serialized) struct TrainerTests {
  @Test func threadsDoNotChangeABit() throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingBench.configuration(epochs: 2)
    configuration.optimizer.averageDecay = 0.9
    for threads in [1, 2, 3] {
      try TrainingBench.run(configuration, in: folder.file("\(threads)"), threads: threads)
    }
    for threads in [2, 3] {
      #expect(try TrainingBench.differences(folder.file("1"), folder.file("\(threads)")) == [])
    }
  }

  @Test func theSeedDecides() throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingBench.configuration(epochs: 1)
    try TrainingBench.run(configuration, in: folder.file("one"))
    configuration.seed = 12
    try TrainingBench.run(configuration, in: folder.file("other"))
    let names = TrainingBench.weightFiles
    for name in names {
      let one = try WeightsFile.read(folder.file("one/\(name)"))
      let other = try WeightsFile.read(folder.file("other/\(name)"))
      #expect(Self.distance(one.tensors, other.tensors) > 1e-3)
    }
  }

  @Test func learnsWhatCanBeLearnt() throws {
    let folder = try TemporaryFolder()
    // Two plain colours with noise: a net that learns at all tells them apart.
    let images = TrainingBench.twoColours(48)
    var configuration = TrainingBench.configuration(epochs: 12, rate: 0.02)
    configuration.validation = 0.25
    let outcome = try TrainingBench.run(configuration, images, in: folder.file("run"))
    guard case .finished(let best?, false) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(best.validationAccuracy == 1)
    #expect((best.validationLoss ?? 9) < 0.3)
    #expect(best.trainAccuracy > 0.8)
  }

  /// The weights in the file, through the classes everybody uses, give the accuracy and loss in the record.
  @Test(arguments: [nil, 0.8] as [Float?])
  func theBestEpochIsKept(_ averageDecay: Float?) throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingBench.configuration(epochs: 4)
    configuration.validation = 0.4
    configuration.optimizer.averageDecay = averageDecay
    configuration.testTimeAugmentation = averageDecay == nil ? .flip : .none
    var records: [EpochRecord] = []
    let outcome = try TrainingBench.run(configuration, in: folder.file("run")) { event in
      if case .epoch(let record, _) = event { records.append(record) }
    }
    guard case .finished(let best?, false) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(records.map(\.epoch) == [1, 2, 3, 4])
    let highest = records.compactMap(\.validationAccuracy).max()
    #expect(best.validationAccuracy == highest)
    let lowest = records.filter { $0.validationAccuracy == highest }.compactMap(\.validationLoss).min()
    #expect(best.validationLoss == lowest)

    for (name, record) in [("best", best), ("last", try #require(records.last))] {
      let path = folder.file("run/\(name).safetensors")
      let file = try WeightsFile.read(path)
      #expect(file.metadata.provenance.epoch == record.epoch)
      #expect(file.metadata.provenance.validationAccuracy == record.validationAccuracy)
      #expect(file.metadata.classNames == ["bicycle", "motorcycle"])
      #expect(file.metadata.provenance.isSynthetic)
      let statistics = try #require(
        ChannelStatistics(mean: file.metadata.mean.map(Double.init), deviation: file.metadata.std.map(Double.init)))
      let data = try TrainingData(TrainingBench.images(), validation: 0.4, seed: configuration.seed)
      let predictor = Predictor(
        try Network(file, path: path), statistics: statistics, backend: Backend(threads: 1), batchSize: 5)
      let images = data.set.subset(data.validation)
      let probabilities = try predictor.probabilities(images, augmentation: configuration.testTimeAugmentation)
      let right = zip(Probabilities.predicted(probabilities, classes: 2), images.labels).count { $0 == $1 }
      #expect(Double(right) / Double(images.count) == record.validationAccuracy)
      let loss = Probabilities.crossEntropy(probabilities, labels: images.labels, classes: 2)
      #expect(abs(loss - (record.validationLoss ?? 9)) < 1e-5)
    }
  }

  @Test func aBatchLargerThanTheDataIsAllData() throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingBench.configuration(epochs: 2)
    configuration.batchSize = 1000
    var steps: [Int] = []
    try TrainingBench.run(configuration, in: folder.file("run")) { event in
      if case .step(_, _, let batches, _, _) = event { steps.append(batches) }
    }
    #expect(steps == [1, 1])
  }

  @Test func withoutValidationTheLastEpochIsTheBest() throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingBench.configuration(epochs: 2)
    configuration.validation = 0
    let outcome = try TrainingBench.run(configuration, in: folder.file("run"))
    guard case .finished(let best?, false) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(best.epoch == 2 && best.validationAccuracy == nil && best.validationLoss == nil)
    #expect(try folder.read("run/best.safetensors") == folder.read("run/last.safetensors"))
    #expect(
      try folder.text("run/metrics.csv").split(separator: "\n")[1].split(
        separator: ",", omittingEmptySubsequences: false)[4] == "")
  }

  @Test func patienceEndsARunThatGetsNoBetter() throws {
    let folder = try TemporaryFolder()
    // So small a rate changes nothing for the better: the first epochs tie or win by chance, then it ends.
    var configuration = TrainingBench.configuration(epochs: 40, rate: 1e-12)
    configuration.patience = 2
    configuration.optimizer.weightDecay = 0
    let outcome = try TrainingBench.run(configuration, in: folder.file("run"))
    guard case .finished(let best?, stoppedEarly: true) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    let rows = try folder.text("run/metrics.csv").split(separator: "\n").count - 1
    #expect(rows == best.epoch + 2 && rows < 40)
    // Asked to go on, it has nothing left to do.
    let again = try TrainingBench.run(configuration, in: folder.file("run"), resuming: true)
    #expect(again == outcome)
  }

  @Test func theAverageIsWhatIsSaved() throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingBench.configuration(epochs: 1)
    try TrainingBench.run(configuration, in: folder.file("plain"))
    configuration.optimizer.averageDecay = 0
    try TrainingBench.run(configuration, in: folder.file("zero"))
    configuration.optimizer.averageDecay = 0.9
    try TrainingBench.run(configuration, in: folder.file("average"))
    let tensors = try ["plain", "zero", "average"].map {
      try WeightsFile.read(folder.file("\($0)/last.safetensors")).tensors
    }
    // An average that forgets everything is the weights themselves, but for rounding.
    let distances = tensors.dropFirst().map { Self.distance($0, tensors[0]) }
    #expect(distances[0] < 1e-5)
    #expect(distances[1] > 1e-3)
    // The run itself goes the same way.
    let losses = try ["plain", "average"].map {
      try folder.text("\($0)/metrics.csv").split(separator: "\n")[1].split(separator: ",")[2]
    }
    #expect(losses[0] == losses[1])
  }

  /// The largest difference of two numbers at the same place.
  private static func distance(_ one: [NamedTensor], _ other: [NamedTensor]) -> Float {
    zip(one, other).flatMap { zip($0.tensor?.elements ?? [], $1.tensor?.elements ?? []).map { abs($0 - $1) } }.max()
      ?? 0
  }

  @Test func everyEventIsReported() throws {
    let folder = try TemporaryFolder()
    var steps: [[Int]] = []
    var epochs: [Int] = []
    try TrainingBench.run(TrainingBench.configuration(epochs: 2), in: folder.file("run")) { event in
      switch event {
      case .step(let epoch, let batch, let batches, let loss, _):
        steps.append([epoch, batch, batches])
        #expect(loss.isFinite)
      case .epoch(let record, _): epochs.append(record.epoch)
      }
    }
    #expect(steps == [1, 2].flatMap { epoch in (1...4).map { [epoch, $0, 4] } })
    #expect(epochs == [1, 2])
  }
}

extension TrainingBench {
  /// Reddish and bluish noise.
  static func twoColours(_ count: Int) -> ImageSet {
    var set = images(count)
    for index in set.pixels.indices {
      let image = index / set.bytesPerImage
      let isTheColour = index % 3 == (set.labels[image] == 0 ? 0 : 2)
      set.pixels[index] = isTheColour ? 200 - set.pixels[index] / 8 : 40 + set.pixels[index] / 8
    }
    return set
  }
}
