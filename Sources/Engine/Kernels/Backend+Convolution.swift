import CKernels

/// Convolutions over NHWC activations. Weights are [kernel, kernel, inputs, outputs]. Work is cut into groups of
/// images.
extension Backend {
  /// y = x * w. x [N, H, W, inputs], y [N, H', W', outputs]. Traps if a count does not fit the geometry.
  package func convolution(_ y: Region, _ x: Region, _ w: Region, _ g: ConvolutionGeometry) {
    check(g, x: x, y: y, w: w)
    let worker = worker(g)
    let (weights, room) = prepared(w, worker, transposed: false)
    if let room {
      return winogradAcrossThreads(
        y, ConvolutionInput(x), weights: weights, room: room, worker, transposed: false, .set)
    }
    let scratch = scratch(worker.scratchCount)
    pool.run(blocks: worker.groups) { index, thread in
      let group = worker.group(index)
      worker.forward(
        worker.output(y, group), worker.input(ConvolutionInput(x), group), weights: weights, scratch: scratch[thread],
        images: group.count
      )
    }
  }

  /// The gradient of the input: dx = dy * w turned by half a turn. Traps if a count does not fit the geometry.
  package func convolutionInputGradient(
    _ dx: Region, _ dy: Region, _ w: Region, _ g: ConvolutionGeometry, _ writing: Writing
  ) {
    check(g, x: dx, y: dy, w: w)
    let worker = worker(g)
    let (weights, room) = prepared(w, worker, transposed: true)
    if let room {
      return winogradAcrossThreads(
        dx, ConvolutionInput(dy), weights: weights, room: room, worker, transposed: true, writing)
    }
    let scratch = scratch(worker.scratchCount)
    pool.run(blocks: worker.groups) { index, thread in
      let group = worker.group(index)
      worker.inputGradient(
        worker.input(dx, group), worker.output(dy, group), weights: weights, scratch: scratch[thread],
        images: group.count, writing)
    }
  }

  /// The gradient of the weights: the sum over images and pixels of x's patch times dy. Traps if a count does not fit.
  package func convolutionWeightGradient(
    _ dw: Region, _ x: ConvolutionInput, _ dy: Region, _ g: ConvolutionGeometry, _ writing: Writing
  ) {
    check(g, x: x.values, y: dy, w: dw)
    let worker = worker(g)
    guard let partials = Self.partials(worker) else {
      return worker.isPolyphase
        ? polyphaseWeightGradient(dw, x, dy, g, writing) : winogradWeightGradientAcrossThreads(dw, x, dy, g, writing)
    }
    let sums = sharedScratch(partials * worker.sumCount)
    let scratch = scratch(worker.scratchCount)
    let chains = Chains(blocks: worker.groups, count: partials)
    pool.run(chains) { number, thread in
      let group = worker.group(number)
      chains.inTurn(number) { index, isFirst in
        worker.weightGradient(
          sums.part(index * worker.sumCount, worker.sumCount), worker.input(x, group), worker.output(dy, group),
          scratch: scratch[thread], images: group.count, isFirst ? .set : .add)
      }
    }
    finish(dw, sums, partials, worker, writing)
  }

  // MARK: - Shared with the normalised convolution

  func worker(_ g: ConvolutionGeometry) -> ConvolutionWorker {
    ConvolutionWorker(table, split: split, mixed: mixed, rounded: rounded, g)
  }

  func check(_ g: ConvolutionGeometry, x: Region, y: Region, w: Region) {
    precondition(
      x.count == g.inputCount && y.count == g.outputCount && w.count == g.weightCount,
      "convolution \(g) on input \(x.count), output \(y.count), weights \(w.count)")
  }

  /// The weights as the worker wants them and, where threads should work together on every block, the room for that.
  func prepared(
    _ w: Region, _ worker: ConvolutionWorker, transposed: Bool
  ) -> (weights: Region, room: Region?) {
    let count = worker.preparedCount(transposed: transposed)
    let shared = sharedScratch(count + worker.sharedBlockCount)
    let weights = prepared(w, worker, transposed: transposed, in: shared)
    return (weights, worker.sharesBlocks ? shared.part(count, worker.sharedBlockCount) : nil)
  }

  /// The weights as the worker wants them, in `room`.
  func prepared(_ w: Region, _ worker: ConvolutionWorker, transposed: Bool, in room: Region) -> Region {
    let prepared = room.part(0, worker.preparedCount(transposed: transposed))
    pool.run(blocks: worker.panels(transposed: transposed)) { panel, _ in
      worker.prepare(prepared, w, transposed: transposed, panel: panel)
    }
    return prepared
  }

  /// Into how many private sums the weight gradient is cut, by shape; `nil` where they would not fit the caches and all
  /// threads had better work on one.
  static func partials(_ worker: ConvolutionWorker) -> Int? {
    let most = (worker.sumsFrequencies && !worker.isPolyphase ? 5 << 18 : 4 << 20) / worker.sumCount  // 5 MiB, 16 MiB
    if most < 2 && worker.sumsFrequencies && worker.groups > 1 { return nil }
    // A power of two, so that two or four threads have the same work.
    return min(worker.groups, most < 4 ? 2 : most < 8 ? 4 : 8)
  }

  /// dw (+)= the partial sums, added in order.
  func finish(_ dw: Region, _ sums: Region, _ partials: Int, _ worker: ConvolutionWorker, _ writing: Writing) {
    let (table, g, count) = (self.table, worker.geometry, worker.sumCount)
    guard worker.sumsFrequencies else {
      for index in 0..<partials {
        table.scale(
          dw.pointer, sums.part(index * count, count).pointer, 1, Int64(count), index == 0 ? writing.flag : 1)
      }
      return
    }
    pool.run(blocks: g.outputPanels) { panel, _ in worker.finish(dw, sums, partials, panel: panel, writing) }
  }
}
