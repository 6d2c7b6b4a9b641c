import Images
import Autodiff
import Datasets
import Foundation
import Kernels
import Models
import Tensors

/// Runs a network on images, without gradients, with running statistics. Used by training for its validation split as
/// well, so that every figure comes from the same code.
///
/// Not to be used from two threads at once: it owns its batch memory.
public final class Predictor {
  let network: Network
  let statistics: ChannelStatistics
  let backend: Backend
  let batchSize: Int
  private var plans: [Plan] = []

  private struct Plan {
    let shape: Shape
    let program: Program
    let images: Value
    let logits: Value
  }

  /// - Parameters:
  ///   - statistics: those of the images the network was trained on.
  ///   - batchSize: images per pass; changes speed and memory only.
  public init(_ network: Network, statistics: ChannelStatistics, backend: Backend, batchSize: Int = 128) {
    precondition(batchSize > 0, "batch size \(batchSize)")
    (self.network, self.statistics, self.backend, self.batchSize) = (network, statistics, backend, batchSize)
  }

  /// Says that the network's parameters have changed since the last answer: what was made of them is made anew.
  public func parametersChanged() {
    for plan in plans { plan.program.parametersChanged() }
  }

  /// Logits [count of indices, classes] in the order of `indices` (all images if `nil`), every image counted.
  ///
  /// Throws a `ShapeError` if the images are too small for the network.
  ///
  /// - Parameter progress: told the number of images done, after every batch.
  public func logits(
    _ set: ImageSet, indices: [Int]? = nil, progress: (Int) throws -> Void = { _ in }
  ) throws -> [Float] {
    let loader = Loader(set, indices: indices, batchSize: batchSize, statistics: statistics)
    let classes = network.configuration.classes
    var result: [Float] = []
    result.reserveCapacity(loader.imageCount * classes)
    for batch in loader.epoch(0) {
      let plan = try plan([batch.count, set.height, set.width, 3])
      plan.program.region(plan.images).assign(batch.images)
      plan.program.forward()
      result += plan.program.region(plan.logits).copy()
      try progress(result.count / classes)
    }
    return result
  }

  /// Recorded once per batch shape: a full batch and the last, partial one.
  private func plan(_ shape: Shape) throws -> Plan {
    if let plan = plans.first(where: { $0.shape == shape }) { return plan }
    let graph = Graph(network.store, training: false)
    let images = graph.input(shape)
    let logits = try network.model(images)
    let program = Program(graph, results: [logits], backend: backend)
    let plan = Plan(shape: shape, program: program, images: images, logits: logits)
    if plans.count > 4 { plans.removeFirst() }
    plans.append(plan)
    return plan
  }

  /// Probabilities [count, classes] of logits divided by a temperature; computed in double precision.
  public static func softmax(_ logits: [Float], classes: Int, temperature: Double = 1) -> [Float] {
    precondition(classes > 0 && logits.count % classes == 0, "\(logits.count) logits of \(classes) classes")
    var result = [Float](repeating: 0, count: logits.count)
    for first in stride(from: 0, to: logits.count, by: classes) {
      var largest = -Double.infinity
      for k in first..<first + classes { largest = max(largest, Double(logits[k])) }
      var sum = 0.0
      for k in first..<first + classes { sum += exp((Double(logits[k]) - largest) / temperature) }
      for k in first..<first + classes { result[k] = Float(exp((Double(logits[k]) - largest) / temperature) / sum) }
    }
    return result
  }
}
