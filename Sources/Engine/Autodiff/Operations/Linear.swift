import Kernels
import Tensors

/// Fully connected layer: y = x wᵀ (+ b).
/// Shapes: x [N, I], w [O, I], b [O], y [N, O]. Backward reads x and w. Matrix products by OpenBLAS.
struct Linear: Operation {
  var name: String { "linear" }
  var isRecordable: Bool { true }
  var backwardReads: BackwardReads { BackwardReads(inputs: [0, 1]) }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2 || inputs.count == 3, inputs[0].rank == 2, inputs[1].rank == 2,
      inputs[0][1] == inputs[1][1],
      inputs.count == 2 || inputs[2] == [inputs[1][0]]
    else { throw ShapeError(name, expected: "x [N, I], w [O, I] and optionally b [O]", found: inputs) }
    return [inputs[0][0], inputs[1][0]]
  }

  func forward(_ c: ForwardContext) {
    let (rows, inner, columns) = (c.shapes[0][0], c.shapes[0][1], c.shapes[1][0])
    c.backend.multiply(
      c.output, c.inputs[0], c.inputs[1], rows: rows, columns: columns, inner: inner, transposeB: true,
      offset: c.inputs.count > 2 ? c.inputs[2] : nil)
  }

  func backward(_ c: BackwardContext) {
    let (rows, inner, columns) = (c.shapes[0][0], c.shapes[0][1], c.shapes[1][0])
    if let dx = c.inputGradients[0] {
      c.backend.multiply(
        dx.region, c.outputGradient, c.inputs[1], rows: rows, columns: inner, inner: columns, dx.writing)
    }
    if let dw = c.inputGradients[1] {
      c.backend.multiply(
        dw.region, c.outputGradient, c.inputs[0], rows: columns, columns: inner, inner: rows, transposeA: true,
        dw.writing)
    }
    if c.inputGradients.count > 2, let db = c.inputGradients[2] {
      for column in 0..<columns {
        let sum = (0..<rows).reduce(0.0) { $0 + Double(c.outputGradient[$1 * columns + column]) }
        db.region[column] = Float(sum) + (db.writing == .add ? db.region[column] : 0)
      }
    }
  }
}

extension Value {
  /// x wᵀ (+ bias) for x [N, I], weights [O, I], bias [O]. Throws if the shapes do not fit.
  package func linear(_ weights: Value, bias: Value? = nil) throws(ShapeError) -> Value {
    try graph.record(Linear(), [self, weights] + (bias.map { [$0] } ?? []))
  }
}
