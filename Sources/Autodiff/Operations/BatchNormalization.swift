import Kernels
import Tensors

/// Batch normalisation over N, H, W, then an optional addition and an optional rectifier, in one pass.
///
/// y = act(γ (x − μ) / √(σ² + ε) + β (+ r)), act the identity or max(·, 0).
/// Shapes: x, r, y [N, H, W, C] or [N, C]; γ, β [C]. In training μ and σ² are the batch's (σ² biased) and the running
/// averages move by `momentum` towards them (σ² unbiased there); in inference the running ones are used.
/// Saves: seven values per channel. Backward reads x, γ, the output (for the rectifier's mask) and the saved values.
/// Sums are taken over blocks of 256 rows in single, then in double precision, relative to the first row.
/// Source: Ioffe and Szegedy 2015, §3.
struct BatchNormalization: Operation {
  let runningMean: StateID
  let runningVariance: StateID
  let epsilon: Float
  let momentum: Float
  let rectified: Bool

  var name: String { "batchNormalization" }
  var backwardReads: BackwardReads { BackwardReads(inputs: [0, 1], output: rectified) }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 3 || inputs.count == 4, inputs[0].rank >= 2, inputs[0].count > 0,
      inputs[1] == [inputs[0].channels], inputs[2] == inputs[1], inputs.count == 3 || inputs[3] == inputs[0]
    else {
      throw ShapeError(name, expected: "x [..., C], γ [C], β [C] and optionally r like x", found: inputs)
    }
    return inputs[0]
  }

  /// mean, inverse deviation, scale, offset; then the backward's factors of g, x and 1.
  func savedCount(_ inputs: [Shape]) -> Int { 7 * padded(inputs[0].channels) }

  private struct Saved {
    let mean, inverse, scale, offset, onGradient, onInput, constant: Region
    init(_ region: Region, _ channels: Int) {
      func part(_ index: Int) -> Region { region.part(index * padded(channels), channels) }
      (mean, inverse, scale, offset) = (part(0), part(1), part(2), part(3))
      (onGradient, onInput, constant) = (part(4), part(5), part(6))
    }
  }

  func forward(_ c: ForwardContext) {
    let channels = c.outputShape.channels
    let saved = Saved(c.saved, channels)
    let (mean, variance) =
      c.isTraining ? batchMoments(c) : (c.state(runningMean).asDoubles(), c.state(runningVariance).asDoubles())
    for channel in 0..<channels {
      let inverse = 1 / (variance[channel] + Double(epsilon)).squareRoot()
      let scale = Double(c.inputs[1][channel]) * inverse
      saved.mean[channel] = Float(mean[channel])
      saved.inverse[channel] = Float(inverse)
      saved.scale[channel] = Float(scale)
      saved.offset[channel] = Float(Double(c.inputs[2][channel]) - scale * mean[channel])
    }
    c.backend.affine(
      c.output, c.inputs[0], scale: saved.scale, offset: saved.offset, residual: c.inputs.count > 3 ? c.inputs[3] : nil,
      rectified: rectified)
  }

  private func batchMoments(_ c: ForwardContext) -> (mean: [Double], variance: [Double]) {
    let channels = c.outputShape.channels
    let (mean, variance) = c.backend.moments(c.inputs[0], channels: channels)
    let rows = Double(c.inputs[0].count / channels)
    let (runningMean, runningVariance) = (c.state(runningMean), c.state(runningVariance))
    let unbiased = rows > 1 ? rows / (rows - 1) : 1
    for channel in 0..<channels {
      runningMean[channel] += momentum * (Float(mean[channel]) - runningMean[channel])
      runningVariance[channel] += momentum * (Float(variance[channel] * unbiased) - runningVariance[channel])
    }
    return (mean, variance)
  }

  /// With g = dy masked, n rows: dβ = Σ g; dγ = Σ g x̂; dx = γ/σ (g − Σ g / n − x̂ Σ g x̂ / n), x̂ = (x − μ)/σ; dr = g.
  func backward(_ c: BackwardContext) {
    let channels = c.outputShape.channels
    let saved = Saved(c.saved, channels)
    let rows = Double(c.inputs[0].count / channels)
    // Without a rectifier the output is not kept; the kernel does not read it then.
    let output = rectified ? c.output : c.outputGradient
    let (sum, product) = c.backend.gradientMoments(
      dy: c.outputGradient, y: output, x: c.inputs[0], mean: saved.mean, rectified: rectified)
    for channel in 0..<channels {
      let (mean, inverse) = (Double(saved.mean[channel]), Double(saved.inverse[channel]))
      add(Float(product[channel] * inverse), to: c.inputGradients[1], channel)
      add(Float(sum[channel]), to: c.inputGradients[2], channel)
      let scale = Double(c.inputs[1][channel]) * inverse
      let onInput = -scale * inverse * inverse * product[channel] / rows
      saved.onGradient[channel] = Float(scale)
      saved.onInput[channel] = Float(onInput)
      saved.constant[channel] = Float(-scale * sum[channel] / rows - onInput * mean)
    }
    let residual = c.inputGradients.count > 3 ? c.inputGradients[3] : nil
    guard let dx = c.inputGradients[0] else { return }
    c.backend.affineGradient(
      dx: (dx.region, dx.writing), dresidual: residual.map { ($0.region, $0.writing) }, dy: c.outputGradient, y: output,
      x: c.inputs[0], onGradient: saved.onGradient, onInput: saved.onInput, constant: saved.constant,
      rectified: rectified)
  }

  private func add(_ value: Float, to gradient: Gradient?, _ channel: Int) {
    guard let gradient else { return }
    gradient.region[channel] = gradient.writing == .add ? gradient.region[channel] + value : value
  }
}

extension Region {
  fileprivate func asDoubles() -> [Double] { copy().map(Double.init) }
}

/// Where a layer's batch normalisation keeps its running averages, and its constants.
public struct NormalizationSettings: Sendable {
  public let runningMean: StateID
  public let runningVariance: StateID
  /// Added to the variance; PyTorch's default is 1e-5.
  public let epsilon: Float
  /// Share of the batch in the running averages; PyTorch's default is 0.1.
  public let momentum: Float
  public init(runningMean: StateID, runningVariance: StateID, epsilon: Float = 1e-5, momentum: Float = 0.1) {
    (self.runningMean, self.runningVariance) = (runningMean, runningVariance)
    (self.epsilon, self.momentum) = (epsilon, momentum)
  }
}

extension Value {
  /// Batch normalisation with scale γ and offset β [C], optionally adding `residual` and rectifying the sum.
  /// Throws if the shapes do not fit.
  public func batchNormalization(
    scale: Value, offset: Value, _ settings: NormalizationSettings, adding residual: Value? = nil, rectified: Bool
  ) throws(ShapeError) -> Value {
    let operation = BatchNormalization(
      runningMean: settings.runningMean, runningVariance: settings.runningVariance, epsilon: settings.epsilon,
      momentum: settings.momentum, rectified: rectified)
    return try graph.record(operation, [self, scale, offset] + (residual.map { [$0] } ?? []))
  }
}
