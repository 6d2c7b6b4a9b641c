import Kernels
import Tensors

/// y = a b, element by element. Shapes: a, b, y alike. Backward reads a and b.
struct Multiplication: Operation {
  var name: String { "multiplication" }
  var backwardReads: BackwardReads { BackwardReads(inputs: [0, 1]) }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2, inputs[0] == inputs[1] else {
      throw ShapeError(name, expected: "two tensors of one shape", found: inputs)
    }
    return inputs[0]
  }

  func forward(_ c: ForwardContext) { c.backend.multiply(c.output, c.inputs[0], c.inputs[1]) }

  func backward(_ c: BackwardContext) {
    for (gradient, other) in zip(c.inputGradients, [c.inputs[1], c.inputs[0]]) {
      guard let gradient else { continue }
      c.backend.multiply(gradient.region, c.outputGradient, other, gradient.writing)
    }
  }
}

extension Value {
  /// The elementwise product of two values of one shape. Throws if the shapes differ.
  package func multiplied(by other: Value) throws(ShapeError) -> Value {
    try graph.record(Multiplication(), [self, other])
  }
}
