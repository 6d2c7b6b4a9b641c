import Kernels
import Tensors

/// Convolution, batch normalisation, an optional addition and an optional activation as one operation: the same numbers
/// as the four one after the other, with half their memory traffic.
///
/// y = act(γ (z − μ) / √(σ² + ε) + β (+ r)), z = x * w. Shapes: x [N, H, W, C], w [R, R, C, K], γ, β [K], r, y [N, H',
/// W', K]. Work runs by groups of images that fit the second-level cache: z is summed right after it is made, and in
/// backward its gradient is made, used for dx and dw, and forgotten without ever reaching memory. Saves: z and seven
/// values per channel (training). Backward reads x, w, γ, the saved values, and y if a residual was added.
struct NormalizedConvolution: Operation {
  let stride: Int
  let padding: Int
  let settings: NormalizationSettings
  let activation: Activation
  let addsResidual: Bool

  var name: String { "normalizedConvolution" }
  var isRecordable: Bool { true }
  var backwardReads: BackwardReads {
    BackwardReads(inputs: [0, 1, 2], output: activation == .rectifier && addsResidual)
  }

  private var convolution: Convolution { Convolution(stride: stride, padding: padding) }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    let shape = try convolution.shape(Array(inputs.prefix(2)))
    guard inputs.count == (addsResidual ? 5 : 4), inputs[2] == [shape.channels], inputs[3] == inputs[2],
      !addsResidual || inputs[4] == shape
    else {
      throw ShapeError(
        name, expected: "x [N, H, W, C], w [R, R, C, K], γ [K], β [K] and optionally r like the result", found: inputs)
    }
    return shape
  }

  func savedCount(_ inputs: [Shape], isTraining: Bool) -> Int {
    guard isTraining else { return 0 }
    let g = convolution.geometry(inputs)
    return NormalizationValues.count(g.outputs) + g.outputCount
  }

  func work(_ inputs: [Shape]) -> Int { convolution.geometry(inputs).operations }

  func preparation(_ inputs: [Shape], _ backend: Backend) -> Preparation? {
    PreparedConvolution.preparation([convolution.geometry(inputs)], backend)
  }

  func prepare(_ c: ForwardContext) {
    let prepared = PreparedConvolution(c.prepared, convolution.geometry(c.shapes), c.backend)
    prepared.fill(c.inputs[1], c.inputs[2], c.inputs[3], settings, c)
  }

  private func parts(_ saved: Region, _ g: ConvolutionGeometry) -> (values: NormalizationValues, z: Region) {
    let count = NormalizationValues.count(g.outputs)
    return (NormalizationValues(saved.part(0, count), channels: g.outputs), saved.part(count, g.outputCount))
  }

  func forward(_ c: ForwardContext) {
    let g = convolution.geometry(c.shapes)
    let residual = addsResidual ? c.inputs[4] : nil
    guard c.isTraining else {
      PreparedConvolution(c.prepared, g, c.backend).run(
        c.output, c.inputs[0], residual: residual, rectified: activation == .rectifier, c.backend)
      if activation == .gelu { c.backend.gelu(c.output, c.output) }
      return
    }
    let (values, z) = parts(c.saved, g)
    let rows = g.outputCount / g.outputs
    let moments = c.backend.convolutionWithMoments(z, ConvolutionInput(c.inputs[0]), c.inputs[1], g)
    values.prepare(moments, rows: rows, c.inputs[2], c.inputs[3], settings, c)
    c.backend.affine(c.output, z, scale: values.scale, offset: values.offset, residual: residual, activation)
  }

  func backward(_ c: BackwardContext) {
    let g = convolution.geometry(c.shapes)
    let (values, z) = parts(c.saved, g)
    let affine = values.affine(activation, addsResidual: addsResidual)
    let sums = c.backend.gradientMoments(dy: c.outputGradient, y: c.output, x: z, mean: values.mean, affine)
    values.differentiate(
      sums, rows: g.outputCount / g.outputs, scale: c.inputs[2], dscale: c.inputGradients[2],
      doffset: c.inputGradients[3])
    func target(_ index: Int) -> (Region, Writing)? {
      guard index < c.inputGradients.count else { return nil }
      return c.inputGradients[index].map { ($0.region, $0.writing) }
    }
    c.backend.normalizedConvolutionGradients(
      .init(input: target(0), weights: target(1), residual: target(4)), dy: c.outputGradient, y: c.output, z: z,
      x: ConvolutionInput(c.inputs[0]), w: c.inputs[1], g, affine, values.gradient)
  }
}

extension Value {
  /// Convolution with `weights`, batch normalisation, and optionally an addition and a rectifier, in one operation.
  /// Throws if the shapes do not fit. Traps if stride < 1 or padding < 0.
  package func normalizedConvolution(
    _ weights: Value, stride: Int = 1, padding: Int = 0, scale: Value, offset: Value, _ settings: NormalizationSettings,
    adding residual: Value? = nil, rectified: Bool
  ) throws(ShapeError) -> Value {
    precondition(stride >= 1 && padding >= 0, "convolution with stride \(stride), padding \(padding)")
    let operation = NormalizedConvolution(
      stride: stride, padding: padding, settings: settings, activation: rectified ? .rectifier : .identity,
      addsResidual: residual != nil)
    return try graph.record(operation, [self, weights, scale, offset] + (residual.map { [$0] } ?? []))
  }

  /// Convolution with `weights`, batch normalisation and an activation, in one operation.
  /// Throws if the shapes do not fit. Traps if stride < 1 or padding < 0.
  package func normalizedConvolution(
    _ weights: Value, stride: Int = 1, padding: Int = 0, scale: Value, offset: Value, _ settings: NormalizationSettings,
    _ activation: Activation
  ) throws(ShapeError) -> Value {
    precondition(stride >= 1 && padding >= 0, "convolution with stride \(stride), padding \(padding)")
    let operation = NormalizedConvolution(
      stride: stride, padding: padding, settings: settings, activation: activation, addsResidual: false)
    return try graph.record(operation, [self, weights, scale, offset])
  }
}
