import CKernels

/// What follows a normalisation, element by element.
package enum Activation: Int32, Sendable {
  case identity = 0
  /// max(x, 0).
  case rectifier = 1
  /// x Φ(x), Φ the normal distribution (Hendrycks and Gimpel 2016). Not to be had after a residual addition.
  case gelu = 2
}

/// What a normalisation does with each channel: y = scale x + offset, and perhaps an activation.
package struct ChannelAffine: Sendable {
  let scale: Region
  let offset: Region
  /// Where gradients pass.
  let gate: Gate

  /// How backward finds out what the activation did.
  package enum Gate: Int32, Sendable {
    /// There is none.
    case open = 0
    /// y > 0.
    case byOutput = 1
    /// scale x + offset > 0, which saves reading y; wrong after a residual addition.
    case byInput = 2
    /// All pass, times GELU's slope at scale x + offset.
    case gelu = 3
  }

  package init(scale: Region, offset: Region, gate: Gate) {
    precondition(scale.count == offset.count, "\(scale.count) scales, \(offset.count) offsets")
    (self.scale, self.offset, self.gate) = (scale, offset, gate)
  }

  var c: ck_affine { ck_affine(scale: scale.pointer, offset: offset.pointer, rectified: gate.rawValue) }
}

/// How the gradient of a normalisation's input is made: dx = onGradient g + onInput x + constant.
package struct ChannelGradient: Sendable {
  let onGradient: Region
  let onInput: Region
  let constant: Region
  package init(onGradient: Region, onInput: Region, constant: Region) {
    (self.onGradient, self.onInput, self.constant) = (onGradient, onInput, constant)
  }
}

/// Batch normalisation over rows of channels: [N, H, W, C] read as [rows, C].
extension Backend {
  /// Mean and biased variance per channel of x [rows, channels], in double precision.
  ///
  /// Every block of rows is summed as deviations from its first row, so that a large mean does not swallow a small
  /// variance, and the blocks are merged by Chan's formula.
  package func moments(_ x: Region, channels: Int) -> (mean: [Double], variance: [Double]) {
    let rows = rowCount(x, channels)
    let block = blockRows(channels)
    let blocks = (rows + block - 1) / block
    let sums = DoubleRegion(sharedScratch(4 * blocks * channels))
    let table = self.table
    pool.run(blocks: blocks) { index, _ in
      let count = min(block, rows - index * block)
      Self.moments(
        table, sums.part(2 * index * channels, 2 * channels), x.part(index * block * channels, count * channels),
        channels: channels)
    }
    return Self.merged(sums, blocks: blocks, channels: channels) { min(block, rows - $0 * block) }
  }

  /// y = act(scale x + offset (+ residual)). scale, offset [C].
  package func affine(
    _ y: Region, _ x: Region, scale: Region, offset: Region, residual: Region? = nil, _ activation: Activation
  ) {
    let channels = scale.count
    let rows = rowCount(x, channels)
    precondition(y.count == x.count && offset.count == channels && residual.map { $0.count == x.count } ?? true)
    let table = self.table
    forRows(rows, channels) { first, count in
      let run = (first * channels, count * channels)
      table.normalization_apply(
        y.part(run.0, run.1).pointer, x.part(run.0, run.1).pointer, residual?.part(run.0, run.1).pointer, scale.pointer,
        offset.pointer, Int64(count), Int64(channels), activation.rawValue)
    }
  }

  /// With g = dy where it passes the gate (times the slope, for GELU): the sums of g and of g (x - mean) per channel.
  ///
  /// - Parameter y: read only if the gate is `byOutput`; any region otherwise.
  package func gradientMoments(
    dy: Region, y: Region, x: Region, mean: Region, _ affine: ChannelAffine
  ) -> (sum: [Double], product: [Double]) {
    let channels = mean.count
    let rows = rowCount(x, channels)
    precondition(dy.count == x.count && (affine.gate != .byOutput || y.count == x.count))
    let block = blockRows(channels)
    let blocks = (rows + block - 1) / block
    let sums = DoubleRegion(sharedScratch(4 * blocks * channels))
    let table = self.table
    pool.run(blocks: blocks) { index, _ in
      let count = min(block, rows - index * block)
      let run = (index * block * channels, count * channels)
      Self.gradientMoments(
        table, sums.part(2 * index * channels, 2 * channels), dy: dy.part(run.0, run.1),
        y: affine.gate == .byOutput ? y.part(run.0, run.1) : nil, x: x.part(run.0, run.1), mean: mean, affine)
    }
    return Self.total(sums, blocks: blocks, channels: channels)
  }

  /// dx = onGradient g + onInput x + constant, with g as in `gradientMoments`; the residual's gradient is g.
  package func affineGradient(
    dx: (Region, Writing), dresidual: (Region, Writing)?, dy: Region, y: Region, x: Region, _ affine: ChannelAffine,
    _ factors: ChannelGradient
  ) {
    let channels = factors.onGradient.count
    let rows = rowCount(x, channels)
    precondition(dy.count == x.count && dx.0.count == x.count && (affine.gate != .byOutput || y.count == x.count))
    let table = self.table
    forRows(rows, channels) { first, count in
      let run = (first * channels, count * channels)
      Self.affineGradient(
        table, dx: (dx.0.part(run.0, run.1), dx.1), dresidual: dresidual.map { ($0.0.part(run.0, run.1), $0.1) },
        dy: dy.part(run.0, run.1), y: affine.gate == .byOutput ? y.part(run.0, run.1) : dy, x: x.part(run.0, run.1),
        affine, factors)
    }
  }

  // MARK: - On one thread

  /// sums [2, C] = the sums of g and of g (x - mean) over x's rows.
  static func gradientMoments(
    _ table: ck_table, _ sums: DoubleRegion, dy: Region, y: Region?, x: Region, mean: Region, _ affine: ChannelAffine
  ) {
    let channels = mean.count
    sums.clear()
    var gates = affine.c
    table.normalization_gradient_sums(
      sums.pointer, sums.pointer + channels, dy.pointer, y?.pointer, x.pointer, mean.pointer, &gates,
      Int64(x.count / channels), Int64(channels))
  }

  /// Both rows of the sums of all blocks, added in order.
  static func total(_ sums: DoubleRegion, blocks: Int, channels: Int) -> (sum: [Double], product: [Double]) {
    var (sum, product) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
    for index in 0..<blocks {
      for channel in 0..<channels {
        sum[channel] += sums[2 * index * channels + channel]
        product[channel] += sums[(2 * index + 1) * channels + channel]
      }
    }
    return (sum, product)
  }

  /// sums [2, C] = mean and sum of squared deviations of x's rows.
  static func moments(_ table: ck_table, _ sums: DoubleRegion, _ x: Region, channels: Int) {
    let rows = Double(x.count / channels)
    sums.clear()
    table.normalization_sums(
      sums.pointer, sums.pointer + channels, x.pointer, x.pointer, Int64(x.count / channels), Int64(channels))
    for channel in 0..<channels {
      let average = sums[channel] / rows
      sums[channels + channel] -= rows * average * average
      sums[channel] = Double(x[channel]) + average
    }
  }

  /// Mean and biased variance of all blocks, merged in order (Chan, Golub and LeVeque 1983).
  static func merged(
    _ sums: DoubleRegion, blocks: Int, channels: Int, rows: (Int) -> Int
  ) -> (mean: [Double], variance: [Double]) {
    var (mean, squares) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
    var total = 0.0
    for index in 0..<blocks {
      let count = Double(rows(index))
      let fraction = count / (total + count)
      for channel in 0..<channels {
        let difference = sums[2 * index * channels + channel] - mean[channel]
        mean[channel] += difference * fraction
        squares[channel] += sums[(2 * index + 1) * channels + channel] + difference * difference * total * fraction
      }
      total += count
    }
    return (mean, squares.map { max(0, $0 / total) })
  }

  static func affineGradient(
    _ table: ck_table, dx: (Region, Writing), dresidual: (Region, Writing)?, dy: Region, y: Region, x: Region,
    _ affine: ChannelAffine, _ factors: ChannelGradient
  ) {
    let channels = factors.onGradient.count
    var gates = affine.c
    table.normalization_gradient(
      dx.0.pointer, dresidual?.0.pointer, dy.pointer, y.pointer, x.pointer, &gates, factors.onGradient.pointer,
      factors.onInput.pointer, factors.constant.pointer, Int64(x.count / channels), Int64(channels), dx.1.flag,
      dresidual?.1.flag ?? 0)
  }

  private func rowCount(_ x: Region, _ channels: Int) -> Int {
    precondition(channels > 0 && x.count > 0 && x.count % channels == 0, "\(x.count) floats in rows of \(channels)")
    return x.count / channels
  }

  /// Rows of one block: 64 KiB of floats, by shape alone.
  private func blockRows(_ channels: Int) -> Int { max(1, 16_384 / channels) }

  private func forRows(_ rows: Int, _ channels: Int, _ body: @escaping @Sendable (_ first: Int, _ count: Int) -> Void) {
    let block = blockRows(channels)
    pool.run(blocks: (rows + block - 1) / block) { index, _ in
      body(index * block, min(block, rows - index * block))
    }
  }
}

/// A run of doubles in a scratch of floats, two for each.
struct DoubleRegion: Sendable {
  private let floats: Region
  init(_ floats: Region) { self.floats = floats }
  var pointer: UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(floats.pointer).assumingMemoryBound(to: Double.self)
  }
  func part(_ start: Int, _ count: Int) -> DoubleRegion { DoubleRegion(floats.part(2 * start, 2 * count)) }
  func clear() { floats.fill(0) }
  subscript(index: Int) -> Double {
    get {
      precondition(index >= 0 && 2 * index + 1 < floats.count)
      return pointer[index]
    }
    nonmutating set {
      precondition(index >= 0 && 2 * index + 1 < floats.count)
      pointer[index] = newValue
    }
  }
}
