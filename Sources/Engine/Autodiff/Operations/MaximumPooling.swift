import Kernels
import Tensors

/// The largest value of each window, without padding; windows that do not fit are left out.
/// Shapes: x [N, H, W, C], y [N, (H − R)/s + 1, (W − R)/s + 1, C]. Saves which pixel won (the first of equals), so that
/// backward reads neither input nor output.
struct MaximumPooling: Operation {
  let kernel: Int
  let stride: Int

  var name: String { "maximumPooling" }
  var isRecordable: Bool { true }
  var backwardReads: BackwardReads { BackwardReads() }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 1, inputs[0].rank == 4, inputs[0].count > 0, inputs[0][1] >= kernel, inputs[0][2] >= kernel
    else {
      throw ShapeError(name, expected: "x [N, H, W, C] with H and W at least \(kernel)", found: inputs)
    }
    let g = geometry(inputs)
    return [g.images, g.outputHeight, g.outputWidth, g.outputs]
  }

  func savedCount(_ inputs: [Shape], isTraining: Bool) -> Int { geometry(inputs).outputCount }

  private func geometry(_ shapes: [Shape]) -> ConvolutionGeometry {
    ConvolutionGeometry(
      images: shapes[0][0], height: shapes[0][1], width: shapes[0][2], inputs: shapes[0][3], outputs: shapes[0][3],
      kernel: kernel, stride: stride)
  }

  func forward(_ c: ForwardContext) { c.backend.maximumPool(c.output, tap: c.saved, c.inputs[0], geometry(c.shapes)) }

  func backward(_ c: BackwardContext) {
    guard let dx = c.inputGradients[0] else { return }
    c.backend.maximumPoolGradient(dx.region, c.outputGradient, tap: c.saved, geometry(c.shapes), dx.writing)
  }
}

extension Value {
  /// Maximum over kernel x kernel windows. Throws if the shape does not fit. Traps if kernel or stride is below 1.
  package func maximumPooled(kernel: Int, stride: Int) throws(ShapeError) -> Value {
    precondition(kernel >= 1 && stride >= 1, "pooling \(kernel)/\(stride)")
    return try graph.record(MaximumPooling(kernel: kernel, stride: stride), [self])
  }
}
