import Images
import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct LoaderPrefetchingTests {
  private static let set = ImageSetBuilder.random(labels: (0..<53).map { $0 % 3 })
  private static func loader(_ size: Int = 4, keeping: Bool = true) -> Loader {
    Loader(
      set, batchSize: size, augmentation: Augmentation(), statistics: ChannelStatistics(of: set), seed: 3,
      isShuffled: true, keepsPartialBatch: keeping)
  }

  @Test(arguments: [true, false])
  func givesTheSameBatches(_ keeping: Bool) {
    let loader = Self.loader(keeping: keeping)
    for epoch in 0..<3 {
      var number = 0
      for batch in loader.epoch(epoch) {
        #expect(batch == loader.batch(epoch: epoch, number))
        number += 1
      }
      #expect(number == loader.batchCount)
    }
  }

  @Test(arguments: [0, 1, 13, 14])
  func startsAnywhere(_ first: Int) {
    let loader = Self.loader()
    let batches = loader.epoch(6, startingAt: first)
    for number in first..<14 { #expect(batches.next() == loader.batch(epoch: 6, number)) }
    #expect(batches.next() == nil)
    #expect(batches.next() == nil)
    #expect(batches.waitSeconds >= 0)
  }

  @Test func batchesMayBeKept() {
    let loader = Self.loader()
    let kept = Array(loader.epoch(1))
    #expect(kept == (0..<14).map { loader.batch(epoch: 1, $0) })
  }

  /// One memory block for the consumer, one that is ready, one that is being filled.
  @Test func memoryIsUsedAgain() {
    for epoch in 0..<40 {
      var blocks = Set<UInt>()
      for batch in Self.loader(1).epoch(epoch) { blocks.insert(address(of: batch.images)) }
      #expect(blocks.count <= 3)
    }
  }

  @Test(arguments: [0, 1, 5, 14])
  func theThreadEndsWithItsOwner(_ taken: Int) async throws {
    func start() -> BatchRing {
      let batches = Self.loader().epoch(0)
      for _ in 0..<taken { _ = batches.next() }
      return batches.ring
    }
    let ring = start()
    for _ in 0..<500 where !ring.hasEnded { try await Task.sleep(for: .milliseconds(10)) }
    #expect(ring.hasEnded)
  }
}
