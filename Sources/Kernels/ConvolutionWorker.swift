import CKernels

/// A convolution on a few images at a time, on one thread: what a thread does with a group of images that fits its cache.
///
/// Winograd where it serves, otherwise directly over lists of taps; the shape alone decides. Weights come prepared once
/// per pass (`prepare`), weight gradients go to a sum of the algorithm's own form (`sumCount` floats) that `finish` turns
/// into weights.
struct ConvolutionWorker: Sendable {
  let table: ck_table
  let geometry: ConvolutionGeometry
  /// Images of a full group: some 512 pixels of the input, so that a group's activations stay in the second-level cache.
  let groupImages: Int

  init(_ table: ck_table, _ geometry: ConvolutionGeometry) {
    (self.table, self.geometry) = (table, geometry)
    groupImages = min(geometry.images, max(1, 512 / (geometry.height * geometry.width)))
  }

  var groups: Int { (geometry.images + groupImages - 1) / groupImages }
  /// First image and number of images of a group.
  func group(_ index: Int) -> (first: Int, count: Int) {
    (index * groupImages, min(groupImages, geometry.images - index * groupImages))
  }

  private var pixels: Int { geometry.outputHeight * geometry.outputWidth }
  private var inputFloats: Int { geometry.height * geometry.width * geometry.inputs }
  private var outputFloats: Int { pixels * geometry.outputs }

  func input(_ x: Region, _ group: (first: Int, count: Int)) -> Region {
    x.part(group.first * inputFloats, group.count * inputFloats)
  }
  func output(_ y: Region, _ group: (first: Int, count: Int)) -> Region {
    y.part(group.first * outputFloats, group.count * outputFloats)
  }

  // MARK: - Sizes

  /// Panels of 16 columns of the prepared weights: the outputs, or (transposed) the inputs.
  func panels(transposed: Bool) -> Int { ((transposed ? geometry.inputs : geometry.outputs) + 15) / 16 }
  /// Floats of prepared weights.
  func preparedCount(transposed: Bool) -> Int {
    let (rows, columns) = transposed ? (geometry.outputs, geometry.inputs) : (geometry.inputs, geometry.outputs)
    guard geometry.suitsWinograd else {
      return geometry.kernel * geometry.kernel * rows * 16 * panels(transposed: transposed)
    }
    return 36 * Int(ck_frequency_stride(Int64(columns / 16), Int64(rows)))
  }
  /// Floats of scratch that one thread needs for any of the passes.
  var scratchCount: Int {
    guard geometry.suitsWinograd else {
      var window = geometry.window
      return Int(ck_direct_scratch(&window, Int64(geometry.outputs), Int64(groupImages)))
    }
    var forward = winograd(transposed: false, images: groupImages, block: Self.passBlock(geometry))
    var backward = winograd(transposed: true, images: groupImages, block: Self.passBlock(geometry))
    var weights = winograd(transposed: false, images: groupImages, block: Self.gradientBlock(geometry))
    let rows = table.tile_rows
    return Int(
      max(
        ck_winograd_scratch(&forward, rows), ck_winograd_scratch(&backward, rows), ck_winograd_scratch(&weights, rows)))
  }
  /// Floats of one sum of weight gradients.
  var sumCount: Int { geometry.suitsWinograd ? preparedCount(transposed: false) : geometry.weightCount }

  /// Fills one panel of the prepared weights from w [kernel, kernel, inputs, outputs].
  func prepare(_ prepared: Region, _ w: Region, transposed: Bool, panel: Int) {
    let (first, end) = (Int64(panel), Int64(panel + 1))
    if geometry.suitsWinograd {
      table.winograd_weights(
        prepared.pointer, w.pointer, Int64(geometry.inputs), Int64(geometry.outputs), transposed ? 1 : 0, first, end)
    } else {
      var window = geometry.window
      table.direct_weights(
        prepared.pointer, w.pointer, &window, Int64(geometry.outputs), transposed ? 1 : 0, first, end)
    }
  }

  /// Tiles worked on at a time, so that a block's windows and products stay in the second-level cache.
  static func passBlock(_ g: ConvolutionGeometry) -> Int { max(g.inputs, g.outputs) <= 32 ? 64 : 32 }
  static func gradientBlock(_ g: ConvolutionGeometry) -> Int { 64 }

  private func winograd(transposed: Bool, images: Int, block: Int) -> ck_winograd {
    let (inputs, outputs) = transposed ? (geometry.outputs, geometry.inputs) : (geometry.inputs, geometry.outputs)
    return ck_winograd(
      images: Int64(images), height: Int64(geometry.height), width: Int64(geometry.width), inputs: Int64(inputs),
      outputs: Int64(outputs), block: Int64(min(block, images * geometry.tilesPerImage)))
  }
  private func blocks(_ w: ck_winograd) -> Int64 {
    (w.images * Int64(geometry.tilesPerImage) + w.block - 1) / w.block
  }

  // MARK: - Passes over one group

  /// y = x * w. `weights` is what `prepare` filled.
  func forward(_ y: Region, _ x: Region, weights: Region, scratch: Region, images: Int) {
    if geometry.suitsWinograd {
      var w = winograd(transposed: false, images: images, block: Self.passBlock(geometry))
      table.winograd_forward(y.pointer, x.pointer, weights.pointer, scratch.pointer, &w, 0, 0, blocks(w))
    } else {
      var window = geometry.window
      table.direct_forward(
        y.pointer, x.pointer, weights.pointer, scratch.pointer, &window, Int64(geometry.outputs), Int64(images))
    }
  }

  /// dx = dy * w turned by half a turn. `weights` is what `prepare` filled, transposed.
  func inputGradient(
    _ dx: Region, _ dy: Region, weights: Region, scratch: Region, images: Int, _ writing: Writing
  ) {
    if geometry.suitsWinograd {
      var w = winograd(transposed: true, images: images, block: Self.passBlock(geometry))
      table.winograd_forward(dx.pointer, dy.pointer, weights.pointer, scratch.pointer, &w, writing.flag, 0, blocks(w))
    } else {
      var window = geometry.window
      table.direct_input_gradient(
        dx.pointer, dy.pointer, weights.pointer, scratch.pointer, &window, Int64(geometry.outputs), Int64(images),
        writing.flag)
    }
  }

  /// sum (+)= the gradient of the weights over the group.
  func weightGradient(_ sum: Region, _ x: Region, _ dy: Region, scratch: Region, images: Int, _ writing: Writing) {
    if geometry.suitsWinograd {
      var w = winograd(transposed: false, images: images, block: Self.gradientBlock(geometry))
      table.winograd_weight_gradient(
        sum.pointer, x.pointer, dy.pointer, scratch.pointer, &w, writing.flag, 0, blocks(w))
    } else {
      var window = geometry.window
      table.direct_weight_gradient(
        sum.pointer, x.pointer, dy.pointer, scratch.pointer, &window, Int64(geometry.outputs), Int64(images),
        writing.flag)
    }
  }
}
