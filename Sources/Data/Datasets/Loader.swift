import Images
import Tensors

/// Cuts images into batches, epoch after epoch.
///
/// Any batch of any epoch can be made at any time and always comes out the same: there is no state to save, so a run
/// that is resumed in the middle of an epoch sees what an uninterrupted one sees.
package struct Loader: Sendable {
  /// Images of one training step.
  package struct Batch: Sendable, Equatable {
    /// Normalised, [count, H, W, 3].
    package internal(set) var images: [Float] = []
    /// Class of each image.
    package internal(set) var labels: [Int32] = []
    /// Position of each image in the set.
    package internal(set) var indices: [Int] = []
    /// Number of images; less than the batch size only at the end of an epoch.
    package var count: Int { indices.count }

    /// An empty batch, to be filled.
    package init() {}
  }

  package let set: ImageSet
  /// Positions of the images in use.
  package let indices: [Int]
  package let batchSize: Int
  package let isShuffled: Bool
  /// Whether the last batch of an epoch is handed out though it is not full.
  package let keepsPartialBatch: Bool
  private let seed: UInt64
  private let writer: ImageWriter

  /// - Parameters:
  ///   - indices: positions of the images to use; `nil` for all.
  ///   - batchSize: at least 1.
  ///   - augmentation: `nil` for normalisation only. Validate it first.
  ///   - statistics: those of the images a model is trained on.
  ///   - isShuffled: a new order in every epoch, or the order of `indices`.
  ///   - keepsPartialBatch: `false` drops the images that do not fill a batch; which ones changes with the order.
  ///
  /// Traps if the batch size is not positive, a position is outside the set or the augmentation does not suit.
  package init(
    _ set: ImageSet, indices: [Int]? = nil, batchSize: Int, augmentation: Augmentation? = nil,
    statistics: ChannelStatistics, seed: UInt64 = 0, isShuffled: Bool = false, keepsPartialBatch: Bool = true
  ) {
    precondition(batchSize > 0, "batch size \(batchSize)")
    let indices = indices ?? Array(0..<set.count)
    precondition(indices.allSatisfy { 0..<set.count ~= $0 }, "a position is outside the \(set.count) images")
    (self.set, self.indices, self.batchSize, self.seed) = (set, indices, batchSize, seed)
    (self.isShuffled, self.keepsPartialBatch) = (isShuffled, keepsPartialBatch)
    writer = ImageWriter(
      height: set.height, width: set.width, augmentation: augmentation, statistics: statistics, seed: seed)
  }

  /// Batches in an epoch.
  package var batchCount: Int {
    keepsPartialBatch ? (indices.count + batchSize - 1) / batchSize : indices.count / batchSize
  }
  /// Images that an epoch hands out.
  package var imageCount: Int { min(indices.count, batchCount * batchSize) }

  /// Positions of all images in the order of an epoch; batch b holds entries b * batchSize and following.
  package func order(epoch: Int) -> [Int] {
    guard isShuffled else { return indices }
    var random = RandomStream(seed: seed, "shuffle", epoch)
    return random.permutation(indices.count).map { indices[$0] }
  }

  /// Makes one batch. To make many of an epoch, take the order once and pass it.
  package func batch(epoch: Int, _ number: Int) -> Batch {
    var batch = Batch()
    fill(&batch, epoch: epoch, number, order: order(epoch: epoch))
    return batch
  }

  /// Makes one batch in the memory of another one.
  ///
  /// - Parameters:
  ///   - number: 0..<batchCount; traps otherwise.
  ///   - order: what `order(epoch:)` answers.
  package func fill(_ batch: inout Batch, epoch: Int, _ number: Int, order: [Int]) {
    let slots = range(ofBatch: number)
    let perImage = set.bytesPerImage
    if batch.count != slots.count {
      batch.images = [Float](repeating: 0, count: slots.count * perImage)
      batch.labels = [Int32](repeating: 0, count: slots.count)
      batch.indices = [Int](repeating: 0, count: slots.count)
    }
    for (slot, position) in slots.enumerated() { batch.indices[slot] = order[position] }
    fill(&batch.images, &batch.labels, epoch: epoch, number, order: order)
  }
  private func fill(
    _ images: inout [Float], _ labels: inout [Int32], epoch: Int, _ number: Int, order: [Int]
  ) {
    var images = images.mutableSpan
    var labels = labels.mutableSpan
    fill(images: &images, labels: &labels, epoch: epoch, number, order: order)
  }

  /// Makes one batch in memory of any kind and answers the number of images.
  ///
  /// - Parameters:
  ///   - images: at least count * H * W * 3 numbers; the rest is left alone.
  ///   - labels: at least count numbers.
  ///   - number: 0..<batchCount; traps otherwise.
  ///   - order: what `order(epoch:)` answers.
  @discardableResult
  package func fill(
    images: inout MutableSpan<Float>, labels: inout MutableSpan<Int32>, epoch: Int, _ number: Int, order: [Int]
  ) -> Int {
    let slots = range(ofBatch: number)
    precondition(
      images.count >= slots.count * set.bytesPerImage && labels.count >= slots.count,
      "\(slots.count) images into \(images.count) numbers and \(labels.count) labels")
    let pixels = set.pixels.span
    for (slot, position) in slots.enumerated() {
      let image = order[position]
      writer.write(pixels, image: image, epoch: epoch, into: &images, slot: slot)
      labels[slot] = Int32(set.labels[image])
    }
    return slots.count
  }

  private func range(ofBatch number: Int) -> Range<Int> {
    precondition(0..<batchCount ~= number, "batch \(number) of \(batchCount)")
    return number * batchSize..<min((number + 1) * batchSize, indices.count)
  }

  /// The batches of an epoch from `batch` on, made ahead by a thread of their own.
  package func epoch(_ epoch: Int, startingAt batch: Int = 0) -> PrefetchedBatches {
    PrefetchedBatches(self, epoch: epoch, startingAt: batch)
  }
}
