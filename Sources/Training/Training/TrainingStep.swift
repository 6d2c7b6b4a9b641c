import Autodiff
import Datasets
import Kernels
import Models
import Optimizers
import Tensors

/// One step of training, recorded and planned for one batch size: a batch goes in, the loss comes out, weights move.
package final class TrainingStep {
  private let network: Network
  private let optimizer: RunOptimizer
  private let shape: Shape
  private let labelSmoothing: Float
  private let mixing: Mixing
  private let seed: UInt64
  private let backend: Backend
  /// `nil` before the first plan, and while another is made.
  private var planned: Plan?

  private struct Plan {
    let program: Program
    /// [N, H, W, 3] normalised, [N, classes] of sum 1.
    let images: Value
    let targets: Value
    /// [N, classes], [1].
    let logits: Value
    let loss: Value
    let trainsEarly: Bool
  }

  /// - Parameter images: the shape of a batch, [N, H, W, 3].
  package init(
    _ network: Network, _ optimizer: RunOptimizer, images shape: Shape, labelSmoothing: Float = 0,
    mixing: Mixing = Mixing(), seed: UInt64 = 0, backend: Backend
  ) {
    (self.network, self.optimizer, self.shape, self.labelSmoothing) = (network, optimizer, shape, labelSmoothing)
    (self.mixing, self.seed, self.backend) = (mixing, seed, backend)
  }

  /// Plans the steps to come. Does nothing where the plan at hand serves: parameters that train early and no longer do
  /// need no gradients, nor does what only leads to them.
  ///
  /// - Throws: images too small for the network.
  package func plan(trainsEarly: Bool = true) throws {
    let trainsEarly = trainsEarly || !network.store.entries.contains { $0.training == .early }
    if planned?.trainsEarly == trainsEarly { return }
    // The former one's memory goes first; what its last step left of gradients would still count in their norm.
    planned = nil
    network.store.gradients.fill(0)
    let graph = Graph(network.store, training: true, trainsEarly: trainsEarly)
    let images = graph.input(shape)
    let targets = graph.input([shape[0], network.configuration.classes])
    let logits = try network.record(images).logits
    let loss = try logits.softmaxCrossEntropy(targets, smoothing: labelSmoothing)
    planned = Plan(
      program: Program(graph, results: [logits, loss], differentiating: loss, backend: backend), images: images,
      targets: targets, logits: logits, loss: loss, trainsEarly: trainsEarly)
  }

  private var current: Plan {
    guard let planned else { preconditionFailure("a training step without a plan") }
    return planned
  }

  package var program: Program { current.program }

  /// A whole step. Returns the loss before it; the weights stay where that is no number.
  ///
  /// - Parameter number: of the batch in its epoch, from 0.
  package func run(
    _ batch: Loader.Batch, epoch: Int, number: Int, rate: Float, batchesPerEpoch: Int, epochs: Int
  ) -> Float {
    load(batch.images, batch.labels, epoch: epoch, number: number)
    let loss = forward()
    guard loss.isFinite else { return loss }
    backward()
    update(rate: rate, number: epoch * batchesPerEpoch + number + 1, total: epochs * batchesPerEpoch)
    return loss
  }

  /// Images [N, H, W, 3] and their classes, mixed on the way into the program's memory.
  package func load(_ images: [Float], _ labels: [Int32], epoch: Int = 0, number: Int = 0) {
    let (plan, count, classes) = (current, shape[0], network.configuration.classes)
    var mixed: Mixing.Outcome?
    if mixing.isOff {
      program.region(plan.images).assign(images)
    } else {
      program.region(plan.images).write { pixels in
        mixed = mixing.mix(
          images, into: &pixels, count: count, height: shape[1], width: shape[2], seed: seed, epoch: epoch,
          batch: number)
      }
    }
    program.region(plan.targets).write { targets in
      for at in targets.indices { targets[at] = 0 }
      for row in 0..<count {
        let (kept, partner) = (mixed?.kept ?? 1, mixed?.partners[row] ?? row)
        targets[row * classes + Int(labels[row])] += kept
        targets[row * classes + Int(labels[partner])] += 1 - kept
      }
    }
  }

  package func forward() -> Float {
    program.forward()
    return program.region(current.loss)[0]
  }

  package func backward() { program.backward() }

  /// - Parameter number: of the step in the run, from 1 to `total`.
  package func update(rate: Float, number: Int, total: Int) {
    optimizer.step(OptimizerStep(rate: rate, number: number, total: total, trainsEarly: current.trainsEarly))
  }

  /// How many images of the batch got their own class as answer.
  func correctAnswers(_ truth: [Int32]) -> Int {
    let classes = network.configuration.classes
    return program.region(current.logits).read { logits in
      truth.indices.count { row in
        // The first of equal logits is the answer, as in validation.
        let (first, label) = (row * classes, Int(truth[row]))
        let own = logits[first + label]
        return (0..<label).allSatisfy { own > logits[first + $0] }
          && (label..<classes).allSatisfy { own >= logits[first + $0] }
      }
    }
  }
}
