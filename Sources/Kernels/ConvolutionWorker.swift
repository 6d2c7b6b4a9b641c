import CKernels

/// A convolution on a few images at a time, on one thread: what a thread does with a group of images that fits its cache.
///
/// In mixed precision by matrix tiles where the channels fill them; otherwise Winograd where it serves, else directly over
/// lists of taps. Shape and precision alone decide. Weights come prepared once
/// per pass (`prepare`), weight gradients go to a sum of the algorithm's own form (`sumCount` floats) that `finish` turns
/// into weights.
struct ConvolutionWorker: Sendable {
  private enum Algorithm {
    case winograd
    /// By matrix tiles of split numbers where there are some, but for the gradient of the weights.
    case direct(ck_tiles?)
    case tiles(ck_tiles)

    var isWinograd: Bool { if case .winograd = self { true } else { false } }
  }

  let table: ck_table
  let geometry: ConvolutionGeometry
  private let algorithm: Algorithm
  /// Winograd's passes; those of the weight gradient pay by matrix tiles from more channels on.
  private let passes: ck_winograd_table
  let gradientPasses: ck_winograd_table
  private let splits: Bool
  /// Images of a full group: some 512 pixels of the input, so that a group's activations stay in the second-level cache;
  /// twice as many where products are so fast that reading the weights would take longer.
  let groupImages: Int

  init(_ table: ck_table, split: SplitKernels?, tiles: ck_tiles?, _ geometry: ConvolutionGeometry) {
    (self.table, self.geometry) = (table, geometry)
    splits = split != nil && geometry.suitsSplitProducts(channels: 32)
    passes = splits ? split?.winograd ?? table.winograd : table.winograd
    gradientPasses = geometry.suitsSplitProducts(channels: 128) ? split?.winograd ?? table.winograd : table.winograd
    if let tiles, geometry.suitsTiles {
      algorithm = .tiles(tiles)
    } else {
      algorithm = geometry.suitsWinograd ? .winograd : .direct(geometry.suitsSplitTiles ? split?.tiles : nil)
    }
    let pixels = splits && algorithm.isWinograd ? 1024 : 512
    // At least two groups, so that two threads have work.
    groupImages = min((geometry.images + 1) / 2, max(1, pixels / (geometry.height * geometry.width)))
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
  func input(_ x: ConvolutionInput, _ group: (first: Int, count: Int)) -> ConvolutionInput {
    x.part(group.first * inputFloats, group.count * inputFloats)
  }
  func output(_ y: Region, _ group: (first: Int, count: Int)) -> Region {
    y.part(group.first * outputFloats, group.count * outputFloats)
  }

  // MARK: - Sizes

  /// Panels of 16 columns of the prepared weights: the outputs, or (transposed) the inputs.
  func panels(transposed: Bool) -> Int { ((transposed ? geometry.inputs : geometry.outputs) + 15) / 16 }
  /// Whether weight gradients are summed in Winograd's domain, 4 times the weights' size.
  var sumsFrequencies: Bool { algorithm.isWinograd }

  /// Floats of prepared weights.
  func preparedCount(transposed: Bool) -> Int {
    let (rows, columns) = transposed ? (geometry.outputs, geometry.inputs) : (geometry.inputs, geometry.outputs)
    switch algorithm {
    case .winograd: return 36 * Int(passes.weight_stride(Int64(rows), Int64(columns)))
    case .direct(nil): return geometry.kernel * geometry.kernel * rows * 16 * panels(transposed: transposed)
    case .tiles(let tiles), .direct(.some(let tiles)):
      var window = geometry.window
      return Int(tiles.weight_floats(&window, Int64(geometry.outputs), transposed ? 1 : 0))
    }
  }
  /// Floats of scratch that one thread needs for any of the passes.
  var scratchCount: Int {
    var window = geometry.window
    switch algorithm {
    case .direct(let tiles):
      let (outputs, images) = (Int64(geometry.outputs), Int64(groupImages))
      return max(
        Int(ck_direct_scratch(&window, outputs, images)),
        tiles.map { Int($0.scratch_floats(&window, outputs, images)) } ?? 0)
    case .tiles(let tiles): return Int(tiles.scratch_floats(&window, Int64(geometry.outputs), Int64(groupImages)))
    case .winograd:
      var forward = winograd(transposed: false, images: groupImages, block: passBlock)
      var backward = winograd(transposed: true, images: groupImages, block: passBlock)
      var weights = winograd(transposed: false, images: groupImages, block: Self.gradientBlock)
      return Int(
        max(passes.scratch(&forward), passes.scratch(&backward), gradientPasses.scratch(&weights)))
    }
  }
  /// Floats of one sum of weight gradients.
  var sumCount: Int {
    sumsFrequencies
      ? 36 * Int(ck_frequency_stride(Int64(geometry.outputs / 16), Int64(geometry.inputs))) : geometry.weightCount
  }

  /// Fills one panel of the prepared weights from w [kernel, kernel, inputs, outputs].
  func prepare(_ prepared: Region, _ w: Region, transposed: Bool, panel: Int) {
    let (first, end, outputs) = (Int64(panel), Int64(panel + 1), Int64(geometry.outputs))
    let turned: Int32 = transposed ? 1 : 0
    var window = geometry.window
    switch algorithm {
    case .winograd:
      passes.weights(prepared.pointer, w.pointer, Int64(geometry.inputs), outputs, turned, first, end)
    case .direct(nil): table.direct_weights(prepared.pointer, w.pointer, &window, outputs, turned, first, end)
    case .tiles(let tiles), .direct(.some(let tiles)):
      tiles.weights(prepared.pointer, w.pointer, &window, outputs, turned, first, end)
    }
  }

  /// Tiles worked on at a time, so that a block's windows and products stay in the second-level cache.
  private var passBlock: Int {
    let channels = max(geometry.inputs, geometry.outputs)
    if splits { return channels <= 64 ? 32 : 64 }
    return channels <= 32 ? 64 : channels == 128 ? 16 : 32
  }
  private static let gradientBlock = 64

  private func winograd(transposed: Bool, images: Int, block: Int) -> ck_winograd {
    let (inputs, outputs) = transposed ? (geometry.outputs, geometry.inputs) : (geometry.inputs, geometry.outputs)
    return ck_winograd(
      images: Int64(images), height: Int64(geometry.height), width: Int64(geometry.width), inputs: Int64(inputs),
      outputs: Int64(outputs), block: Int64(min(block, images * geometry.tilesPerImage)))
  }
  private func blocks(_ w: ck_winograd) -> Int64 {
    (w.images * Int64(geometry.tilesPerImage) + w.block - 1) / w.block
  }

  /// Into how many parts every group is cut. Parts of a group read all weights again, and some all of the input: they pay where
  /// threads would be idle, or where there are spare groups to steal.
  func parts(threads: Int) -> Int {
    if groups >= 2 * threads || groups % threads == 0 { return 1 }
    return groups == 1 ? threads : (4 * threads + groups - 1) / groups
  }

  // MARK: - Passes over one group

  /// y = x * w. `weights` is what `prepare` filled. With several parts, part 0 to parts - 1 together make y.
  func forward(
    _ y: Region, _ x: ConvolutionInput, weights: Region, scratch: Region, images: Int, part: Int = 0, of parts: Int = 1,
    finish: ConvolutionFinish? = nil
  ) {
    guard let finish else {
      return forward(y, x, weights, scratch, images, ck_part(index: Int64(part), count: Int64(parts)), nil)
    }
    var settings = finish.c
    forward(y, x, weights, scratch, images, ck_part(index: Int64(part), count: Int64(parts)), &settings)
  }

  private func forward(
    _ y: Region, _ x: ConvolutionInput, _ weights: Region, _ scratch: Region, _ images: Int, _ share: ck_part,
    _ finish: UnsafePointer<ck_finish>?
  ) {
    let parts = Int(share.count)
    let (outputs, count) = (Int64(geometry.outputs), Int64(images))
    var window = geometry.window
    switch algorithm {
    case .winograd:
      let tiles = (images * geometry.tilesPerImage + parts - 1) / parts
      // Several parts: blocks small enough that every part has one, but full rows of the micro-kernel.
      let block = parts == 1 ? passBlock : min(passBlock, (tiles + 7) / 8 * 8)
      var w = winograd(transposed: false, images: images, block: block)
      let all = blocks(w)
      passes.forward(
        y.pointer, x.c, weights.pointer, scratch.pointer, &w, 0, finish, all * share.index / share.count,
        all * (share.index + 1) / share.count)
    case .direct(nil):
      table.direct_forward(y.pointer, x.c, weights.pointer, scratch.pointer, &window, outputs, count, share, finish)
    case .tiles(let tiles), .direct(.some(let tiles)):
      tiles.forward(y.pointer, x.c, weights.pointer, scratch.pointer, &window, outputs, count, share, finish)
    }
  }

  /// dx = dy * w turned by half a turn. `weights` is what `prepare` filled, transposed.
  func inputGradient(
    _ dx: Region, _ dy: Region, weights: Region, scratch: Region, images: Int, _ writing: Writing
  ) {
    let (outputs, count) = (Int64(geometry.outputs), Int64(images))
    var window = geometry.window
    switch algorithm {
    case .winograd:
      var w = winograd(transposed: true, images: images, block: passBlock)
      passes.forward(
        dx.pointer, ConvolutionInput(dy).c, weights.pointer, scratch.pointer, &w, writing.flag, nil, 0,
        blocks(w))
    case .direct(nil):
      table.direct_input_gradient(
        dx.pointer, dy.pointer, weights.pointer, scratch.pointer, &window, outputs, count, writing.flag)
    case .tiles(let tiles), .direct(.some(let tiles)):
      tiles.input_gradient(
        dx.pointer, dy.pointer, weights.pointer, scratch.pointer, &window, outputs, count, writing.flag)
    }
  }

  /// sum (+)= the gradient of the weights over the group.
  func weightGradient(
    _ sum: Region, _ x: ConvolutionInput, _ dy: Region, scratch: Region, images: Int, _ writing: Writing
  ) {
    let (outputs, count) = (Int64(geometry.outputs), Int64(images))
    var window = geometry.window
    switch algorithm {
    case .winograd:
      var w = winograd(transposed: false, images: images, block: Self.gradientBlock)
      gradientPasses.weight_gradient(
        sum.pointer, x.c, dy.pointer, scratch.pointer, &w, writing.flag, 0, blocks(w))
    case .direct:
      table.direct_weight_gradient(
        sum.pointer, x.c, dy.pointer, scratch.pointer, &window, outputs, count, writing.flag)
    case .tiles(let tiles):
      tiles.weight_gradient(
        sum.pointer, x.c, dy.pointer, scratch.pointer, &window, outputs, count, writing.flag)
    }
  }
}

/// Kernels that multiply 32-bit numbers by matrix tiles, each number in three parts.
struct SplitKernels: Sendable {
  let winograd: ck_winograd_table
  let tiles: ck_tiles
}
