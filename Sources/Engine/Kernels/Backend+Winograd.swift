import CKernels

/// Winograd convolutions with many channels, by all threads together: a sum of weight gradients for every part would
/// not fit the caches, and weights are best read once.
extension Backend {
  /// y (+)= x * w where there are few groups (`worker.sharesBlocks`): all threads transform one block of tiles, then
  /// each takes parts of the products, then tiles of the outputs. Transposed, x is an output's gradient and y the
  /// input's.
  ///
  /// - Parameters:
  ///   - weights: prepared.
  ///   - room: `sharedBlockCount` floats.
  func winogradAcrossThreads(
    _ y: Region, _ x: ConvolutionInput, weights: Region, room: Region, _ worker: ConvolutionWorker, transposed: Bool,
    _ writing: Writing
  ) {
    let (passes, shape) = worker.sharedBlock(transposed: transposed)
    let windows = worker.sharedBlockCount(channels: Int(shape.inputs))
    let (v, m) = (room.part(0, windows), room.part(windows, room.count - windows))
    let scratch = scratch(16 * Int((shape.inputs + 15) / 16))
    let parts = Int((shape.block + 7) / 8)
    for block in 0..<worker.blocks(passes, shape) {
      pool.run(blocks: parts) { index, thread in
        var shape = shape
        let part = ck_part(index: Int64(index), count: Int64(parts))
        passes.transform_inputs(v.pointer, x.c, scratch[thread].pointer, &shape, block, part)
      }
      pool.run(blocks: 2 * Int(passes.frequencies)) { part, _ in
        var shape = shape
        passes.multiply(m.pointer, v.pointer, weights.pointer, &shape, block, Int64(part))
      }
      pool.run(blocks: parts) { index, _ in
        var shape = shape
        let part = ck_part(index: Int64(index), count: Int64(parts))
        passes.transform_outputs(y.pointer, m.pointer, &shape, writing.flag, block, part)
      }
    }
  }

  /// All threads transform one block of tiles, then each takes frequencies: one sum, no copies of it.
  func winogradWeightGradientAcrossThreads(
    _ dw: Region, _ x: ConvolutionInput, _ dy: Region, _ g: ConvolutionGeometry, _ writing: Writing
  ) {
    let passes = worker(g).gradientPasses
    let tiles = g.images * g.tilesPerImage
    var geometry = ck_winograd(
      images: Int64(g.images), height: Int64(g.height), width: Int64(g.width), inputs: Int64(g.inputs),
      outputs: Int64(g.outputs), block: Int64(min(128, tiles)))
    let rows = (geometry.block + Int64(passes.tile_rows) - 1) / Int64(passes.tile_rows) * Int64(passes.tile_rows)
    let (inputs, outputs) = (Int64(g.inputPanels), Int64(g.outputPanels))
    let sumCount = 36 * Int(ck_frequency_stride(outputs, 16 * inputs))
    let vCount = 36 * Int(ck_frequency_stride(inputs, rows))
    let wCount = 36 * Int(ck_frequency_stride(outputs, rows))
    let shared = sharedScratch(sumCount + vCount + wCount)
    let (du, v, w) = (shared.part(0, sumCount), shared.part(sumCount, vCount), shared.part(sumCount + vCount, wCount))
    let room = scratch(Int(passes.scratch(&geometry)))
    let shape = geometry
    for block in 0..<(Int64(tiles) + geometry.block - 1) / geometry.block {
      pool.run(blocks: 16) { index, thread in
        var geometry = shape
        passes.transform_chunk(
          v.pointer, w.pointer, x.c, dy.pointer, room[thread].pointer, &geometry, block, Int64(index), 16)
      }
      pool.run(blocks: 36) { frequency, thread in
        var geometry = shape
        passes.accumulate_chunk(
          du.pointer, v.pointer, w.pointer, room[thread].pointer, &geometry, block, Int64(frequency),
          Int64(frequency + 1))
      }
    }
    pool.run(blocks: g.outputPanels) { panel, _ in
      passes.weight_gradient_finish(
        dw.pointer, du.pointer, 1, Int64(g.inputs), Int64(g.outputs), writing.flag, Int64(panel), Int64(panel + 1))
    }
  }
}
