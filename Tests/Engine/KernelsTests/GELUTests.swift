import Foundation
import Kernels
import Testing

/// GELU and its slope on every instruction set, against the error function in double precision.
@Suite(.serialized) struct GELUTests {
  static let backends = makeBackends()

  /// x Φ(x) and its slope, far into both tails.
  @Test(arguments: BackendElementwiseTests.counts)
  func gelu(_ count: Int) {
    let (x, dy, before) = (
      numbers(count, seed: 1).map { 6 * $0 }, numbers(count, seed: 2), numbers(count, seed: 3)
    )
    let exact: [Double] = x.map { Double($0) * Self.share(Double($0)) }
    let gradient: [Double] = zip(x, dy).map { Double($1) * Self.slope(Double($0)) }
    let added: [Double] = zip(before, gradient).map { Double($0) + $1 }
    for backend in Self.backends {
      let (y, dx) = (Memory(count: count).region, region(before))
      backend.gelu(y, region(x))
      #expect(relativeError(y.copy(), exact) < 3e-7)
      for (found, exact) in zip(y.copy(), exact) { #expect(abs(Double(found) - exact) < 4e-7 * max(1, abs(exact))) }
      backend.geluGradient(dx, region(dy), region(x), .set)
      #expect(relativeError(dx.copy(), gradient) < 2e-7)
      dx.assign(before)
      backend.geluGradient(dx, region(dy), region(x), .add)
      #expect(relativeError(dx.copy(), added) < 2e-7)
    }
  }

  private static func share(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
  private static func slope(_ x: Double) -> Double {
    let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    return share(x) + x * density
  }

  /// Small values of the tail keep their digits, large inputs pass, and a broken number shows.
  @Test func geluAtTheEnds() {
    for backend in Self.backends {
      let x: [Float] = [-5, -9, -13, -40, -1e30, 0, -0.0, 9, 1e30, .infinity, .nan] + [Float](repeating: 1, count: 21)
      let y = Memory(count: x.count).region
      backend.gelu(y, region(x))
      for (found, x) in zip(y.copy(), x).prefix(3) {
        let expected = Double(x) * Self.share(Double(x))
        #expect(abs(Double(found) / expected - 1) < 1e-5)
      }
      #expect(y.copy()[3...4].allSatisfy { $0 <= 0 && $0 > -1e-5 })
      #expect(y.copy()[5...9] == [0, 0, 9, 1e30, .infinity])
      #expect(y[10].isNaN)
      let slope = Memory(count: x.count).region
      backend.geluGradient(slope, region([Float](repeating: 1, count: x.count)), region(x), .set)
      #expect(abs(slope[5] - 0.5) < 1e-6 && abs(slope[7] - 1) < 1e-6 && abs(slope[8] - 1) < 1e-6 && slope[10].isNaN)
    }
  }
}
