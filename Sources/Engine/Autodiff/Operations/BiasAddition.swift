import Kernels
import Tensors

/// y = act(x + b), a number per channel added before the activation. Shapes: x, y [..., C], b [C]. Saves seven numbers
/// per channel. Backward reads x and the saved numbers; db is summed over blocks of rows in single, then in double
/// precision.
struct BiasAddition: Operation {
  let activation: Activation

  var name: String { "biasAddition" }
  var isRecordable: Bool { true }
  var backwardReads: BackwardReads { BackwardReads(inputs: activation == .identity ? [] : [0]) }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2, inputs[0].rank >= 2, inputs[0].count > 0, inputs[1] == [inputs[0].channels] else {
      throw ShapeError(name, expected: "x [..., C] and b [C]", found: inputs)
    }
    return inputs[0]
  }

  func savedCount(_ inputs: [Shape], isTraining: Bool) -> Int { NormalizationValues.count(inputs[0].channels) }

  func forward(_ c: ForwardContext) {
    let values = NormalizationValues(c.saved, channels: c.outputShape.channels)
    let bias = c.inputs[1]
    c.backend.forEach(1) { _ in values.shift(by: bias) }
    c.backend.affine(c.output, c.inputs[0], scale: values.scale, offset: values.offset, activation)
  }

  func backward(_ c: BackwardContext) {
    let values = NormalizationValues(c.saved, channels: c.outputShape.channels)
    let affine = values.affine(activation)
    // Without activation nothing of x is read: the gradient itself is as good.
    let x = activation == .identity ? c.outputGradient : c.inputs[0]
    if let db = c.inputGradients[1] {
      let sums = c.backend.gradientMoments(dy: c.outputGradient, y: x, x: x, mean: values.mean, affine).sum
      for (channel, sum) in sums.enumerated() {
        db.region[channel] = Float(sum) + (db.writing == .add ? db.region[channel] : 0)
      }
    }
    guard let dx = c.inputGradients[0] else { return }
    c.backend.affineGradient(
      dx: (dx.region, dx.writing), dresidual: nil, dy: c.outputGradient, y: x, x: x, affine, values.gradient)
  }
}

extension Value {
  /// act(x + bias) for x [..., C], bias [C]. Throws if the shapes do not fit.
  package func adding(bias: Value, _ activation: Activation = .identity) throws(ShapeError) -> Value {
    try graph.record(BiasAddition(activation: activation), [self, bias])
  }
}
