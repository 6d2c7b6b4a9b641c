import Kernels
import Tensors

/// y = a + b. Shapes: a, b, y alike. Backward reads nothing.
struct Addition: Operation {
  var name: String { "addition" }
  var backwardReads: BackwardReads { BackwardReads() }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2, inputs[0] == inputs[1] else {
      throw ShapeError(name, expected: "two tensors of one shape", found: inputs)
    }
    return inputs[0]
  }

  func forward(_ c: ForwardContext) {
    c.output.assign(c.inputs[0])
    c.backend.scale(c.output, c.inputs[1], by: 1, .add)
  }

  func backward(_ c: BackwardContext) {
    for case let gradient? in c.inputGradients {
      c.backend.scale(gradient.region, c.outputGradient, by: 1, gradient.writing)
    }
  }
}

extension Value {
  /// The sum of two values of one shape. Throws if the shapes differ.
  package func adding(_ other: Value) throws(ShapeError) -> Value { try graph.record(Addition(), [self, other]) }
}
