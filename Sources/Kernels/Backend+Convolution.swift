/// Convolutions over NHWC activations. Weights are [kernel, kernel, inputs, outputs].
///
/// Each face picks the algorithm by shape alone: Winograd where it serves, otherwise a matrix product over patches.
extension Backend {
  /// y = x * w. x [N, H, W, inputs], y [N, H', W', outputs]. Traps if a count does not fit the geometry.
  public func convolution(_ y: Region, _ x: Region, _ w: Region, _ g: ConvolutionGeometry) {
    check(g, x: x, y: y, w: w)
    if g.suitsWinograd {
      winogradPass(y, x, w, g, transposed: false, .set)
    } else if g.isPlainProduct {
      multiply(y, x, w, rows: g.images * g.height * g.width, columns: g.outputs, inner: g.inputs)
    } else {
      patchConvolution(y, x, w, g)
    }
  }

  /// The gradient of the input: dx = dy * w turned by half a turn. Traps if a count does not fit the geometry.
  public func convolutionInputGradient(
    _ dx: Region, _ dy: Region, _ w: Region, _ g: ConvolutionGeometry, _ writing: Writing
  ) {
    check(g, x: dx, y: dy, w: w)
    if g.suitsWinograd {
      winogradPass(dx, dy, w, g, transposed: true, writing)
    } else if g.isPlainProduct {
      multiply(
        dx, dy, w, rows: g.images * g.height * g.width, columns: g.inputs, inner: g.outputs, transposeB: true, writing)
    } else {
      patchInputGradient(dx, dy, w, g, writing)
    }
  }

  /// The gradient of the weights: the sum over images and pixels of x's patch times dy. Traps if a count does not fit.
  public func convolutionWeightGradient(
    _ dw: Region, _ x: Region, _ dy: Region, _ g: ConvolutionGeometry, _ writing: Writing
  ) {
    check(g, x: x, y: dy, w: dw)
    if g.suitsWinograd {
      winogradWeightGradient(dw, x, dy, g, writing)
    } else {
      patchWeightGradient(dw, x, dy, g, writing)
    }
  }

  private func check(_ g: ConvolutionGeometry, x: Region, y: Region, w: Region) {
    precondition(
      x.count == g.inputCount && y.count == g.outputCount && w.count == g.weightCount,
      "convolution \(g) on input \(x.count), output \(y.count), weights \(w.count)")
  }
}
