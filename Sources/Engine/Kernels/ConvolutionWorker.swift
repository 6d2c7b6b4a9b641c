import CKernels

/// A convolution on a few images at a time, on one thread: what a thread does with a group of images that fits its
/// cache.
///
/// In mixed precision by the kernels for it where they serve; otherwise Winograd where it serves (on the phases of the
/// input for stride 2), else directly over lists of taps. Shape and precision alone decide. Weights come prepared once
/// per pass (`prepare`), weight gradients go to a sum of the algorithm's own form (`sumCount` floats) that `finish`
/// turns into weights.
struct ConvolutionWorker: Sendable {
  private enum Algorithm {
    case winograd
    case polyphase
    /// By matrix tiles of split numbers where there are some, but for the gradient of the weights.
    case direct(ck_tiles?)
    case mixed(ck_tiles)

    var isWinograd: Bool { if case .winograd = self { true } else { false } }
    var isPolyphase: Bool { if case .polyphase = self { true } else { false } }
  }

  let table: ck_table
  let geometry: ConvolutionGeometry
  private let algorithm: Algorithm
  /// Winograd's passes; those of the weight gradient pay by matrix tiles from more channels on.
  private let passes: ck_winograd_table
  let gradientPasses: ck_winograd_table
  private let splits: Bool
  private let isRounded: Bool
  /// Images of a full group: some 512 pixels of the input, so that a group's activations stay in the second-level
  /// cache; twice as many where products are so fast that reading the weights would take longer.
  let groupImages: Int

  init(
    _ table: ck_table, split: SplitKernels?, mixed: MixedKernels?, rounded: RoundedKernels?,
    _ geometry: ConvolutionGeometry
  ) {
    (self.table, self.geometry) = (table, geometry)
    splits = split != nil && geometry.suitsSplitProducts(channels: 32)
    let rounded = geometry.suitsRoundedWinograd ? rounded : nil
    isRounded = rounded != nil
    passes = (splits ? split?.winograd : rounded?.winograd) ?? table.winograd
    let splitGradient = geometry.suitsSplitProducts(channels: 128) ? split?.winograd : nil
    gradientPasses = splitGradient ?? rounded?.gradient ?? table.winograd
    if let mixed, mixed.serve(geometry) {
      algorithm = .mixed(mixed.kernels)
    } else if geometry.suitsWinograd {
      algorithm = .winograd
    } else if let tiles = split?.tiles, geometry.suitsSplitTiles {
      algorithm = .direct(tiles)
    } else {
      algorithm = geometry.suitsPolyphase ? .polyphase : .direct(nil)
    }
    let pixels = splits && algorithm.isWinograd ? 1024 : 512
    let pairs = if case .mixed = algorithm, mixed?.pairsImages == true { 2 } else { 1 }
    let full =
      algorithm.isPolyphase
      ? Self.phaseBlock / geometry.tilesPerImage : pairs * max(1, pixels / (geometry.height * geometry.width))
    // At least two groups, so that two threads have work.
    groupImages = min((geometry.images + 1) / 2, max(1, full))
  }

  /// Names the arrangement of prepared weights.
  var formName: String {
    switch algorithm {
    case .winograd: splits ? "split winograd" : isRounded ? "rounded winograd" : "winograd"
    case .polyphase: "polyphase"
    case .direct(nil): "direct"
    case .direct: "split tiles"
    case .mixed: "mixed tiles"
    }
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
  func panels(transposed: Bool) -> Int { transposed ? geometry.inputPanels : geometry.outputPanels }
  /// Whether weight gradients are summed in Winograd's domain, 4 or 9 times the weights' size.
  var sumsFrequencies: Bool { algorithm.isWinograd || algorithm.isPolyphase }
  var isPolyphase: Bool { algorithm.isPolyphase }

  /// Floats of prepared weights.
  func preparedCount(transposed: Bool) -> Int {
    let (rows, columns) = transposed ? (geometry.outputs, geometry.inputs) : (geometry.inputs, geometry.outputs)
    switch algorithm {
    case .winograd: return Int(passes.frequencies) * Int(passes.weight_stride(Int64(rows), Int64(columns)))
    case .polyphase: return Int(table.polyphase.weight_floats(Int64(rows), Int64(columns)))
    case .direct(nil): return geometry.kernel * geometry.kernel * rows * 16 * panels(transposed: transposed)
    case .mixed(let tiles), .direct(.some(let tiles)):
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
    case .mixed(let tiles): return Int(tiles.scratch_floats(&window, Int64(geometry.outputs), Int64(groupImages)))
    case .winograd:
      var forward = winograd(passes, transposed: false, images: groupImages, block: passBlock)
      var backward = winograd(passes, transposed: true, images: groupImages, block: passBlock)
      var weights = winograd(gradientPasses, transposed: false, images: groupImages, block: gradientBlock)
      return Int(
        max(passes.scratch(&forward), passes.scratch(&backward), gradientPasses.scratch(&weights)))
    case .polyphase:
      var w = polyphase(images: groupImages)
      return Int(table.polyphase.scratch(&w))
    }
  }
  /// Floats of one sum of weight gradients.
  var sumCount: Int {
    switch algorithm {
    case .winograd: 36 * Int(ck_frequency_stride(Int64(geometry.outputPanels), Int64(16 * geometry.inputPanels)))
    case .polyphase: Int(table.polyphase.weight_floats(Int64(geometry.inputs), Int64(geometry.outputs)))
    case .direct, .mixed: geometry.weightCount
    }
  }

  /// Fills one panel of the prepared weights from w [kernel, kernel, inputs, outputs].
  func prepare(_ prepared: Region, _ w: Region, transposed: Bool, panel: Int) {
    let (first, end, outputs) = (Int64(panel), Int64(panel + 1), Int64(geometry.outputs))
    let turned: Int32 = transposed ? 1 : 0
    var window = geometry.window
    switch algorithm {
    case .winograd:
      passes.weights(prepared.pointer, w.pointer, Int64(geometry.inputs), outputs, turned, first, end)
    case .polyphase:
      table.polyphase.weights(prepared.pointer, w.pointer, Int64(geometry.inputs), outputs, turned, first, end)
    case .direct(nil): table.direct_weights(prepared.pointer, w.pointer, &window, outputs, turned, first, end)
    case .mixed(let tiles), .direct(.some(let tiles)):
      tiles.weights(prepared.pointer, w.pointer, &window, outputs, turned, first, end)
    }
  }

  /// Tiles worked on at a time, so that a block's windows and products stay in the second-level cache.
  private var passBlock: Int {
    let channels = max(geometry.inputs, geometry.outputs)
    if splits { return channels <= 64 ? 32 : 64 }
    if isRounded { return 16 }
    return channels <= 128 ? 8 : 32
  }
  /// The same for the weight gradient, beside its sum: for 64 channels they fit together into 1 MiB.
  private var gradientBlock: Int { max(geometry.inputs, geometry.outputs) == 64 ? 16 : 64 }
  /// Tiles of a group and of a block where weights are many: four tiles of rows of the micro-kernel part one reading.
  private static let phaseBlock = 32

  private func winograd(_ passes: ck_winograd_table, transposed: Bool, images: Int, block: Int) -> ck_winograd {
    let (inputs, outputs) = transposed ? (geometry.outputs, geometry.inputs) : (geometry.inputs, geometry.outputs)
    return ck_winograd(
      images: Int64(images), height: Int64(geometry.height), width: Int64(geometry.width), inputs: Int64(inputs),
      outputs: Int64(outputs), block: Int64(min(block, tiles(passes, images))))
  }
  func polyphase(images: Int, block: Int = phaseBlock) -> ck_winograd {
    winograd(table.winograd, transposed: false, images: images, block: block)
  }
  private func tiles(_ passes: ck_winograd_table, _ images: Int) -> Int {
    images * geometry.tilesPerImage(high: Int(passes.tile_high), wide: Int(passes.tile_wide))
  }
  func blocks(_ passes: ck_winograd_table, _ w: ck_winograd) -> Int64 {
    (Int64(tiles(passes, Int(w.images))) + w.block - 1) / w.block
  }

  /// Into how many parts every group is cut. Parts of a group read all weights again, and some all of the input: they
  /// pay where threads would be idle, or where there are spare groups to steal.
  func parts(threads: Int) -> Int {
    if groups >= 2 * threads || groups % threads == 0 { return 1 }
    return groups == 1 ? threads : (4 * threads + groups - 1) / groups
  }

  /// Whether all threads should work on one block of tiles after another instead of on groups: where there are few
  /// groups, all of which would read more than 4 MiB of weights.
  var sharesBlocks: Bool {
    algorithm.isWinograd && passes.multiply != nil && groups <= 4
      && Int(passes.frequencies) * geometry.inputs * geometry.outputs >= 1 << 20
  }
  /// The passes for that, and their shape.
  func sharedBlock(transposed: Bool) -> (passes: ck_winograd_table, shape: ck_winograd) {
    (passes, winograd(passes, transposed: transposed, images: geometry.images, block: 128))
  }
  /// Floats of the windows of one block, or of its products, of a number of channels.
  func sharedBlockCount(channels: Int) -> Int {
    guard sharesBlocks else { return 0 }
    let (block, step) = (Int(sharedBlock(transposed: false).shape.block), Int(passes.tile_rows))
    let rows = (block + step - 1) / step * step
    return Int(passes.frequencies) * Int(ck_frequency_stride(Int64((channels + 15) / 16), Int64(rows)))
  }
  /// Floats of both.
  var sharedBlockCount: Int {
    sharedBlockCount(channels: geometry.inputs) + sharedBlockCount(channels: geometry.outputs)
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
    _ y: Region, _ x: ConvolutionInput, _ weights: Region, _ scratch: Region, _ images: Int, _ part: ck_part,
    _ finish: UnsafePointer<ck_finish>?
  ) {
    let (outputs, count) = (Int64(geometry.outputs), Int64(images))
    var window = geometry.window
    switch algorithm {
    case .winograd:
      var w = winograd(
        passes, transposed: false, images: images, block: block(passBlock, tiles(passes, images), part))
      let (begin, end) = blocks(of: part, among: blocks(passes, w))
      passes.forward(y.pointer, x.c, weights.pointer, scratch.pointer, &w, 0, finish, begin, end)
    case .polyphase:
      var w = polyphase(images: images, block: block(Self.phaseBlock, images * geometry.tilesPerImage, part))
      let (begin, end) = blocks(of: part, among: blocks(table.winograd, w))
      table.polyphase.forward(y.pointer, x.c, weights.pointer, scratch.pointer, &w, finish, begin, end)
    case .direct(nil):
      table.direct_forward(y.pointer, x.c, weights.pointer, scratch.pointer, &window, outputs, count, part, finish)
    case .mixed(let tiles), .direct(.some(let tiles)):
      tiles.forward(y.pointer, x.c, weights.pointer, scratch.pointer, &window, outputs, count, part, finish)
    }
  }

  /// Several parts: blocks small enough that every part has one, but full rows of the micro-kernel.
  private func block(_ most: Int, _ tiles: Int, _ part: ck_part) -> Int {
    let tiles = (tiles + Int(part.count) - 1) / Int(part.count)
    return part.count == 1 ? most : min(most, (tiles + 7) / 8 * 8)
  }
  private func blocks(of part: ck_part, among all: Int64) -> (begin: Int64, end: Int64) {
    (all * part.index / part.count, all * (part.index + 1) / part.count)
  }

  /// dx = dy * w turned by half a turn. `weights` is what `prepare` filled, transposed.
  func inputGradient(
    _ dx: Region, _ dy: Region, weights: Region, scratch: Region, images: Int, _ writing: Writing
  ) {
    let (outputs, count) = (Int64(geometry.outputs), Int64(images))
    var window = geometry.window
    switch algorithm {
    case .winograd:
      var w = winograd(passes, transposed: true, images: images, block: passBlock)
      passes.forward(
        dx.pointer, ConvolutionInput(dy).c, weights.pointer, scratch.pointer, &w, writing.flag, nil, 0,
        blocks(passes, w))
    case .polyphase:
      var w = polyphase(images: images)
      table.polyphase.input_gradient(dx.pointer, dy.pointer, weights.pointer, scratch.pointer, &w, writing.flag)
    case .direct(nil):
      table.direct_input_gradient(
        dx.pointer, dy.pointer, weights.pointer, scratch.pointer, &window, outputs, count, writing.flag)
    case .mixed(let tiles), .direct(.some(let tiles)):
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
      var w = winograd(gradientPasses, transposed: false, images: images, block: gradientBlock)
      gradientPasses.weight_gradient(
        sum.pointer, x.c, dy.pointer, scratch.pointer, &w, writing.flag, 0, blocks(gradientPasses, w))
    case .polyphase:
      var w = polyphase(images: images)
      table.polyphase.weight_gradient(sum.pointer, x.c, dy.pointer, scratch.pointer, &w, writing.flag)
    case .direct:
      table.direct_weight_gradient(
        sum.pointer, x.c, dy.pointer, scratch.pointer, &window, outputs, count, writing.flag)
    case .mixed(let tiles):
      tiles.weight_gradient(
        sum.pointer, x.c, dy.pointer, scratch.pointer, &window, outputs, count, writing.flag)
    }
  }

  /// dw (+)= one panel of 16 outputs of the partial sums in Winograd's domain, added in order.
  func finish(_ dw: Region, _ sums: Region, _ partials: Int, panel: Int, _ writing: Writing) {
    let (inputs, outputs) = (Int64(geometry.inputs), Int64(geometry.outputs))
    let (count, first, end) = (Int64(partials), Int64(panel), Int64(panel + 1))
    if isPolyphase {
      table.polyphase.weight_gradient_finish(
        dw.pointer, sums.pointer, count, inputs, outputs, writing.flag, first, end)
    } else {
      table.winograd.weight_gradient_finish(
        dw.pointer, sums.pointer, count, inputs, outputs, writing.flag, first, end)
    }
  }
}
