import Autodiff
import Images
import Kernels
import Models
import Tensors

/// Runs a network on images, without gradients, with running statistics. Used by training for its validation split as
/// well, so that every figure comes from the same code.
///
/// Not to be used from two threads at once: it owns its batch memory.
package final class Predictor {
  let network: Network
  let backend: Backend
  let batchSize: Int
  /// The normalised value of every level of every channel, [3, 256].
  private let levels: [Float]
  private let memory = InferenceMemory()
  /// The latest used last.
  private var plans: [Plan] = []

  struct Plan {
    let shape: Shape
    let program: Program
    let images: Value
    /// The last feature map [N, h, w, C], and what is made of it [N, K].
    let features: Value
    let logits: Value
  }

  /// Batch shapes that are kept planned: a plan is small, as all of them share arena and prepared weights.
  private static let mostPlans = 64

  /// - Parameters:
  ///   - statistics: those of the images the network was trained on.
  ///   - batchSize: images per pass; changes speed and memory only.
  package init(_ network: Network, statistics: ChannelStatistics, backend: Backend, batchSize: Int = 128) {
    precondition(batchSize > 0, "batch size \(batchSize)")
    (self.network, self.backend, self.batchSize) = (network, backend, batchSize)
    levels = statistics.table()
  }

  /// Says that the network's parameters have changed since the last answer: what was made of them is made anew.
  package func parametersChanged() { memory.parametersChanged() }

  /// Logits [N, K], every image counted.
  ///
  /// Throws `ImagesTooSmall`, and what `progress` throws.
  ///
  /// - Parameter progress: told the number of images done, after every batch.
  package func logits(
    _ set: ImageSet, view: PixelView = PixelView(), progress: (Int) throws -> Void = { _ in }
  ) throws -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(set.count * network.configuration.classes)
    try forEachBatch(set, view) { plan, images in
      result += plan.program.region(plan.logits).copy()
      try progress(images.upperBound)
    }
    return result
  }

  /// Runs the network on a set, batch by batch, and gives `body` the plan after each run, with the places of its
  /// images.
  func forEachBatch(_ set: ImageSet, _ view: PixelView, _ body: (Plan, Range<Int>) throws -> Void) throws {
    let (bytes, rows, columns) = (set.bytesPerImage, view.rows(set.height), view.columns(set.width))
    for start in stride(from: 0, to: set.count, by: batchSize) {
      let images = start..<min(start + batchSize, set.count)
      let plan = try plan([images.count, set.height, set.width, 3])
      backend.lookUp(
        plan.program.region(plan.images),
        set.pixels.span.extracting(images.lowerBound * bytes..<images.upperBound * bytes), levels, rows: rows,
        columns: columns)
      plan.program.forward()
      try body(plan, images)
    }
  }

  /// Recorded once per batch shape.
  private func plan(_ shape: Shape) throws(ImagesTooSmall) -> Plan {
    if let index = plans.lastIndex(where: { $0.shape == shape }) {
      let plan = plans.remove(at: index)
      plans.append(plan)
      return plan
    }
    let graph = Graph(network.store, training: false)
    let images = graph.input(shape)
    let (features, logits) = try network.record(images)
    let before = memory.arenaCount
    let program = Program(graph, results: [features, logits], memory: memory, backend: backend)
    // Earlier plans would keep the smaller arena alive beside the new one.
    if memory.arenaCount > before { plans = [] }
    if plans.count == Self.mostPlans { plans.removeFirst() }
    let plan = Plan(shape: shape, program: program, images: images, features: features, logits: logits)
    plans.append(plan)
    return plan
  }
}
