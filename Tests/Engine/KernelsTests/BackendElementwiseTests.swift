import Kernels
import Testing

/// Elementwise kernels on every instruction set: counts around the vector width, around one block and across several.
@Suite(.serialized) struct BackendElementwiseTests {
  static let backends = makeBackends()
  static let counts = [0, 1, 7, 15, 16, 17, 31, 100, 4_095, 4_097, 32_767, 32_768, 32_769, 70_001]

  @Test(arguments: counts)
  func scaling(_ count: Int) {
    let (x, before) = (numbers(count, seed: 1), numbers(count, seed: 2))
    for backend in Self.backends {
      let y = region(before)
      backend.scale(y, region(x), by: -1.5)
      #expect(y.copy() == x.map { -1.5 * $0 })
      y.assign(before)
      backend.scale(y, region(x), by: 2.25, .add)
      // The sum may be fused or not.
      #expect(relativeError(y.copy(), zip(before, x).map { Double($0) + 2.25 * Double($1) }) < 1e-7)
    }
  }

  @Test(arguments: counts)
  func multiplication(_ count: Int) {
    let (a, b, before) = (numbers(count, seed: 1), numbers(count, seed: 2), numbers(count, seed: 3))
    for backend in Self.backends {
      let y = region(before)
      backend.multiply(y, region(a), region(b))
      #expect(y.copy() == zip(a, b).map { $0 * $1 })
      y.assign(before)
      backend.multiply(y, region(a), region(b), .add)
      let expected = before.indices.map { Double(before[$0]) + Double(a[$0]) * Double(b[$0]) }
      #expect(relativeError(y.copy(), expected) < 1e-7)
    }
  }

  @Test(arguments: counts)
  func rectification(_ count: Int) {
    let (x, dy, before) = (numbers(count, seed: 1), numbers(count, seed: 2), numbers(count, seed: 3))
    for backend in Self.backends {
      let (y, dx) = (Memory(count: count).region, region(before))
      backend.rectify(y, region(x))
      #expect(y.copy() == x.map { max(0, $0) })
      backend.rectifyGradient(dx, region(dy), y, .set)
      let gated = zip(dy, x).map { $1 > 0 ? $0 : 0 }
      #expect(dx.copy() == gated)
      dx.assign(before)
      backend.rectifyGradient(dx, region(dy), y, .add)
      #expect(dx.copy() == zip(before, gated).map { $0 + $1 })
    }
  }

  /// A broken number must show in the loss, on the vector's lanes and in the rest behind them.
  @Test func rectificationLetsNaNThrough() {
    for backend in Self.backends {
      let x = region([Float](repeating: -1, count: 19))
      (x[3], x[18]) = (.nan, .nan)
      backend.rectify(x, x)
      #expect(x.copy().map(\.isNaN) == (0..<19).map { $0 == 3 || $0 == 18 })
      #expect(x.copy().filter { !$0.isNaN }.allSatisfy { $0 == 0 })
    }
  }

  @Test(arguments: counts)
  func sumOfSquares(_ count: Int) {
    let x = numbers(count, seed: 1).map { $0 * 100 }
    let expected = x.reduce(0) { $0 + Double($1) * Double($1) }
    for backend in Self.backends {
      let found = backend.sumOfSquares(region(x))
      #expect(abs(found - expected) <= 1e-6 * expected)
    }
  }

  /// In single precision, adding ones stops at 2^24.
  @Test func longSumsOfSquaresLoseNothing() {
    let count = (1 << 24) + 4_097
    let ones = Memory(count: count).region
    ones.fill(1)
    #expect(Backend(threads: 2).sumOfSquares(ones) == Double(count))
  }

  /// g' = s g + λ w; v = μ v + g'; w −= η v, or with Nesterov w −= η (g' + μ v).
  @Test(arguments: counts)
  func descent(_ count: Int) {
    let (w, v, g) = (numbers(count, seed: 1), numbers(count, seed: 2), numbers(count, seed: 3))
    let (rate, momentum, decay, scale): (Float, Float, Float, Float) = (0.1, 0.9, 0.01, 0.5)
    for nesterov in [false, true] {
      var (weights, velocity) = (w.map(Double.init), v.map(Double.init))
      for i in 0..<count {
        let step = Double(scale) * Double(g[i]) + Double(decay) * weights[i]
        velocity[i] = Double(momentum) * velocity[i] + step
        weights[i] -= Double(rate) * (nesterov ? step + Double(momentum) * velocity[i] : velocity[i])
      }
      for backend in Self.backends {
        let (foundW, foundV) = (region(w), region(v))
        backend.descend(
          foundW, velocity: foundV, gradient: region(g), rate: rate, momentum: momentum, decay: decay,
          nesterov: nesterov, gradientScale: scale)
        #expect(relativeError(foundW.copy(), weights) < 1e-6)
        #expect(relativeError(foundV.copy(), velocity) < 1e-6)
      }
    }
  }

  /// m = β₁ m + (1 − β₁) g'; v = β₂ v + (1 − β₂) g'²; w −= λ w + η m / (r √v + ε), g' = s g.
  @Test(arguments: counts)
  func adaption(_ count: Int) {
    let (w, m, g) = (numbers(count, seed: 1), numbers(count, seed: 2), numbers(count, seed: 3))
    let v = numbers(count, seed: 4).map { $0 * $0 }
    var (weights, first, second) = (w.map(Double.init), m.map(Double.init), v.map(Double.init))
    for i in 0..<count {
      let gradient = Double(Float(0.5)) * Double(g[i])
      first[i] = 0.9 * first[i] + 0.1 * gradient
      second[i] = 0.99 * second[i] + 0.01 * gradient * gradient
      weights[i] -=
        Double(Float(0.01)) * weights[i] + Double(Float(0.1)) * first[i] / (2 * second[i].squareRoot() + 0.25)
    }
    for backend in Self.backends {
      let (foundW, foundM, foundV) = (region(w), region(m), region(v))
      backend.adapt(
        foundW, first: foundM, second: foundV, gradient: region(g), rate: 0.1, betas: (0.9, 0.99), rootCorrection: 2,
        epsilon: 0.25, decay: 0.01, gradientScale: 0.5)
      #expect(relativeError(foundW.copy(), weights) < 1e-6)
      #expect(relativeError(foundM.copy(), first) < 1e-6)
      #expect(relativeError(foundV.copy(), second) < 1e-6)
    }
  }

  @Test(arguments: counts)
  func averaging(_ count: Int) {
    let (average, w) = (numbers(count, seed: 1), numbers(count, seed: 2))
    let expected = zip(average, w).map { Double($0) + (1 - Double(Float(0.9))) * (Double($1) - Double($0)) }
    for backend in Self.backends {
      let found = region(average)
      backend.average(found, region(w), decay: 0.9)
      #expect(relativeError(found.copy(), expected) < 1e-6)
    }
  }

  @Test func runsOfTwoCountsTrap() async {
    await #expect(processExitsWith: .failure) {
      Backend(threads: 1).rectify(Memory(count: 17).region, Memory(count: 16).region)
    }
  }
}
