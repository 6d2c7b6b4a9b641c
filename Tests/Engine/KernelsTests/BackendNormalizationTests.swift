import Kernels
import Testing

/// Per-channel statistics on every instruction set; channels around the vector width, so that last lanes are covered.
@Suite(.serialized) struct BackendNormalizationTests {
  static let backends = makeBackends()

  /// Rows and channels: single rows, odd channels, rows that fill vectors together and one more, one panel, groups of
  /// panels with a rest, several blocks.
  static let sizes = [
    (1, 3), (2, 1), (300, 3), (501, 24), (1_000, 16), (513, 17), (700, 31), (260, 64), (90, 80), (40, 257),
  ]

  @Test(arguments: sizes)
  func moments(_ rows: Int, _ channels: Int) {
    let x = numbers(rows * channels)
    for backend in Self.backends {
      let found = backend.moments(region(x), channels: channels)
      let expected = Self.moments(x, channels)
      for channel in 0..<channels {
        #expect(abs(found.mean[channel] - expected.mean[channel]) < 1e-6)
        #expect(abs(found.variance[channel] - expected.variance[channel]) < 1e-6)
      }
    }
  }

  /// Squares of 1e4 in single precision would leave nothing of a variance of 1.
  @Test(arguments: [3, 16, 70], [Float(1e4), -1e4, 1e6])
  func aLargeMeanDoesNotSwallowTheVariance(_ channels: Int, _ mean: Float) {
    // Uniform in ±√3 has the variance 1.
    let spread = Float(3).squareRoot()
    let x = numbers(2_000 * channels).map { mean + $0 * spread }
    let expected = Self.moments(x, channels)
    for backend in Self.backends {
      let found = backend.moments(region(x), channels: channels)
      for channel in 0..<channels {
        #expect(abs(found.variance[channel] / expected.variance[channel] - 1) < 1e-5)
        #expect(abs(found.mean[channel] - expected.mean[channel]) < 1e-6 * 3)
      }
    }
  }

  @Test func aConstantChannelHasNoVariance() {
    for backend in Self.backends {
      let found = backend.moments(region([Float](repeating: 1234.567, count: 500 * 18)), channels: 18)
      #expect(found.variance.allSatisfy { $0 == 0 })
      #expect(found.mean.allSatisfy { $0 == Double(Float(1234.567)) })
    }
  }

  @Test(arguments: sizes)
  func affine(_ rows: Int, _ channels: Int) {
    let (x, residual) = (numbers(rows * channels, seed: 1), numbers(rows * channels, seed: 2))
    let (scale, offset) = (numbers(channels, seed: 3), numbers(channels, seed: 4))
    for backend in Self.backends {
      for (adds, rectified) in [(false, false), (false, true), (true, false), (true, true)] {
        let y = Memory(count: x.count).region
        backend.affine(
          y, region(x), scale: region(scale), offset: region(offset), residual: adds ? region(residual) : nil,
          rectified ? .rectifier : .identity)
        let expected = x.indices.map { i in
          let sum =
            Double(x[i]) * Double(scale[i % channels]) + Double(offset[i % channels])
            + (adds ? Double(residual[i]) : 0)
          return rectified ? max(0, sum) : sum
        }
        #expect(relativeError(y.copy(), expected) < 1e-6)
      }
    }
  }

  @Test(arguments: sizes)
  func gradientMoments(_ rows: Int, _ channels: Int) {
    let (x, y, dy) = (
      numbers(rows * channels, seed: 1), numbers(rows * channels, seed: 2), numbers(rows * channels, seed: 3)
    )
    let mean = numbers(channels, seed: 4)
    for gate in Self.gates {
      let passes = Self.passes(gate, x, y, channels)
      var (sum, product) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
      for i in x.indices where passes[i] {
        sum[i % channels] += Double(dy[i])
        product[i % channels] += Double(dy[i]) * (Double(x[i]) - Double(mean[i % channels]))
      }
      for backend in Self.backends {
        let found = backend.gradientMoments(
          dy: region(dy), y: region(y), x: region(x), mean: region(mean), Self.affine(gate, channels))
        for channel in 0..<channels {
          #expect(abs(found.sum[channel] - sum[channel]) < 1e-6 * Double(rows))
          #expect(abs(found.product[channel] - product[channel]) < 1e-6 * Double(rows))
        }
      }
    }
  }

  @Test(arguments: sizes)
  func affineGradient(_ rows: Int, _ channels: Int) {
    let count = rows * channels
    let (x, y, dy, before) = (
      numbers(count, seed: 1), numbers(count, seed: 2), numbers(count, seed: 3), numbers(count, seed: 4)
    )
    let (a, b, c) = (numbers(channels, seed: 5), numbers(channels, seed: 6), numbers(channels, seed: 7))
    for backend in Self.backends {
      for (writing, residual, gate) in [
        (Writing.set, Writing?.none, ChannelAffine.Gate.byInput), (.add, .set, .open), (.set, .add, .byOutput),
        (.add, .add, .byInput),
      ] {
        let (dx, dr) = (region(before), region(before))
        backend.affineGradient(
          dx: (dx, writing), dresidual: residual.map { (dr, $0) }, dy: region(dy), y: region(y), x: region(x),
          Self.affine(gate, channels),
          ChannelGradient(onGradient: region(a), onInput: region(b), constant: region(c)))
        let passes = Self.passes(gate, x, y, channels)
        let g = dy.indices.map { passes[$0] ? Double(dy[$0]) : 0 }
        let expected = x.indices.map { i in
          Double(a[i % channels]) * g[i] + Double(b[i % channels]) * Double(x[i]) + Double(c[i % channels])
            + (writing == .add ? Double(before[i]) : 0)
        }
        #expect(relativeError(dx.copy(), expected) < 1e-6)
        let toResidual = residual.map { w in g.indices.map { g[$0] + (w == .add ? Double(before[$0]) : 0) } }
        #expect(relativeError(dr.copy(), toResidual ?? before.map(Double.init)) < 1e-6)
      }
    }
  }

  private static let gates: [ChannelAffine.Gate] = [.open, .byOutput, .byInput]
  private static func affine(_ gate: ChannelAffine.Gate, _ channels: Int) -> ChannelAffine {
    ChannelAffine(
      scale: region(numbers(channels, seed: 8)), offset: region(numbers(channels, seed: 9)), gate: gate)
  }
  /// Where gradients pass, from the definition.
  private static func passes(_ gate: ChannelAffine.Gate, _ x: [Float], _ y: [Float], _ channels: Int) -> [Bool] {
    let (scale, offset) = (numbers(channels, seed: 8), numbers(channels, seed: 9))
    return x.indices.map { i in
      switch gate {
      case .open: true
      case .byOutput: y[i] > 0
      // Tested with the operations that have it.
      case .gelu: true
      case .byInput: Double(x[i]) * Double(scale[i % channels]) + Double(offset[i % channels]) > 0
      }
    }
  }

  private static func moments(_ x: [Float], _ channels: Int) -> (mean: [Double], variance: [Double]) {
    let rows = Double(x.count / channels)
    var (mean, variance) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
    for i in x.indices { mean[i % channels] += Double(x[i]) / rows }
    for i in x.indices {
      let deviation = Double(x[i]) - mean[i % channels]
      variance[i % channels] += deviation * deviation / rows
    }
    return (mean, variance)
  }
}
