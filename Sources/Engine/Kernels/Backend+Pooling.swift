import CKernels

/// Pooling and subsampling of NHWC images, one image a block.
extension Backend {
  /// y = the largest of each kernel x kernel window; tap [count of y] remembers which it was. No padding.
  package func maximumPool(_ y: Region, tap: Region, _ x: Region, _ g: ConvolutionGeometry) {
    let (inputs, outputs) = checkPool(x, y, g)
    precondition(tap.count == y.count && g.padding == 0)
    let table = self.table
    pool.run(blocks: g.images) { image, _ in
      var window = g.window
      table.pool_maximum(
        y.part(image * outputs, outputs).pointer, tap.part(image * outputs, outputs).pointer,
        x.part(image * inputs, inputs).pointer, &window)
    }
  }

  /// Sends each gradient to the pixel that was the largest.
  package func maximumPoolGradient(
    _ dx: Region, _ dy: Region, tap: Region, _ g: ConvolutionGeometry, _ writing: Writing
  ) {
    let (inputs, outputs) = checkPool(dx, dy, g)
    precondition(tap.count == dy.count && g.padding == 0)
    let table = self.table
    pool.run(blocks: g.images) { image, _ in
      var window = g.window
      let target = dx.part(image * inputs, inputs)
      if writing == .set { target.fill(0) }
      table.pool_maximum_gradient(
        target.pointer, dy.part(image * outputs, outputs).pointer, tap.part(image * outputs, outputs).pointer, &window)
    }
  }

  /// y [N, C] = the mean over the pixels of x [N, pixels, C].
  package func averagePool(_ y: Region, _ x: Region, images: Int, channels: Int) {
    precondition(
      y.count == images * channels && x.count % y.count == 0, "\(x.count) floats to [\(images), \(channels)]")
    let pixels = x.count / y.count
    let table = self.table
    pool.run(blocks: images) { image, _ in
      table.pool_average(
        y.part(image * channels, channels).pointer, x.part(image * pixels * channels, pixels * channels).pointer,
        Int64(pixels), Int64(channels))
    }
  }

  package func averagePoolGradient(_ dx: Region, _ dy: Region, images: Int, channels: Int, _ writing: Writing) {
    precondition(
      dy.count == images * channels && dx.count % dy.count == 0, "[\(images), \(channels)] to \(dx.count) floats")
    let pixels = dx.count / dy.count
    let table = self.table
    pool.run(blocks: images) { image, _ in
      table.pool_average_gradient(
        dx.part(image * pixels * channels, pixels * channels).pointer, dy.part(image * channels, channels).pointer,
        Int64(pixels), Int64(channels), writing.flag)
    }
  }

  /// y = every stride-th pixel of x, its channels in the middle of y's, the others zero. `g` has a kernel of 1.
  package func subsample(_ y: Region, _ x: Region, _ g: ConvolutionGeometry) {
    precondition(x.count == g.inputCount && y.count == g.outputCount && g.outputs >= g.inputs)
    let (inputs, outputs) = (g.inputCount / g.images, g.outputCount / g.images)
    let table = self.table
    pool.run(blocks: g.images) { image, _ in
      var window = g.window
      table.subsample(
        y.part(image * outputs, outputs).pointer, x.part(image * inputs, inputs).pointer, &window, Int64(g.outputs),
        Int64((g.outputs - g.inputs) / 2))
    }
  }

  package func subsampleGradient(_ dx: Region, _ dy: Region, _ g: ConvolutionGeometry, _ writing: Writing) {
    precondition(dx.count == g.inputCount && dy.count == g.outputCount && g.outputs >= g.inputs)
    let (inputs, outputs) = (g.inputCount / g.images, g.outputCount / g.images)
    let table = self.table
    pool.run(blocks: g.images) { image, _ in
      var window = g.window
      let target = dx.part(image * inputs, inputs)
      if writing == .set { target.fill(0) }
      table.subsample_gradient(
        target.pointer, dy.part(image * outputs, outputs).pointer, &window, Int64(g.outputs),
        Int64((g.outputs - g.inputs) / 2))
    }
  }

  private func checkPool(_ x: Region, _ y: Region, _ g: ConvolutionGeometry) -> (inputs: Int, outputs: Int) {
    precondition(
      g.inputs == g.outputs && x.count == g.inputCount && y.count == g.outputCount,
      "pooling \(g) on \(x.count) to \(y.count) floats")
    return (g.inputCount / g.images, g.outputCount / g.images)
  }
}
