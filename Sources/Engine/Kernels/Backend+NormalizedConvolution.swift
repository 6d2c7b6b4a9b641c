import CKernels

/// A convolution followed by a batch normalisation, done a group of images at a time so that what one step writes the
/// next finds in the cache: the convolution's output is summed while it is there, and its gradient never leaves it.
extension Backend {
  /// z = x * w, with the mean and biased variance of z per channel.
  package func convolutionWithMoments(
    _ z: Region, _ x: ConvolutionInput, _ w: Region, _ g: ConvolutionGeometry
  ) -> (mean: [Double], variance: [Double]) {
    check(g, x: x.values, y: z, w: w)
    let worker = worker(g)
    if worker.sharesBlocks, case (let weights, let room?) = prepared(w, worker, transposed: false) {
      winogradAcrossThreads(z, x, weights: weights, room: room, worker, transposed: false, .set)
      return moments(z, channels: g.outputs)
    }
    let preparedCount = worker.preparedCount(transposed: false)
    let shared = sharedScratch(preparedCount + 4 * worker.groups * g.outputs)
    let weights = prepared(w, worker, transposed: false, in: shared)
    let sums = DoubleRegion(shared.part(preparedCount, 4 * worker.groups * g.outputs))
    let scratch = scratch(worker.scratchCount)
    let table = self.table
    pool.run(blocks: worker.groups) { index, thread in
      let group = worker.group(index)
      let output = worker.output(z, group)
      worker.forward(output, worker.input(x, group), weights: weights, scratch: scratch[thread], images: group.count)
      Self.moments(table, sums.part(2 * index * g.outputs, 2 * g.outputs), output, channels: g.outputs)
    }
    let pixels = g.outputHeight * g.outputWidth
    return Self.merged(sums, blocks: worker.groups, channels: g.outputs) { worker.group($0).count * pixels }
  }

  /// Where the gradients of a normalised convolution go; `nil` where none is wanted.
  package struct NormalizedConvolutionGradients: Sendable {
    let input: (Region, Writing)?
    let weights: (Region, Writing)?
    let residual: (Region, Writing)?
    package init(input: (Region, Writing)?, weights: (Region, Writing)?, residual: (Region, Writing)?) {
      (self.input, self.weights, self.residual) = (input, weights, residual)
    }
  }

  /// All gradients behind the normalisation: z's gradient is made for a group of images, used for the gradients of the
  /// input and of the weights, and forgotten.
  ///
  /// - Parameters:
  ///   - y: the rectified output; read only if the gate is `byOutput`.
  ///   - z: the convolution's output.
  ///   - inputMean: the mean of x's values, if x is a normalisation itself whose own sums (see `gradientMoments`) are
  ///     wanted: they are taken while the gradient of x is in the cache. Traps if that gradient is not set here.
  /// - Returns: these sums.
  @discardableResult
  package func normalizedConvolutionGradients(
    _ gradients: NormalizedConvolutionGradients, dy: Region, y: Region, z: Region, x: ConvolutionInput, w: Region,
    _ g: ConvolutionGeometry, _ affine: ChannelAffine, _ factors: ChannelGradient, inputMean: Region? = nil
  ) -> (sum: [Double], product: [Double])? {
    check(g, x: x.values, y: z, w: w)
    precondition(dy.count == z.count && (affine.gate != .byOutput || y.count == z.count))
    precondition(inputMean == nil || gradients.input?.1 == .set)
    let worker = worker(g)
    guard let partials = Self.partials(worker) else {
      return separateGradients(
        gradients, dy: dy, y: y, z: z, x: x, w: w, g, affine, factors, inputMean: inputMean)
    }
    let momentCount = inputMean == nil ? 0 : 4 * worker.groups * g.inputs
    let preparedCount = gradients.input == nil ? 0 : worker.preparedCount(transposed: true)
    let sumCount = gradients.weights == nil ? 0 : worker.sumCount
    let shared = sharedScratch(momentCount + preparedCount + partials * sumCount)
    let moments = DoubleRegion(shared.part(0, momentCount))
    let room = shared.part(momentCount, preparedCount)
    let weights = gradients.input == nil ? w : prepared(w, worker, transposed: true, in: room)
    let sums = shared.part(momentCount + preparedCount, partials * sumCount)
    let groupFloats = worker.groupImages * (z.count / g.images)
    let scratch = scratch(worker.scratchCount + groupFloats)
    let table = self.table
    let chains = Chains(blocks: worker.groups, count: partials)
    pool.run(chains) { number, thread in
      let group = worker.group(number)
      let output = worker.output(z, group)
      let dz = scratch[thread].part(0, output.count)
      Self.affineGradient(
        table, dx: (dz, .set), dresidual: gradients.residual.map { (worker.output($0.0, group), $0.1) },
        dy: worker.output(dy, group), y: affine.gate == .byOutput ? worker.output(y, group) : dz, x: output, affine,
        factors)
      let input = worker.input(x, group)
      let room = scratch[thread].part(groupFloats, worker.scratchCount)
      if let (dx, writing) = gradients.input {
        worker.inputGradient(
          worker.input(dx, group), dz, weights: weights, scratch: room, images: group.count, writing)
        if let inputMean, let inputAffine = x.affine {
          Self.gradientMoments(
            table, moments.part(2 * number * g.inputs, 2 * g.inputs), dy: worker.input(dx, group), y: nil,
            x: input.values, mean: inputMean, inputAffine)
        }
      }
      guard gradients.weights != nil else { return }
      chains.inTurn(number) { index, isFirst in
        worker.weightGradient(
          sums.part(index * sumCount, sumCount), input, dz, scratch: room, images: group.count, isFirst ? .set : .add)
      }
    }
    if let (dw, writing) = gradients.weights { finish(dw, sums, partials, worker, writing) }
    return inputMean.map { _ in Self.total(moments, blocks: worker.groups, channels: g.inputs) }
  }

  /// Many channels: the weight gradient needs all threads on one sum, so z's gradient is made whole first.
  private func separateGradients(
    _ gradients: NormalizedConvolutionGradients, dy: Region, y: Region, z: Region, x: ConvolutionInput, w: Region,
    _ g: ConvolutionGeometry, _ affine: ChannelAffine, _ factors: ChannelGradient, inputMean: Region?
  ) -> (sum: [Double], product: [Double])? {
    let dz = stagingScratch(z.count, for: .convolutionGradient)
    affineGradient(dx: (dz, .set), dresidual: gradients.residual, dy: dy, y: y, x: z, affine, factors)
    if let (dw, writing) = gradients.weights { convolutionWeightGradient(dw, x, dz, g, writing) }
    if let (dx, writing) = gradients.input { convolutionInputGradient(dx, dz, w, g, writing) }
    guard let inputMean, let inputAffine = x.affine, let (dx, _) = gradients.input else { return nil }
    return gradientMoments(dy: dx, y: dx, x: x.values, mean: inputMean, inputAffine)
  }
}
