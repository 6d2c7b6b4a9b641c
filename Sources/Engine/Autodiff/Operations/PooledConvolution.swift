import Kernels
import Tensors

/// Convolution, maximum pooling over windows that do not overlap, batch normalisation and activation as one operation:
/// the same numbers as the four one after the other. The convolution's output, many times as large as the rest, and its
/// gradient live in the cache only, a group of images at a time.
///
/// y = act(γ (z − μ) / √(σ² + ε) + β), z = maximum of each window of x * w; windows that do not fit are left out.
/// Shapes: x [N, H, W, C], w [R, R, C, K], γ, β [K], y [N, H'/s, W'/s, K] rounded down, H', W' those of x * w.
/// Saves: z, which pixel of each window was the largest, seven values per channel; in inference x * w and the pixels.
/// Backward reads x, w, γ and the saved values.
struct PooledConvolution: Operation {
  let stride: Int
  let padding: Int
  /// Side of the windows.
  let side: Int
  let settings: NormalizationSettings
  let activation: Activation

  var name: String { "pooledConvolution" }
  var isRecordable: Bool { true }
  var backwardReads: BackwardReads { BackwardReads(inputs: [0, 1, 2]) }

  private var convolution: Convolution { Convolution(stride: stride, padding: padding) }
  private var pooling: MaximumPooling { MaximumPooling(kernel: side, stride: side) }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    let pooled = try pooling.shape([convolution.shape(Array(inputs.prefix(2)))])
    guard inputs.count == 4, inputs[2] == [pooled.channels], inputs[3] == inputs[2] else {
      throw ShapeError(name, expected: "x [N, H, W, C], w [R, R, C, K], γ [K], β [K]", found: inputs)
    }
    return pooled
  }

  /// Floats of the pooled output.
  private func pooledCount(_ g: ConvolutionGeometry) -> Int {
    g.images * (g.outputHeight / side) * (g.outputWidth / side) * g.outputs
  }

  func savedCount(_ inputs: [Shape], isTraining: Bool) -> Int {
    let g = convolution.geometry(inputs)
    return isTraining ? NormalizationValues.count(g.outputs) + 2 * pooledCount(g) : g.outputCount + pooledCount(g)
  }

  func work(_ inputs: [Shape]) -> Int { convolution.geometry(inputs).operations }

  func preparation(_ inputs: [Shape], _ backend: Backend) -> Preparation? {
    PreparedConvolution.preparation([convolution.geometry(inputs)], backend)
  }

  func prepare(_ c: ForwardContext) {
    let prepared = PreparedConvolution(c.prepared, convolution.geometry(c.shapes), c.backend)
    prepared.fill(c.inputs[1], c.inputs[2], c.inputs[3], settings, c)
  }

  private struct Saved {
    let values: NormalizationValues
    let z: Region
    let pooling: OutputPooling
  }

  private func parts(_ saved: Region, _ g: ConvolutionGeometry) -> Saved {
    let (count, pooled) = (NormalizationValues.count(g.outputs), pooledCount(g))
    return Saved(
      values: NormalizationValues(saved.part(0, count), channels: g.outputs), z: saved.part(count, pooled),
      pooling: OutputPooling(side: side, taps: saved.part(count + pooled, pooled)))
  }

  func forward(_ c: ForwardContext) {
    let g = convolution.geometry(c.shapes)
    guard c.isTraining else {
      PreparedConvolution(c.prepared, g, c.backend).run(
        c.output, c.inputs[0], whole: c.saved.part(0, g.outputCount), taps: c.saved.part(g.outputCount, c.output.count),
        side: side, activation, c.backend)
      return
    }
    let saved = parts(c.saved, g)
    let moments = c.backend.pooledConvolutionWithMoments(saved.z, c.inputs[0], c.inputs[1], g, saved.pooling)
    saved.values.prepare(moments, rows: saved.z.count / g.outputs, c.inputs[2], c.inputs[3], settings, c)
    c.backend.affine(c.output, saved.z, scale: saved.values.scale, offset: saved.values.offset, activation)
  }

  func backward(_ c: BackwardContext) {
    let g = convolution.geometry(c.shapes)
    let saved = parts(c.saved, g)
    let affine = saved.values.affine(activation)
    let sums = c.backend.gradientMoments(
      dy: c.outputGradient, y: c.outputGradient, x: saved.z, mean: saved.values.mean, affine)
    saved.values.differentiate(
      sums, rows: saved.z.count / g.outputs, scale: c.inputs[2], dscale: c.inputGradients[2],
      doffset: c.inputGradients[3])
    c.backend.pooledConvolutionGradients(
      input: c.inputGradients[0].map { ($0.region, $0.writing) },
      weights: c.inputGradients[1].map { ($0.region, $0.writing) }, dy: c.outputGradient, z: saved.z, x: c.inputs[0],
      w: c.inputs[1], g, saved.pooling, affine, saved.values.gradient)
  }
}

extension Value {
  /// Convolution with `weights`, maximum of windows of `side` x `side`, batch normalisation and activation in one
  /// operation. Throws if the shapes do not fit. Traps if stride < 1, padding < 0 or side < 1.
  package func pooledConvolution(
    _ weights: Value, stride: Int = 1, padding: Int = 0, poolingBy side: Int, scale: Value, offset: Value,
    _ settings: NormalizationSettings, _ activation: Activation
  ) throws(ShapeError) -> Value {
    precondition(
      stride >= 1 && padding >= 0 && side >= 1,
      "convolution with stride \(stride), padding \(padding), pooled by \(side)")
    let operation = PooledConvolution(
      stride: stride, padding: padding, side: side, settings: settings, activation: activation)
    return try graph.record(operation, [self, weights, scale, offset])
  }
}
