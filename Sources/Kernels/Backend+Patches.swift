import CKernels

/// Convolutions of any shape as matrix products over the patches of one image at a time.
extension Backend {
  func patchConvolution(_ y: Region, _ x: Region, _ w: Region, _ g: ConvolutionGeometry) {
    let scratch = scratch(g.patchCount)
    let table = self.table
    let (inputs, outputs) = (g.inputCount / g.images, g.outputCount / g.images)
    pool.run(blocks: g.images) { image, thread in
      var patches = g.patches
      let columns = scratch[thread]
      table.patches(columns.pointer, x.part(image * inputs, inputs).pointer, &patches, 0, Int64(g.outputHeight))
      Self.product(
        y.part(image * outputs, outputs), columns, w, rows: g.outputHeight * g.outputWidth, columns: g.outputs,
        inner: g.kernel * g.kernel * g.inputs, transposeA: false, transposeB: false,
        leadingA: g.kernel * g.kernel * g.inputs, .set)
    }
  }

  func patchInputGradient(_ dx: Region, _ dy: Region, _ w: Region, _ g: ConvolutionGeometry, _ writing: Writing) {
    let scratch = scratch(g.patchCount)
    let table = self.table
    let (inputs, outputs) = (g.inputCount / g.images, g.outputCount / g.images)
    pool.run(blocks: g.images) { image, thread in
      var patches = g.patches
      let columns = scratch[thread]
      Self.product(
        columns, dy.part(image * outputs, outputs), w, rows: g.outputHeight * g.outputWidth,
        columns: g.kernel * g.kernel * g.inputs, inner: g.outputs, transposeA: false, transposeB: true,
        leadingA: g.outputs, .set)
      let target = dx.part(image * inputs, inputs)
      if writing == .set { target.fill(0) }
      table.patches_transposed(target.pointer, columns.pointer, &patches)
    }
  }

  /// A fixed number of partial sums, each over its own run of images, added in order.
  func patchWeightGradient(_ dw: Region, _ x: Region, _ dy: Region, _ g: ConvolutionGeometry, _ writing: Writing) {
    let count = g.weightCount
    let partials = min(g.images, max(2, min(8, Self.privateWeightFloats / count)))
    let sums = sharedScratch(partials * count)
    let scratch = scratch(g.patchCount)
    let table = self.table
    let (inputs, outputs) = (g.inputCount / g.images, g.outputCount / g.images)
    pool.run(blocks: partials) { index, thread in
      var patches = g.patches
      let columns = scratch[thread]
      let sum = sums.part(index * count, count)
      let first = g.images * index / partials
      for image in first..<(g.images * (index + 1) / partials) {
        table.patches(columns.pointer, x.part(image * inputs, inputs).pointer, &patches, 0, Int64(g.outputHeight))
        Self.product(
          sum, columns, dy.part(image * outputs, outputs), rows: g.kernel * g.kernel * g.inputs, columns: g.outputs,
          inner: g.outputHeight * g.outputWidth, transposeA: true, transposeB: false,
          leadingA: g.kernel * g.kernel * g.inputs, image == first ? .set : .add)
      }
    }
    for index in 0..<partials {
      table.scale(
        dw.pointer, sums.part(index * count, count).pointer, 1, Int64(count), index == 0 ? writing.flag : 1)
    }
  }

  /// Room for private partial sums of a weight gradient: 16 MiB.
  private static let privateWeightFloats = 4 << 20
}
