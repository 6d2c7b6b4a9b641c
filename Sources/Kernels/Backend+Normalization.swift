import CKernels

/// Batch normalisation over rows of channels: [N, H, W, C] read as [rows, C].
extension Backend {
  /// Mean and biased variance per channel of x [rows, channels], in double precision.
  ///
  /// One pass over the deviations from x's first row, so that a large mean does not swallow a small variance.
  public func moments(_ x: Region, channels: Int) -> (mean: [Double], variance: [Double]) {
    let rows = rowCount(x, channels)
    let table = self.table
    let (sums, squares) = perChannelSums(rows: rows, channels: channels) { sum, square, first, count in
      table.normalization_sums(
        sum, square, x.part(first * channels, count * channels).pointer, x.pointer, Int64(count), Int64(channels))
    }
    let shift = x.part(0, channels)
    var mean = sums
    var variance = squares
    for channel in 0..<channels {
      let average = sums[channel] / Double(rows)
      mean[channel] = Double(shift[channel]) + average
      variance[channel] = max(0, squares[channel] / Double(rows) - average * average)
    }
    return (mean, variance)
  }

  /// y = scale x + offset (+ residual), rectified if asked. scale, offset [C].
  public func affine(
    _ y: Region, _ x: Region, scale: Region, offset: Region, residual: Region? = nil, rectified: Bool
  ) {
    let channels = scale.count
    let rows = rowCount(x, channels)
    precondition(y.count == x.count && offset.count == channels && residual.map { $0.count == x.count } ?? true)
    let table = self.table
    forRows(rows, channels) { first, count in
      let run = (first * channels, count * channels)
      table.normalization_apply(
        y.part(run.0, run.1).pointer, x.part(run.0, run.1).pointer, residual?.part(run.0, run.1).pointer, scale.pointer,
        offset.pointer, Int64(count), Int64(channels), rectified ? 1 : 0)
    }
  }

  /// With g = dy where y > 0 (dy itself if not rectified): the sums of g and of g (x - mean) per channel.
  public func gradientMoments(
    dy: Region, y: Region, x: Region, mean: Region, rectified: Bool
  ) -> (sum: [Double], product: [Double]) {
    let channels = mean.count
    let rows = rowCount(x, channels)
    precondition(dy.count == x.count && y.count == x.count)
    let table = self.table
    return perChannelSums(rows: rows, channels: channels) { sum, product, first, count in
      let run = (first * channels, count * channels)
      table.normalization_gradient_sums(
        sum, product, dy.part(run.0, run.1).pointer, y.part(run.0, run.1).pointer, x.part(run.0, run.1).pointer,
        mean.pointer, Int64(count), Int64(channels), rectified ? 1 : 0)
    }
  }

  /// dx = onGradient g + onInput x + constant, with g as in `gradientMoments`; the residual's gradient is g.
  public func affineGradient(
    dx: (Region, Writing), dresidual: (Region, Writing)?, dy: Region, y: Region, x: Region, onGradient: Region,
    onInput: Region, constant: Region, rectified: Bool
  ) {
    let channels = onGradient.count
    let rows = rowCount(x, channels)
    precondition(dy.count == x.count && y.count == x.count && dx.0.count == x.count)
    precondition(onInput.count == channels && constant.count == channels)
    let table = self.table
    forRows(rows, channels) { first, count in
      let run = (first * channels, count * channels)
      table.normalization_gradient(
        dx.0.part(run.0, run.1).pointer, dresidual?.0.part(run.0, run.1).pointer, dy.part(run.0, run.1).pointer,
        y.part(run.0, run.1).pointer, x.part(run.0, run.1).pointer, onGradient.pointer, onInput.pointer,
        constant.pointer, Int64(count), Int64(channels), rectified ? 1 : 0, dx.1.flag, dresidual?.1.flag ?? 0)
    }
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

  /// Two sums per channel: every block of rows has sums of its own, which are added in order.
  private func perChannelSums(
    rows: Int, channels: Int,
    _ body: @escaping @Sendable (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, Int, Int) -> Void
  ) -> ([Double], [Double]) {
    let block = blockRows(channels) * 4
    let blocks = (rows + block - 1) / block
    // Doubles in a scratch of floats: two for each.
    let sums = sharedScratch(4 * blocks * channels)
    pool.run(blocks: blocks) { index, _ in
      let first = UnsafeMutableRawPointer(sums.pointer).assumingMemoryBound(to: Double.self) + 2 * index * channels
      for slot in 0..<2 * channels { first[slot] = 0 }
      body(first, first + channels, index * block, min(block, rows - index * block))
    }
    var (one, two) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
    for index in 0..<blocks {
      let first = UnsafeMutableRawPointer(sums.pointer).assumingMemoryBound(to: Double.self) + 2 * index * channels
      for channel in 0..<channels {
        one[channel] += first[channel]
        two[channel] += first[channels + channel]
      }
    }
    return (one, two)
  }
}
