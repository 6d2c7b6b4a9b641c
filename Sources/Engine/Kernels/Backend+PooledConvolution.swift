import CKernels

/// A maximum pooling right behind a convolution: windows of `side` x `side` that do not overlap.
package struct OutputPooling: Sendable {
  let side: Int
  /// Which pixel of each window was the largest: as many floats as the pooled output.
  let taps: Region

  package init(side: Int, taps: Region) {
    precondition(side >= 1, "pooling by \(side)")
    (self.side, self.taps) = (side, taps)
  }

  func geometry(_ g: ConvolutionGeometry, images: Int) -> ConvolutionGeometry {
    ConvolutionGeometry(
      images: images, height: g.outputHeight, width: g.outputWidth, inputs: g.outputs, outputs: g.outputs, kernel: side,
      stride: side)
  }
}

/// A convolution, pooled and then normalised, a group of images at a time: neither the convolution's output, the
/// largest of all activations, nor its gradient ever leaves the cache.
extension Backend {
  /// z = the pooled output of x * w, with its mean and biased variance per channel; fills the taps.
  package func pooledConvolutionWithMoments(
    _ z: Region, _ x: Region, _ w: Region, _ g: ConvolutionGeometry, _ pooling: OutputPooling
  ) -> (mean: [Double], variance: [Double]) {
    let worker = worker(g)
    let perImage = checkPooled(z, x, w, g, pooling)
    let preparedCount = worker.preparedCount(transposed: false)
    let shared = sharedScratch(preparedCount + 4 * worker.groups * g.outputs)
    let weights = prepared(w, worker, transposed: false, in: shared)
    let sums = DoubleRegion(shared.part(preparedCount, 4 * worker.groups * g.outputs))
    let wholeFloats = worker.groupImages * (g.outputCount / g.images)
    let scratch = scratch(worker.scratchCount + wholeFloats)
    let table = self.table
    pool.run(blocks: worker.groups) { index, thread in
      let group = worker.group(index)
      let whole = scratch[thread].part(0, group.count * (g.outputCount / g.images))
      let room = scratch[thread].part(wholeFloats, worker.scratchCount)
      worker.forward(
        whole, worker.input(ConvolutionInput(x), group), weights: weights, scratch: room, images: group.count)
      let output = z.part(group.first * perImage, group.count * perImage)
      Self.maximumPool(
        table, output, tap: pooling.taps.part(group.first * perImage, output.count), whole,
        pooling.geometry(g, images: group.count))
      Self.moments(table, sums.part(2 * index * g.outputs, 2 * g.outputs), output, channels: g.outputs)
    }
    return Self.merged(sums, blocks: worker.groups, channels: g.outputs) {
      worker.group($0).count * (perImage / g.outputs)
    }
  }

  /// The gradients of input and weights behind the normalisation and the pooling. dz is made for a group of images,
  /// spread to the pixels that won, used, and forgotten.
  ///
  /// - Parameter z: the pooled output.
  package func pooledConvolutionGradients(
    input: (Region, Writing)?, weights: (Region, Writing)?, dy: Region, z: Region, x: Region, w: Region,
    _ g: ConvolutionGeometry, _ pooling: OutputPooling, _ affine: ChannelAffine, _ factors: ChannelGradient
  ) {
    let perImage = checkPooled(z, x, w, g, pooling)
    precondition(dy.count == z.count && affine.gate != .byOutput)
    let worker = worker(g)
    guard let partials = Self.partials(worker) else {
      return separatePooledGradients(
        input: input, weights: weights, dy: dy, z: z, x: x, w: w, g, pooling, affine, factors)
    }
    let preparedCount = input == nil ? 0 : worker.preparedCount(transposed: true)
    let sumCount = weights == nil ? 0 : worker.sumCount
    let shared = sharedScratch(preparedCount + partials * sumCount)
    let turned = input == nil ? w : prepared(w, worker, transposed: true, in: shared.part(0, preparedCount))
    let sums = shared.part(preparedCount, partials * sumCount)
    let wholePerImage = g.outputCount / g.images
    let (wholeFloats, pooledFloats) = (worker.groupImages * wholePerImage, worker.groupImages * perImage)
    let scratch = scratch(worker.scratchCount + wholeFloats + pooledFloats)
    let table = self.table
    let chains = Chains(blocks: worker.groups, count: partials)
    pool.run(chains) { number, thread in
      let group = worker.group(number)
      let part = (start: group.first * perImage, count: group.count * perImage)
      let dz = scratch[thread].part(wholeFloats, part.count)
      Self.affineGradient(
        table, dx: (dz, .set), dresidual: nil, dy: dy.part(part.start, part.count), y: dz,
        x: z.part(part.start, part.count), affine, factors)
      let whole = scratch[thread].part(0, group.count * wholePerImage)
      whole.fill(0)
      Self.maximumPoolGradient(
        table, whole, dz, tap: pooling.taps.part(part.start, part.count), pooling.geometry(g, images: group.count))
      let room = scratch[thread].part(wholeFloats + pooledFloats, worker.scratchCount)
      if let (dx, writing) = input {
        worker.inputGradient(
          worker.input(dx, group), whole, weights: turned, scratch: room, images: group.count, writing)
      }
      guard weights != nil else { return }
      chains.inTurn(number) { index, isFirst in
        worker.weightGradient(
          sums.part(index * sumCount, sumCount), worker.input(ConvolutionInput(x), group), whole, scratch: room,
          images: group.count, isFirst ? .set : .add)
      }
    }
    if let (dw, writing) = weights { finish(dw, sums, partials, worker, writing) }
  }

  /// Many channels: the weight gradient needs all threads on one sum, so the gradients are made whole first.
  private func separatePooledGradients(
    input: (Region, Writing)?, weights: (Region, Writing)?, dy: Region, z: Region, x: Region, w: Region,
    _ g: ConvolutionGeometry, _ pooling: OutputPooling, _ affine: ChannelAffine, _ factors: ChannelGradient
  ) {
    let dz = stagingScratch(z.count, for: .pooledGradient)
    affineGradient(dx: (dz, .set), dresidual: nil, dy: dy, y: dz, x: z, affine, factors)
    let whole = stagingScratch(g.outputCount, for: .convolutionGradient)
    maximumPoolGradient(whole, dz, tap: pooling.taps, pooling.geometry(g, images: g.images), .set)
    if let (dw, writing) = weights { convolutionWeightGradient(dw, ConvolutionInput(x), whole, g, writing) }
    if let (dx, writing) = input { convolutionInputGradient(dx, whole, w, g, writing) }
  }

  /// Floats of one image's pooled output. Traps if a count does not fit.
  private func checkPooled(
    _ z: Region, _ x: Region, _ w: Region, _ g: ConvolutionGeometry, _ pooling: OutputPooling
  ) -> Int {
    let pooled = pooling.geometry(g, images: g.images)
    precondition(
      x.count == g.inputCount && w.count == g.weightCount && z.count == pooled.outputCount
        && pooling.taps.count == z.count,
      "convolution \(g) pooled by \(pooling.side) on \(x.count), \(w.count), \(z.count), \(pooling.taps.count) floats")
    return z.count / g.images
  }

  /// Several images on the calling thread.
  private static func maximumPool(_ table: ck_table, _ y: Region, tap: Region, _ x: Region, _ g: ConvolutionGeometry) {
    let (inputs, outputs) = (g.inputCount / g.images, g.outputCount / g.images)
    var window = g.window
    for image in 0..<g.images {
      table.pool_maximum(
        y.part(image * outputs, outputs).pointer, tap.part(image * outputs, outputs).pointer,
        x.part(image * inputs, inputs).pointer, &window)
    }
  }

  /// Adds to dx, on the calling thread.
  private static func maximumPoolGradient(
    _ table: ck_table, _ dx: Region, _ dy: Region, tap: Region, _ g: ConvolutionGeometry
  ) {
    let (inputs, outputs) = (g.inputCount / g.images, g.outputCount / g.images)
    var window = g.window
    for image in 0..<g.images {
      table.pool_maximum_gradient(
        dx.part(image * inputs, inputs).pointer, dy.part(image * outputs, outputs).pointer,
        tap.part(image * outputs, outputs).pointer, &window)
    }
  }
}
