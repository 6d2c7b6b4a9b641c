import CKernels

/// Elementwise kernels over runs of equal count, and the optimizer's sweeps.
extension Backend {
  /// y = a x, or y += a x.
  package func scale(_ y: Region, _ x: Region, by a: Float, _ writing: Writing = .set) {
    let table = self.table
    forRuns([y, x]) { run in table.scale(run[0].pointer, run[1].pointer, a, Int64(run[0].count), writing.flag) }
  }
  /// y = a b, element by element, or y += a b.
  package func multiply(_ y: Region, _ a: Region, _ b: Region, _ writing: Writing = .set) {
    let table = self.table
    forRuns([y, a, b]) { run in
      table.multiply(run[0].pointer, run[1].pointer, run[2].pointer, Int64(run[0].count), writing.flag)
    }
  }
  /// y = max(x, 0).
  package func rectify(_ y: Region, _ x: Region) {
    let table = self.table
    forRuns([y, x]) { run in table.rectify(run[0].pointer, run[1].pointer, Int64(run[0].count)) }
  }
  /// dx = dy where y > 0, else 0.
  package func rectifyGradient(_ dx: Region, _ dy: Region, _ y: Region, _ writing: Writing) {
    let table = self.table
    forRuns([dx, dy, y]) { run in
      table.rectify_gradient(run[0].pointer, run[1].pointer, run[2].pointer, Int64(run[0].count), writing.flag)
    }
  }
  /// y = x Φ(x), Φ the normal distribution. y may be x.
  package func gelu(_ y: Region, _ x: Region) {
    let table = self.table
    forRuns([y, x]) { run in table.gelu(run[0].pointer, run[1].pointer, Int64(run[0].count)) }
  }
  /// dx = dy (Φ(x) + x φ(x)), φ the density of Φ.
  package func geluGradient(_ dx: Region, _ dy: Region, _ x: Region, _ writing: Writing) {
    let table = self.table
    forRuns([dx, dy, x]) { run in
      table.gelu_gradient(run[0].pointer, run[1].pointer, run[2].pointer, Int64(run[0].count), writing.flag)
    }
  }
  /// The sum of x², added in double precision in a fixed order.
  package func sumOfSquares(_ x: Region) -> Double {
    let block = Self.run
    let blocks = (x.count + block - 1) / block
    guard blocks > 0 else { return 0 }
    let sums = sharedScratch(2 * blocks)
    let table = self.table
    pool.run(blocks: blocks) { index, _ in
      let part = x.part(index * block, min(block, x.count - index * block))
      let total = UnsafeMutableRawPointer(sums.pointer).assumingMemoryBound(to: Double.self) + index
      total.pointee = table.sum_of_squares(part.pointer, Int64(part.count))
    }
    let totals = UnsafeMutableRawPointer(sums.pointer).assumingMemoryBound(to: Double.self)
    return (0..<blocks).reduce(0) { $0 + totals[$1] }
  }

  /// One step of stochastic gradient descent with momentum over one run of parameters:
  /// g' = gradientScale g + decay w; v = momentum v + g'; w -= rate v (Nesterov: rate (g' + momentum v)).
  package func descend(
    _ w: Region, velocity: Region, gradient: Region, rate: Float, momentum: Float, decay: Float, nesterov: Bool,
    gradientScale: Float
  ) {
    let table = self.table
    let step = ck_sgd(
      rate: rate, momentum: momentum, decay: decay, gradient_scale: gradientScale, nesterov: nesterov ? 1 : 0)
    forRuns([w, velocity, gradient]) { run in
      var step = step
      table.sgd(run[0].pointer, run[1].pointer, run[2].pointer, Int64(run[0].count), &step)
    }
  }
  /// One step of Adam with decoupled weight decay over one run of parameters, g' = gradientScale g:
  /// m = β₁ m + (1 - β₁) g'; v = β₂ v + (1 - β₂) g'²; w -= decay w + rate m / (rootCorrection √v + epsilon).
  package func adapt(
    _ w: Region, first m: Region, second v: Region, gradient: Region, rate: Float, betas: (Double, Double),
    rootCorrection: Float, epsilon: Float, decay: Float, gradientScale: Float
  ) {
    let table = self.table
    let step = ck_adamw(
      rate: rate, beta1: Float(betas.0), rest1: Float(1 - betas.0), beta2: Float(betas.1), rest2: Float(1 - betas.1),
      root: rootCorrection, epsilon: epsilon, decay: decay, gradient_scale: gradientScale)
    forRuns([w, m, v, gradient]) { run in
      var step = step
      table.adamw(run[0].pointer, run[1].pointer, run[2].pointer, run[3].pointer, Int64(run[0].count), &step)
    }
  }
  /// average += (1 - decay) (w - average).
  package func average(_ average: Region, _ w: Region, decay: Float) {
    let table = self.table
    forRuns([average, w]) { run in table.average(run[0].pointer, run[1].pointer, Int64(run[0].count), decay) }
  }

  /// Calls `body` on every block of all rows of images: for operations that are cut by image.
  package func forEach(_ count: Int, _ body: @escaping @Sendable (_ index: Int) -> Void) {
    pool.run(blocks: count) { index, _ in body(index) }
  }

  private static var run: Int { 1 << 15 }

  /// Cuts runs of equal count into blocks of 128 KiB. Traps if the counts differ.
  private func forRuns(_ regions: [Region], _ body: @escaping @Sendable ([Region]) -> Void) {
    let count = regions[0].count
    precondition(regions.allSatisfy { $0.count == count }, "runs of \(regions.map(\.count)) floats")
    let block = Self.run
    pool.run(blocks: (count + block - 1) / block) { index, _ in
      let length = min(block, count - index * block)
      body(regions.map { $0.part(index * block, length) })
    }
  }
}
