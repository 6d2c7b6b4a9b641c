import CKernels

/// The weight gradient of convolutions of stride 2 with many channels, whose sums in Winograd's domain, nine times the
/// weights, would not fit the caches.
extension Backend {
  /// All threads transform the gradients of all outputs, then each takes panels of inputs: a sum is as small as its
  /// panel, and nothing is to be added up.
  func polyphaseWeightGradient(
    _ dw: Region, _ x: ConvolutionInput, _ dy: Region, _ g: ConvolutionGeometry, _ writing: Writing
  ) {
    let passes = table.polyphase
    let shape = worker(g).polyphase(images: g.images, block: 128)
    var sizes = shape
    let w = sharedScratch(Int(passes.gradient_floats(&sizes)))
    let room = scratch(Int(passes.panel_scratch(&sizes)))
    pool.run(blocks: (g.images * g.tilesPerImage + Int(shape.block) - 1) / Int(shape.block)) { block, thread in
      var shape = shape
      passes.transform_gradients(w.pointer, dy.pointer, room[thread].pointer, &shape, Int64(block))
    }
    pool.run(blocks: g.inputPanels) { panel, thread in
      var shape = shape
      passes.gradient_panel(
        dw.pointer, x.c, w.pointer, room[thread].pointer, &shape, writing.flag, Int64(panel))
    }
  }
}
