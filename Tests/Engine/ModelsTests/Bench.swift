import Autodiff
import Kernels
import Models
import Tensors

/// A model recorded, planned and filled with one batch, ready to be trained or asked.
struct Bench {
  let store: ParameterStore
  let program: Program
  let logits: Value
  let loss: Value

  init(
    _ model: any Model, _ store: ParameterStore, _ backend: Backend, images: Tensor, labels: [Float],
    smoothing: Float = 0, training: Bool = true
  ) throws {
    let graph = Graph(store, training: training)
    let (batch, targets) = (graph.input(images.shape), graph.input([labels.count]))
    logits = try model(batch)
    loss = try logits.softmaxCrossEntropy(targets, smoothing: smoothing)
    program = Program(graph, results: [logits, loss], differentiating: training ? loss : nil, backend: backend)
    // Nothing may be read before it is written.
    program.poison(.nan)
    program.region(batch).assign(images.elements)
    program.region(targets).assign(labels)
    self.store = store
  }

  init(
    _ network: Network, _ backend: Backend, images: Tensor, labels: [Float], training: Bool = true
  ) throws {
    try self.init(network.model, network.store, backend, images: images, labels: labels, training: training)
  }

  /// The loss of the batch, all gradients left in the store.
  func differentiate() -> Float {
    program.forward()
    program.backward()
    return program.region(loss)[0]
  }

  /// Random images and labels that take turns.
  static func batch(_ count: Int, side: Int, classes: Int) -> (images: Tensor, labels: [Float]) {
    var stream = RandomStream(seed: 17, "images")
    let shape = Shape([count, side, side, 3])
    let images = Tensor(shape, (0..<shape.count).map { _ in stream.normal() })
    return (images, (0..<count).map { Float($0 % classes) })
  }
}
