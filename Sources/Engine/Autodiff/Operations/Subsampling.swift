import Kernels
import Tensors

/// The parameter-free shortcut of residual networks (option A): every stride-th pixel, channels filled up with zeros.
/// Shapes: x [N, H, W, C], y [N, ⌈H/s⌉, ⌈W/s⌉, K], K ≥ C; x's channels stand in the middle, (K − C)/2 zeros before
/// them. Backward reads nothing. Source: He et al. 2016, §3.3 (A).
struct Subsampling: Operation {
  let stride: Int
  let channels: Int

  var name: String { "subsampling" }
  var isRecordable: Bool { true }
  var backwardReads: BackwardReads { BackwardReads() }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 1, inputs[0].rank == 4, inputs[0].count > 0, inputs[0][3] <= channels else {
      throw ShapeError(name, expected: "x [N, H, W, C] with C at most \(channels)", found: inputs)
    }
    let g = geometry(inputs)
    return [g.images, g.outputHeight, g.outputWidth, g.outputs]
  }

  private func geometry(_ shapes: [Shape]) -> ConvolutionGeometry {
    ConvolutionGeometry(
      images: shapes[0][0], height: shapes[0][1], width: shapes[0][2], inputs: shapes[0][3], outputs: channels,
      kernel: 1,
      stride: stride)
  }

  func forward(_ c: ForwardContext) { c.backend.subsample(c.output, c.inputs[0], geometry(c.shapes)) }

  func backward(_ c: BackwardContext) {
    guard let dx = c.inputGradients[0] else { return }
    c.backend.subsampleGradient(dx.region, c.outputGradient, geometry(c.shapes), dx.writing)
  }
}

extension Value {
  /// Every stride-th pixel, with zero channels around x's. Throws if x has more channels. Traps if stride < 1.
  package func subsampled(stride: Int, channels: Int) throws(ShapeError) -> Value {
    precondition(stride >= 1, "stride \(stride)")
    return try graph.record(Subsampling(stride: stride, channels: channels), [self])
  }
}
