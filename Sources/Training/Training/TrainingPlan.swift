import Autodiff
import Kernels
import Models
import Tensors

/// The training step of a network, recorded and planned for one batch size.
struct TrainingPlan {
  let program: Program
  /// [N, H, W, 3] normalised, [N, classes] shares.
  let images: Value
  let targets: Value
  /// [N, classes], [1].
  let logits: Value
  let loss: Value
  /// Whether parameters that train early only get gradients.
  let trainsEarly: Bool

  /// - Parameter images: the shape of a batch.
  /// - Throws: images too small for the network.
  init(
    _ network: Network, images shape: Shape, labelSmoothing: Float, trainsEarly: Bool, backend: Backend
  ) throws {
    let graph = Graph(network.store, training: true, trainsEarly: trainsEarly)
    images = graph.input(shape)
    targets = graph.input([shape[0], network.configuration.classes])
    logits = try network.logits(images)
    loss = try logits.softmaxCrossEntropy(targets, smoothing: labelSmoothing)
    program = Program(graph, results: [logits, loss], differentiating: loss, backend: backend)
    self.trainsEarly = trainsEarly
  }
}
