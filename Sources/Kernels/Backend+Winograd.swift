import CKernels

/// Stride-1 3x3 convolutions by Winograd F(4x4, 3x3): 36 products for 16 outputs instead of 144.
extension Backend {
  /// Forward, or (transposed) the gradient of the input, which is the same with turned weights and swapped channels.
  func winogradPass(
    _ y: Region, _ x: Region, _ w: Region, _ g: ConvolutionGeometry, transposed: Bool, _ writing: Writing
  ) {
    let (inputs, outputs) = transposed ? (g.outputs, g.inputs) : (g.inputs, g.outputs)
    let stride = Int(ck_frequency_stride(Int64(outputs / 16), Int64(inputs)))
    let u = sharedScratch(36 * stride)
    let table = self.table
    let panels = outputs / 16
    pool.run(blocks: panels) { panel, _ in
      table.winograd_weights(
        u.pointer, w.pointer, Int64(g.inputs), Int64(g.outputs), transposed ? 1 : 0, Int64(panel), Int64(panel + 1))
    }
    let block = Self.passBlock(channels: max(inputs, outputs))
    let geometry = g.winograd(inputs: inputs, outputs: outputs, block: block)
    let scratch = winogradScratch(geometry)
    pool.run(blocks: (g.tiles + block - 1) / block) { index, thread in
      var geometry = geometry
      table.winograd_forward(
        y.pointer, x.pointer, u.pointer, scratch[thread].pointer, &geometry, writing.flag, Int64(index),
        Int64(index + 1))
    }
  }

  func winogradWeightGradient(_ dw: Region, _ x: Region, _ dy: Region, _ g: ConvolutionGeometry, _ writing: Writing) {
    let stride = Int(ck_frequency_stride(Int64(g.outputs / 16), Int64(g.inputs)))
    let block = Self.gradientBlock(channels: max(g.inputs, g.outputs))
    let geometry = g.winograd(inputs: g.inputs, outputs: g.outputs, block: block)
    let blocks = (g.tiles + block - 1) / block
    let most = Self.privateGradientFloats / (36 * stride)
    let partials = most >= 2 ? min(most, 8, blocks) : 1
    let du: Region
    if partials > 1 || blocks == 1 {
      du = sharedScratch(partials * 36 * stride)
      accumulatePrivately(du, x, dy, geometry, partials: partials, blocks: blocks, part: 36 * stride)
    } else {
      du = accumulateTogether(x, dy, geometry, blocks: blocks, part: 36 * stride)
    }
    let table = self.table
    pool.run(blocks: g.outputs / 16) { panel, _ in
      table.winograd_weight_gradient_finish(
        dw.pointer, du.pointer, Int64(partials), Int64(g.inputs), Int64(g.outputs), writing.flag, Int64(panel),
        Int64(panel + 1))
    }
  }

  /// Few channels: a fixed number of partial sums, each over its own run of tile blocks.
  private func accumulatePrivately(
    _ du: Region, _ x: Region, _ dy: Region, _ geometry: ck_winograd, partials: Int, blocks: Int, part: Int
  ) {
    let table = self.table
    let scratch = winogradScratch(geometry)
    pool.run(blocks: partials) { index, thread in
      var geometry = geometry
      table.winograd_weight_gradient(
        du.part(index * part, part).pointer, x.pointer, dy.pointer, scratch[thread].pointer, &geometry,
        Int64(blocks * index / partials), Int64(blocks * (index + 1) / partials))
    }
  }

  /// Many channels: all threads transform one block, then each takes frequencies; one sum, no copies of it.
  private func accumulateTogether(
    _ x: Region, _ dy: Region, _ geometry: ck_winograd, blocks: Int, part: Int
  ) -> Region {
    let table = self.table
    let rows = (geometry.block + Int64(table.tile_rows) - 1) / Int64(table.tile_rows) * Int64(table.tile_rows)
    let vCount = 36 * Int(ck_frequency_stride(geometry.inputs / 16, rows))
    let wCount = 36 * Int(ck_frequency_stride(geometry.outputs / 16, rows))
    let shared = sharedScratch(part + vCount + wCount)
    let (du, v, w) = (shared.part(0, part), shared.part(part, vCount), shared.part(part + vCount, wCount))
    let blank = scratch(Int(max(geometry.inputs, geometry.outputs)))
    for block in 0..<Int64(blocks) {
      pool.run(blocks: 16) { index, thread in
        var geometry = geometry
        table.winograd_transform_chunk(
          v.pointer, w.pointer, x.pointer, dy.pointer, blank[thread].pointer, &geometry, block, Int64(index), 16)
      }
      pool.run(blocks: 36) { frequency, _ in
        var geometry = geometry
        table.winograd_accumulate_chunk(
          du.pointer, v.pointer, w.pointer, &geometry, block, Int64(frequency), Int64(frequency + 1))
      }
    }
    return du
  }

  private func winogradScratch(_ geometry: ck_winograd) -> [Region] {
    var geometry = geometry
    return scratch(Int(ck_winograd_scratch(&geometry, table.tile_rows)))
  }

  /// Tiles worked on at a time, so that a block's windows and products stay in the second-level cache.
  private static func passBlock(channels: Int) -> Int { channels <= 32 ? 64 : channels <= 256 ? 32 : 64 }
  private static func gradientBlock(channels: Int) -> Int { channels <= 64 ? 64 : 128 }
  /// Room for private partial sums of a weight gradient: 5 MiB.
  private static let privateGradientFloats = 5 << 18
}
