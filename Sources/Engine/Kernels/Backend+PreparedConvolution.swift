import CKernels

/// How prepared weights are arranged: equal forms of the same weights are the same numbers, for any number of images.
package struct PreparedWeightForm: Sendable, Hashable {
  let algorithm: String
  /// With one image.
  let geometry: ConvolutionGeometry
}

/// Convolutions of inference, whose weights are prepared once for many passes.
extension Backend {
  /// Floats that `prepareWeights` fills for a convolution.
  package func preparedWeightCount(_ g: ConvolutionGeometry) -> Int {
    guard streams(g) else { return worker(g).preparedCount(transposed: false) }
    var window = g.window
    return Int(table.stream_weight_count(&window, Int64(g.outputs)))
  }

  /// The form that `prepareWeights` brings weights into.
  package func preparedWeightForm(_ g: ConvolutionGeometry) -> PreparedWeightForm {
    PreparedWeightForm(algorithm: streams(g) ? "streamed" : worker(g).formName, geometry: g.with(images: 1))
  }

  /// Brings weights into the form that `convolution` reads.
  package func prepareWeights(_ prepared: Region, _ w: Region, _ g: ConvolutionGeometry) {
    precondition(prepared.count == preparedWeightCount(g) && w.count == g.weightCount)
    guard streams(g) else {
      _ = self.prepared(w, worker(g), transposed: false, in: prepared)
      return
    }
    let table = self.table
    pool.run(blocks: g.outputPanels) { panel, _ in
      var window = g.window
      table.stream_weights(prepared.pointer, w.pointer, &window, Int64(g.outputs), Int64(panel), Int64(panel + 1))
    }
  }

  /// y = scale (x * w) + offset (+ residual), rectified if asked: inference, with the running averages folded into
  /// scale and offset; without `finish` y = x * w. Few images are cut into parts so that all threads have work.
  package func convolution(
    _ y: Region, _ x: Region, preparedWeights: Region, _ g: ConvolutionGeometry, finish: ConvolutionFinish? = nil
  ) {
    precondition(x.count == g.inputCount && y.count == g.outputCount)
    precondition(preparedWeights.count == preparedWeightCount(g))
    if let finish {
      precondition(finish.scale.count == g.outputs && finish.residual.map { $0.count == y.count } ?? true)
    }
    if streams(g) { return streamedConvolution(y, x, preparedWeights, g, finish) }
    let worker = worker(g)
    let scratch = scratch(worker.scratchCount)
    let parts = worker.parts(threads: threads)
    pool.run(blocks: worker.groups * parts) { index, thread in
      let group = worker.group(index / parts)
      worker.forward(
        worker.output(y, group), worker.input(ConvolutionInput(x), group), weights: preparedWeights,
        scratch: scratch[thread], images: group.count, part: index % parts, of: parts,
        finish: finish?.on { worker.output($0, group) })
    }
  }

  /// Every part reads the weights of its own panels of outputs, and all of the input, which it brings into another
  /// form: so there are no more parts than threads.
  private func streamedConvolution(
    _ y: Region, _ x: Region, _ weights: Region, _ g: ConvolutionGeometry, _ finish: ConvolutionFinish?
  ) {
    let (outputs, images) = (Int64(g.outputs), Int64(g.images))
    let (panels, parts) = (g.outputPanels, min(threads, g.outputPanels))
    var window = g.window
    let scratch = scratch(Int(table.stream_scratch(&window, outputs, images)))
    let table = self.table
    pool.run(blocks: parts) { part, thread in
      var window = g.window
      var settings = finish?.c ?? ck_finish()
      let (first, end) = (Int64(panels * part / parts), Int64(panels * (part + 1) / parts))
      withUnsafePointer(to: &settings) { settings in
        table.stream_forward(
          y.pointer, x.pointer, weights.pointer, scratch[thread].pointer, &window, outputs, images,
          finish == nil ? nil : settings, first, end)
      }
    }
  }

  /// Whether a convolution is one of few pixels and many weights. What matrix tiles serve in mixed precision is left to
  /// them.
  private func streams(_ g: ConvolutionGeometry) -> Bool { g.suitsStream && !(mixed?.serveByTiles(g) ?? false) }
}
