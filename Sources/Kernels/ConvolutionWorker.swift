import CKernels
import COpenBLAS

/// A convolution on a few images at a time, on one thread: what a thread does with a group of images that fits its cache.
///
/// Winograd where it serves, otherwise matrix products over patches; the shape alone decides. Weights come prepared once
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
  private var patchLength: Int { geometry.kernel * geometry.kernel * geometry.inputs }
  private var inputFloats: Int { geometry.height * geometry.width * geometry.inputs }
  private var outputFloats: Int { pixels * geometry.outputs }

  func input(_ x: Region, _ group: (first: Int, count: Int)) -> Region {
    x.part(group.first * inputFloats, group.count * inputFloats)
  }
  func output(_ y: Region, _ group: (first: Int, count: Int)) -> Region {
    y.part(group.first * outputFloats, group.count * outputFloats)
  }

  // MARK: - Sizes

  /// Floats of prepared weights; 0 where they are used as they are.
  func preparedCount(transposed: Bool) -> Int {
    guard geometry.suitsWinograd else { return 0 }
    let (rows, columns) = transposed ? (geometry.outputs, geometry.inputs) : (geometry.inputs, geometry.outputs)
    return 36 * Int(ck_frequency_stride(Int64(columns / 16), Int64(rows)))
  }
  /// Floats of scratch that one thread needs for any of the passes.
  var scratchCount: Int {
    guard geometry.suitsWinograd else { return geometry.patchCount }
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

  /// y = x * w. `weights` is what `prepare` filled, or w itself where nothing is prepared.
  func forward(_ y: Region, _ x: Region, weights: Region, scratch: Region, images: Int) {
    if geometry.suitsWinograd {
      var w = winograd(transposed: false, images: images, block: Self.passBlock(geometry))
      table.winograd_forward(y.pointer, x.pointer, weights.pointer, scratch.pointer, &w, 0, 0, blocks(w))
    } else if geometry.isPlainProduct {
      Backend.product(
        y, x, weights, rows: images * pixels, columns: geometry.outputs, inner: geometry.inputs, transposeA: false,
        transposeB: false, leadingA: geometry.inputs, .set)
    } else {
      for image in 0..<images {
        takePatches(scratch, x, image)
        Backend.product(
          y.part(image * outputFloats, outputFloats), scratch, weights, rows: pixels, columns: geometry.outputs,
          inner: patchLength, transposeA: false, transposeB: false, leadingA: patchLength, .set)
      }
    }
  }

  /// dx = dy * w turned by half a turn.
  func inputGradient(
    _ dx: Region, _ dy: Region, weights: Region, scratch: Region, images: Int, _ writing: Writing
  ) {
    if geometry.suitsWinograd {
      var w = winograd(transposed: true, images: images, block: Self.passBlock(geometry))
      table.winograd_forward(dx.pointer, dy.pointer, weights.pointer, scratch.pointer, &w, writing.flag, 0, blocks(w))
    } else if geometry.isPlainProduct {
      Backend.product(
        dx, dy, weights, rows: images * pixels, columns: geometry.inputs, inner: geometry.outputs, transposeA: false,
        transposeB: true, leadingA: geometry.outputs, writing)
    } else {
      if writing == .set { dx.fill(0) }
      for image in 0..<images {
        Backend.product(
          scratch, dy.part(image * outputFloats, outputFloats), weights, rows: pixels, columns: patchLength,
          inner: geometry.outputs, transposeA: false, transposeB: true, leadingA: geometry.outputs, .set)
        var patches = geometry.patches
        table.patches_transposed(dx.part(image * inputFloats, inputFloats).pointer, scratch.pointer, &patches)
      }
    }
  }

  /// sum (+)= the gradient of the weights over the group.
  func weightGradient(_ sum: Region, _ x: Region, _ dy: Region, scratch: Region, images: Int, _ writing: Writing) {
    if geometry.suitsWinograd {
      var w = winograd(transposed: false, images: images, block: Self.gradientBlock(geometry))
      table.winograd_weight_gradient(
        sum.pointer, x.pointer, dy.pointer, scratch.pointer, &w, writing.flag, 0, blocks(w))
    } else if geometry.isPlainProduct {
      Backend.product(
        sum, x, dy, rows: geometry.inputs, columns: geometry.outputs, inner: images * pixels, transposeA: true,
        transposeB: false, leadingA: geometry.inputs, writing)
    } else {
      for image in 0..<images {
        takePatches(scratch, x, image)
        Backend.product(
          sum, scratch, dy.part(image * outputFloats, outputFloats), rows: patchLength, columns: geometry.outputs,
          inner: pixels, transposeA: true, transposeB: false, leadingA: patchLength, image == 0 ? writing : .add)
      }
    }
  }

  private func takePatches(_ columns: Region, _ x: Region, _ image: Int) {
    var patches = geometry.patches
    table.patches(
      columns.pointer, x.part(image * inputFloats, inputFloats).pointer, &patches, 0, Int64(geometry.outputHeight))
  }
}
