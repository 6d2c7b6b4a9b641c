import Kernels
import Tensors

/// y = factor · x. Shapes: any. Backward reads nothing.
struct Scaling: Operation {
  let factor: Float

  var name: String { "scaling" }
  var isRecordable: Bool { true }
  var backwardReads: BackwardReads { BackwardReads() }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  func forward(_ c: ForwardContext) { c.backend.scale(c.output, c.inputs[0], by: factor) }

  func backward(_ c: BackwardContext) {
    guard let dx = c.inputGradients[0] else { return }
    c.backend.scale(dx.region, c.outputGradient, by: factor, dx.writing)
  }
}

extension Value {
  /// Every element times a constant.
  package func scaled(by factor: Float) throws(ShapeError) -> Value {
    try graph.record(Scaling(factor: factor), [self])
  }
}
