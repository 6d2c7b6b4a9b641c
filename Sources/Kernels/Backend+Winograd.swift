import CKernels

/// The weight gradient of Winograd convolutions with many channels, where a sum per part would not fit the caches.
extension Backend {
  /// All threads transform one block of tiles, then each takes frequencies: one sum, no copies of it.
  func winogradWeightGradientTogether(
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
