import Kernels
import Tensors

/// Two-dimensional convolution (cross-correlation, as the field has it) without bias.
///
/// y[n, h, w, k] = Σ over i, j, c of x[n, s h + i − p, s w + j − p, c] · w[i, j, c, k], zero outside the image.
/// Shapes: x [N, H, W, C], w [R, R, C, K], y [N, (H + 2p − R)/s + 1, (W + 2p − R)/s + 1, K].
/// Backward reads x and w. Relative error against exact arithmetic: about 1e-6 (Winograd), 4e-7 (others).
/// Source: Lavin and Gray 2016 for the Winograd form; interpolation points 0, ±5/8, ±3/2.
struct Convolution: Operation {
  let stride: Int
  let padding: Int

  var name: String { "convolution" }
  var isRecordable: Bool { true }
  var backwardReads: BackwardReads { BackwardReads(inputs: [0, 1]) }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2, inputs[0].rank == 4, inputs[1].rank == 4, inputs[1][0] == inputs[1][1],
      inputs[0][3] == inputs[1][2], inputs[0].count > 0, inputs[1].count > 0,
      inputs[1][0] <= min(inputs[0][1], inputs[0][2]) + 2 * padding
    else {
      throw ShapeError(
        name, expected: "x [N, H, W, C] and w [R, R, C, K] with R within the padded image", found: inputs)
    }
    let g = geometry(inputs)
    return [g.images, g.outputHeight, g.outputWidth, g.outputs]
  }

  func geometry(_ shapes: [Shape]) -> ConvolutionGeometry {
    ConvolutionGeometry(
      images: shapes[0][0], height: shapes[0][1], width: shapes[0][2], inputs: shapes[0][3], outputs: shapes[1][3],
      kernel: shapes[1][0], stride: stride, padding: padding)
  }

  func work(_ inputs: [Shape]) -> Int { geometry(inputs).operations }

  func forward(_ c: ForwardContext) {
    c.backend.convolution(c.output, c.inputs[0], c.inputs[1], geometry(c.shapes))
  }

  func backward(_ c: BackwardContext) {
    let g = geometry(c.shapes)
    if let dw = c.inputGradients[1] {
      c.backend.convolutionWeightGradient(dw.region, ConvolutionInput(c.inputs[0]), c.outputGradient, g, dw.writing)
    }
    if let dx = c.inputGradients[0] {
      c.backend.convolutionInputGradient(dx.region, c.outputGradient, c.inputs[1], g, dx.writing)
    }
  }
}

extension Value {
  /// Convolution with `weights` [R, R, C, K]. Throws if the shapes do not fit. Traps if stride < 1 or padding < 0.
  package func convolution(_ weights: Value, stride: Int = 1, padding: Int = 0) throws(ShapeError) -> Value {
    precondition(stride >= 1 && padding >= 0, "convolution with stride \(stride), padding \(padding)")
    return try graph.record(Convolution(stride: stride, padding: padding), [self, weights])
  }
}
