import Kernels
import Tensors

/// ReLU: y = max(x, 0); the gradient at 0 is 0. Shapes: any. Backward reads y.
struct Rectification: Operation {
  var name: String { "rectification" }
  var isRecordable: Bool { true }
  var backwardReads: BackwardReads { BackwardReads(output: true) }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  func forward(_ c: ForwardContext) { c.backend.rectify(c.output, c.inputs[0]) }

  func backward(_ c: BackwardContext) {
    guard let dx = c.inputGradients[0] else { return }
    c.backend.rectifyGradient(dx.region, c.outputGradient, c.output, dx.writing)
  }
}

extension Value {
  /// max(x, 0), element by element.
  package func rectified() throws(ShapeError) -> Value { try graph.record(Rectification(), [self]) }
}
