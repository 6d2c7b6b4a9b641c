import Kernels
import Tensors

/// The mean over all pixels. Shapes: x [N, H, W, C], y [N, C]. Backward reads nothing.
struct GlobalAveragePooling: Operation {
  var name: String { "globalAveragePooling" }
  var isRecordable: Bool { true }
  var backwardReads: BackwardReads { BackwardReads() }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 1, inputs[0].rank == 4, inputs[0].count > 0 else {
      throw ShapeError(name, expected: "x [N, H, W, C]", found: inputs)
    }
    return [inputs[0][0], inputs[0][3]]
  }

  func forward(_ c: ForwardContext) {
    c.backend.averagePool(c.output, c.inputs[0], images: c.shapes[0][0], channels: c.shapes[0][3])
  }

  func backward(_ c: BackwardContext) {
    guard let dx = c.inputGradients[0] else { return }
    c.backend.averagePoolGradient(
      dx.region, c.outputGradient, images: c.shapes[0][0], channels: c.shapes[0][3], dx.writing)
  }
}

extension Value {
  /// [N, H, W, C] to [N, C]: the mean over all pixels. Throws for other ranks.
  package func globalAveragePooled() throws(ShapeError) -> Value { try graph.record(GlobalAveragePooling(), [self]) }
}
