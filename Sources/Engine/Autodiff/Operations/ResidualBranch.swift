import Kernels
import Tensors

/// Two normalised convolutions with a rectifier between, an optional addition and a rectifier at the end, as one
/// operation. The activation in the middle is never stored: whoever needs it makes it from the first convolution's
/// output as it loads.
///
/// y = relu(norm₂(relu(norm₁(x * w₁)) * w₂) (+ r)), norm(z) = γ (z − μ) / √(σ² + ε) + β. Inputs: r if there is one, x,
/// w₁, γ₁, β₁, w₂, γ₂, β₂. Shapes: x [N, H, W, C], w₁ [R, R, C, K], w₂ [S, S, K, L], γ, β of the weights' outputs, r
/// and y [N, H', W', L]. The second convolution has stride 1. Saves: both convolutions' outputs and seven values per
/// channel each. Backward reads x, the weights, γ₁, γ₂, the saved values, and y if a residual was added.
struct ResidualBranch: Operation {
  struct Layer: Sendable {
    let stride: Int
    let padding: Int
    let settings: NormalizationSettings
    var convolution: Convolution { Convolution(stride: stride, padding: padding) }
  }
  let first: Layer
  let second: Layer
  let addsResidual: Bool

  var name: String { "residualBranch" }
  var isRecordable: Bool { true }
  var backwardReads: BackwardReads {
    BackwardReads(inputs: [0, 1, 2, 4, 5].map { $0 + start }, output: addsResidual)
  }
  /// Index of x among the inputs. The residual comes first, because its gradient is written first: it may be x itself.
  private var start: Int { addsResidual ? 1 : 0 }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    let expected = "r (optional), x [N, H, W, C], w₁ [R, R, C, K], γ₁ [K], β₁ [K], w₂ [S, S, K, L], γ₂ [L], β₂ [L]"
    guard inputs.count == start + 7 else { throw ShapeError(name, expected: expected, found: inputs) }
    let own = Array(inputs[start...])
    let inner = try first.convolution.shape([own[0], own[1]])
    let result = try second.convolution.shape([inner, own[4]])
    guard own[2] == [inner.channels], own[3] == own[2], own[5] == [result.channels], own[6] == own[5],
      !addsResidual || inputs[0] == result
    else { throw ShapeError(name, expected: expected, found: inputs) }
    return result
  }

  func savedCount(_ inputs: [Shape], isTraining: Bool) -> Int {
    let (g1, g2) = geometries(inputs)
    // Inference keeps the activation in the middle while it runs, nothing else.
    guard isTraining else { return g1.outputCount }
    return NormalizationValues.count(g1.outputs) + g1.outputCount + NormalizationValues.count(g2.outputs)
      + g2.outputCount
  }

  func work(_ inputs: [Shape]) -> Int {
    let (g1, g2) = geometries(inputs)
    return g1.operations + g2.operations
  }

  func preparation(_ inputs: [Shape], _ backend: Backend) -> Preparation? {
    let (g1, g2) = geometries(inputs)
    return PreparedConvolution.preparation([g1, g2], backend)
  }

  func prepare(_ c: ForwardContext) {
    let (prepared1, prepared2) = prepared(c)
    prepared1.fill(c.inputs[start + 1], c.inputs[start + 2], c.inputs[start + 3], first.settings, c)
    prepared2.fill(c.inputs[start + 4], c.inputs[start + 5], c.inputs[start + 6], second.settings, c)
  }

  private func prepared(_ c: ForwardContext) -> (PreparedConvolution, PreparedConvolution) {
    let (g1, g2) = geometries(c.shapes)
    let (count1, count2) = (PreparedConvolution.count(g1, c.backend), PreparedConvolution.count(g2, c.backend))
    return (
      PreparedConvolution(c.prepared.part(0, count1), g1, c.backend),
      PreparedConvolution(c.prepared.part(count1, count2), g2, c.backend)
    )
  }

  func forward(_ c: ForwardContext) {
    let residual = addsResidual ? c.inputs[0] : nil
    guard c.isTraining else {
      let (prepared1, prepared2) = prepared(c)
      prepared1.run(c.saved, c.inputs[start], residual: nil, rectified: true, c.backend)
      prepared2.run(c.output, c.saved, residual: residual, rectified: true, c.backend)
      return
    }
    let (g1, g2) = geometries(c.shapes)
    let saved = Saved(c.saved, g1, g2)
    let input = Array(c.inputs[start...])
    let moments1 = c.backend.convolutionWithMoments(saved.z1, ConvolutionInput(input[0]), input[1], g1)
    saved.values1.prepare(moments1, rows: g1.outputCount / g1.outputs, input[2], input[3], first.settings, c)
    let moments2 = c.backend.convolutionWithMoments(saved.z2, saved.inner, input[4], g2)
    saved.values2.prepare(moments2, rows: g2.outputCount / g2.outputs, input[5], input[6], second.settings, c)
    c.backend.affine(
      c.output, saved.z2, scale: saved.values2.scale, offset: saved.values2.offset, residual: residual,
      .rectifier)
  }

  func backward(_ c: BackwardContext) {
    let (g1, g2) = geometries(c.shapes)
    let saved = Saved(c.saved, g1, g2)
    let input = Array(c.inputs[start...])
    let gradient = Array(c.inputGradients[start...])
    func target(_ gradient: Gradient?) -> (Region, Writing)? { gradient.map { ($0.region, $0.writing) } }

    let affine2 = saved.values2.affine(.rectifier, addsResidual: addsResidual)
    let sums2 = c.backend.gradientMoments(
      dy: c.outputGradient, y: c.output, x: saved.z2, mean: saved.values2.mean, affine2)
    saved.values2.differentiate(
      sums2, rows: g2.outputCount / g2.outputs, scale: input[5], dscale: gradient[5], doffset: gradient[6])
    let inner = c.backend.stagingScratch(g1.outputCount, for: .innerGradient)
    let sums1 = c.backend.normalizedConvolutionGradients(
      .init(
        input: (inner, .set), weights: target(gradient[4]), residual: addsResidual ? target(c.inputGradients[0]) : nil),
      dy: c.outputGradient, y: c.output, z: saved.z2, x: saved.inner, w: input[4], g2, affine2, saved.values2.gradient,
      inputMean: saved.values1.mean)
    guard let sums1 else { preconditionFailure("the inner gradient's sums were asked for") }
    saved.values1.differentiate(
      sums1, rows: g1.outputCount / g1.outputs, scale: input[2], dscale: gradient[2], doffset: gradient[3])
    c.backend.normalizedConvolutionGradients(
      .init(input: target(gradient[0]), weights: target(gradient[1]), residual: nil), dy: inner, y: inner, z: saved.z1,
      x: ConvolutionInput(input[0]), w: input[1], g1, saved.values1.affine(.rectifier),
      saved.values1.gradient)
  }

  private func geometries(_ inputs: [Shape]) -> (ConvolutionGeometry, ConvolutionGeometry) {
    let g1 = first.convolution.geometry([inputs[start], inputs[start + 1]])
    let inner: Shape = [g1.images, g1.outputHeight, g1.outputWidth, g1.outputs]
    return (g1, second.convolution.geometry([inner, inputs[start + 4]]))
  }

  /// The parts of the saved buffer.
  private struct Saved {
    let values1: NormalizationValues
    let z1: Region
    let values2: NormalizationValues
    let z2: Region

    init(_ region: Region, _ g1: ConvolutionGeometry, _ g2: ConvolutionGeometry) {
      let (count1, count2) = (NormalizationValues.count(g1.outputs), NormalizationValues.count(g2.outputs))
      values1 = NormalizationValues(region.part(0, count1), channels: g1.outputs)
      values2 = NormalizationValues(region.part(count1, count2), channels: g2.outputs)
      z1 = region.part(count1 + count2, g1.outputCount)
      z2 = region.part(count1 + count2 + g1.outputCount, g2.outputCount)
    }

    /// relu(norm₁(z₁)), made by whoever loads it.
    var inner: ConvolutionInput {
      ConvolutionInput(z1, rectifiedAfter: values1.affine(.rectifier))
    }
  }
}

/// A convolution with its normalisation, as `residualBranch` takes it.
package struct NormalizedConvolutionParameters {
  let weights: Value
  let stride: Int
  let padding: Int
  let scale: Value
  let offset: Value
  let settings: NormalizationSettings

  /// Traps if stride < 1 or padding < 0.
  package init(
    weights: Value, stride: Int = 1, padding: Int, scale: Value, offset: Value, _ settings: NormalizationSettings
  ) {
    precondition(stride >= 1 && padding >= 0, "convolution with stride \(stride), padding \(padding)")
    (self.weights, self.stride, self.padding) = (weights, stride, padding)
    (self.scale, self.offset, self.settings) = (scale, offset, settings)
  }
}

extension Value {
  /// Two normalised and rectified convolutions, with an addition before the second rectifier if asked, in one operation
  /// that does not store what lies between. Throws if the shapes do not fit. Traps if the second has a stride.
  package func residualBranch(
    _ first: NormalizedConvolutionParameters, _ second: NormalizedConvolutionParameters, adding residual: Value? = nil
  ) throws(ShapeError) -> Value {
    precondition(second.stride == 1, "the second convolution of a residual branch has stride \(second.stride)")
    let operation = ResidualBranch(
      first: .init(stride: first.stride, padding: first.padding, settings: first.settings),
      second: .init(stride: 1, padding: second.padding, settings: second.settings), addsResidual: residual != nil)
    return try graph.record(
      operation,
      (residual.map { [$0] } ?? []) + [
        self, first.weights, first.scale, first.offset, second.weights, second.scale, second.offset,
      ])
  }
}
