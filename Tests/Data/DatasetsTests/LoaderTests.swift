import Images
import Datasets
import TestSupport
import Testing

@Suite struct LoaderTests {
  private static let set = ImageSetBuilder.random(labels: (0..<23).map { $0 % 3 })
  private static let statistics = ChannelStatistics(of: set)
  private static func loader(
    _ indices: [Int]? = nil, size: Int = 5, augmentation: Augmentation? = nil, seed: UInt64 = 1,
    shuffled: Bool = true,
    keeping: Bool = true
  ) -> Loader {
    Loader(
      set, indices: indices, batchSize: size, augmentation: augmentation, statistics: statistics, seed: seed,
      isShuffled: shuffled, keepsPartialBatch: keeping)
  }

  @Test(arguments: [
    (23, 5, true, 5, 23), (23, 5, false, 4, 20), (20, 5, true, 4, 20), (3, 5, true, 1, 3), (3, 5, false, 0, 0),
    (0, 5, true, 0, 0), (23, 1, true, 23, 23),
  ])
  func countsBatches(_ images: Int, _ size: Int, _ keeping: Bool, _ batches: Int, _ handedOut: Int) {
    let loader = Self.loader(Array(0..<images), size: size, keeping: keeping)
    #expect(loader.batchCount == batches)
    #expect(loader.imageCount == handedOut)
    let counts = (0..<batches).map { loader.batch(epoch: 0, $0).count }
    #expect(counts.reduce(0, +) == handedOut)
    #expect(counts.dropLast().allSatisfy { $0 == size })
  }

  @Test func everyImageComesOncePerEpoch() {
    let indices = [22, 3, 4, 9, 11, 0, 17]
    let loader = Self.loader(indices, size: 3)
    var orders = Set<[Int]>()
    for epoch in 0..<4 {
      let seen = (0..<3).flatMap { loader.batch(epoch: epoch, $0).indices }
      #expect(seen.sorted() == indices.sorted())
      #expect(seen == loader.order(epoch: epoch))
      orders.insert(seen)
    }
    #expect(orders.count == 4)
  }

  @Test func inOrderWhenNotShuffled() {
    let loader = Self.loader([7, 2, 5], size: 2, shuffled: false)
    #expect(loader.order(epoch: 0) == [7, 2, 5])
    #expect(loader.batch(epoch: 9, 1).indices == [5])
  }

  @Test func labelsAndImagesBelongTogether() {
    let loader = Self.loader(size: 4)
    let batch = loader.batch(epoch: 2, 1)
    let table = Self.statistics.table()
    #expect(batch.images.count == 4 * Self.set.bytesPerImage)
    for (slot, image) in batch.indices.enumerated() {
      #expect(batch.labels[slot] == Int32(Self.set.labels[image]))
      let expected = (0..<105).map { table[$0 % 3 * 256 + Int(Self.set.pixels[image * 105 + $0])] }
      #expect(Array(batch.images[slot * 105..<(slot + 1) * 105]) == expected)
    }
  }

  /// Image 9 of epoch 3 looks the same in any batch of any loader with the same seed.
  @Test func anImageDoesNotDependOnItsBatch() throws {
    func image(_ loader: Loader) throws -> [Float] {
      let position = try #require(loader.order(epoch: 3).firstIndex(of: 9))
      let batch = loader.batch(epoch: 3, position / loader.batchSize)
      return Array(batch.images[position % loader.batchSize * 105..<(position % loader.batchSize + 1) * 105])
    }
    let first = try image(Self.loader(augmentation: Augmentation()))
    #expect(try image(Self.loader([9, 4], size: 1, augmentation: Augmentation(), shuffled: false)) == first)
    #expect(try image(Self.loader(augmentation: Augmentation(), seed: 2)) != first)
  }

  @Test func fillingLeavesTheRestAlone() {
    let loader = Self.loader(size: 5)
    var images = [Float](repeating: -7, count: 5 * 105)
    var labels = [Int32](repeating: -7, count: 5)
    let last = loader.batch(epoch: 0, 4)
    func fill() -> Int {
      var imageSpan = images.mutableSpan
      var labelSpan = labels.mutableSpan
      return loader.fill(images: &imageSpan, labels: &labelSpan, epoch: 0, 4, order: loader.order(epoch: 0))
    }
    #expect(fill() == 3)
    #expect(Array(images[..<315]) == last.images && images[315...].allSatisfy { $0 == -7 })
    #expect(Array(labels[..<3]) == last.labels && labels[3...].allSatisfy { $0 == -7 })
  }

  @Test func aBatchCanBeFilledAgain() {
    let loader = Self.loader(size: 5)
    var batch = loader.batch(epoch: 0, 4)
    for number in [0, 4, 1] {
      loader.fill(&batch, epoch: 1, number, order: loader.order(epoch: 1))
      #expect(batch == loader.batch(epoch: 1, number))
    }
  }

  /// Recorded from this program: order, augmentation and normalisation of a whole epoch.
  @Test func anEpochHasTheRecordedBits() {
    var augmentation = Augmentation()
    (augmentation.cutout, augmentation.brightness) = (2, 0.1)
    let loader = Self.loader(augmentation: augmentation, seed: 11)
    let images = (0..<loader.batchCount).flatMap { loader.batch(epoch: 5, $0).images }
    #expect(Fingerprint.of(images) == 3_876_188_797_351_479_420)
  }
}
