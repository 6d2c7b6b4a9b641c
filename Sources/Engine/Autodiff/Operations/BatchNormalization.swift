import Kernels
import Tensors

/// Batch normalisation over N, H, W, then an optional addition and an optional activation, in one pass.
///
/// y = act(γ (x − μ) / √(σ² + ε) + β (+ r)), act the identity, max(·, 0), or (without r) GELU.
/// Shapes: x, r, y [N, H, W, C] or [N, C]; γ, β [C]. In training μ and σ² are the batch's (σ² biased) and the running
/// averages move by `momentum` towards them (σ² unbiased there); in inference the running ones are used.
/// Saves: seven values per channel. Backward reads x, γ, the saved values, and the output if a residual was added.
/// Sums are taken over blocks of rows in single, then in double precision, as deviations from each block's first row.
/// Source: Ioffe and Szegedy 2015, §3.
struct BatchNormalization: Operation {
  let settings: NormalizationSettings
  let activation: Activation
  let addsResidual: Bool

  var name: String { "batchNormalization" }
  var backwardReads: BackwardReads { BackwardReads(inputs: [0, 1], output: activation == .rectifier && addsResidual) }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == (addsResidual ? 4 : 3), inputs[0].rank >= 2, inputs[0].count > 0,
      inputs[1] == [inputs[0].channels], inputs[2] == inputs[1], !addsResidual || inputs[3] == inputs[0]
    else {
      throw ShapeError(name, expected: "x [..., C], γ [C], β [C] and optionally r like x", found: inputs)
    }
    return inputs[0]
  }

  func savedCount(_ inputs: [Shape], isTraining: Bool) -> Int { NormalizationValues.count(inputs[0].channels) }

  func forward(_ c: ForwardContext) {
    let values = NormalizationValues(c.saved, channels: c.outputShape.channels)
    let moments = c.isTraining ? c.backend.moments(c.inputs[0], channels: c.outputShape.channels) : nil
    values.prepare(moments, rows: c.inputs[0].count / c.outputShape.channels, c.inputs[1], c.inputs[2], settings, c)
    c.backend.affine(
      c.output, c.inputs[0], scale: values.scale, offset: values.offset, residual: addsResidual ? c.inputs[3] : nil,
      activation)
  }

  func backward(_ c: BackwardContext) {
    let values = NormalizationValues(c.saved, channels: c.outputShape.channels)
    let affine = values.affine(activation, addsResidual: addsResidual)
    let sums = c.backend.gradientMoments(dy: c.outputGradient, y: c.output, x: c.inputs[0], mean: values.mean, affine)
    values.differentiate(
      sums, rows: c.inputs[0].count / c.outputShape.channels, scale: c.inputs[1], dscale: c.inputGradients[1],
      doffset: c.inputGradients[2])
    let residual = addsResidual ? c.inputGradients[3] : nil
    guard let dx = c.inputGradients[0] else {
      if let residual, activation == .rectifier {
        c.backend.rectifyGradient(residual.region, c.outputGradient, c.output, residual.writing)
      } else if let residual {
        c.backend.scale(residual.region, c.outputGradient, by: 1, residual.writing)
      }
      return
    }
    c.backend.affineGradient(
      dx: (dx.region, dx.writing), dresidual: residual.map { ($0.region, $0.writing) }, dy: c.outputGradient,
      y: c.output, x: c.inputs[0], affine, values.gradient)
  }
}

/// Where a layer's batch normalisation keeps its running averages, and its constants.
package struct NormalizationSettings: Sendable {
  package let runningMean: StateID
  package let runningVariance: StateID
  /// Added to the variance; PyTorch's default is 1e-5.
  package let epsilon: Float
  /// Fraction of the batch in the running averages; PyTorch's default is 0.1.
  package let momentum: Float
  package init(runningMean: StateID, runningVariance: StateID, epsilon: Float = 1e-5, momentum: Float = 0.1) {
    (self.runningMean, self.runningVariance) = (runningMean, runningVariance)
    (self.epsilon, self.momentum) = (epsilon, momentum)
  }
}

extension Value {
  /// Batch normalisation with scale γ and offset β [C], optionally adding `residual` and rectifying the sum.
  /// Throws if the shapes do not fit.
  package func batchNormalization(
    scale: Value, offset: Value, _ settings: NormalizationSettings, adding residual: Value? = nil, rectified: Bool
  ) throws(ShapeError) -> Value {
    let operation = BatchNormalization(
      settings: settings, activation: rectified ? .rectifier : .identity, addsResidual: residual != nil)
    return try graph.record(operation, [self, scale, offset] + (residual.map { [$0] } ?? []))
  }

  /// Batch normalisation with scale γ and offset β [C], then an activation. Throws if the shapes do not fit.
  package func batchNormalization(
    scale: Value, offset: Value, _ settings: NormalizationSettings, _ activation: Activation
  ) throws(ShapeError) -> Value {
    try graph.record(
      BatchNormalization(settings: settings, activation: activation, addsResidual: false), [self, scale, offset])
  }
}
