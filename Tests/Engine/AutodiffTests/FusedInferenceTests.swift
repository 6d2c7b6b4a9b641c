import Autodiff
import Kernels
import Tensors
import Testing

/// Fused operations with prepared weights, against plain ones, on running statistics that are not trivial.
struct FusedInferenceTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let x: Shape
    let inner: Int
    let outputs: Int
    let kernel: Int
    let stride: Int
    let residual: Bool
    var testDescription: String { "\(x) \(inner) \(outputs) \(kernel)/\(stride) \(residual)" }
  }

  /// One image, whose work is cut into parts, and several; Winograd, lists of taps, odd sizes, channels that fill no
  /// vector.
  static let samples = [
    Sample(x: [1, 16, 16, 16], inner: 32, outputs: 32, kernel: 3, stride: 1, residual: true),
    Sample(x: [1, 4, 4, 128], inner: 128, outputs: 128, kernel: 3, stride: 1, residual: true),
    Sample(x: [3, 6, 5, 64], inner: 64, outputs: 64, kernel: 3, stride: 1, residual: true),
    Sample(x: [3, 6, 5, 64], inner: 24, outputs: 64, kernel: 3, stride: 1, residual: true),
    Sample(x: [9, 9, 7, 16], inner: 16, outputs: 16, kernel: 3, stride: 2, residual: true),
    Sample(x: [1, 43, 46, 16], inner: 32, outputs: 32, kernel: 3, stride: 2, residual: true),
    Sample(x: [33, 7, 8, 32], inner: 16, outputs: 16, kernel: 3, stride: 2, residual: true),
    Sample(x: [40, 8, 8, 16], inner: 16, outputs: 48, kernel: 1, stride: 1, residual: false),
    Sample(x: [2, 5, 6, 3], inner: 7, outputs: 21, kernel: 3, stride: 1, residual: true),
    // Few pixels and many weights.
    Sample(x: [1, 8, 8, 64], inner: 80, outputs: 64, kernel: 3, stride: 1, residual: true),
    Sample(x: [3, 8, 8, 48], inner: 32, outputs: 16, kernel: 3, stride: 2, residual: true),
    Sample(x: [2, 8, 8, 16], inner: 48, outputs: 32, kernel: 1, stride: 2, residual: false),
  ]

  @Test(arguments: samples) func fusedEqualsPlain(_ s: Sample) throws {
    let plain = try run(s, Backend(threads: 1), fused: false)
    for name in Backend.instructionSets {
      for threads in [1, 3] {
        let fused = try run(s, Backend(threads: threads, instructionSet: name), fused: true)
        #expect(relativeError(fused, plain.map(Double.init)) < 1e-5, "\(name), \(threads) threads")
      }
    }
    for precision in [Precision.mixed, .fast] {
      let rounded = try [1, 3].map { try run(s, Backend(threads: $0, precision: precision), fused: true) }
      #expect(relativeError(rounded[0], plain.map(Double.init)) < 4e-2)
      #expect(rounded[0] == rounded[1])
    }
  }

  /// What was prepared is made anew when told, and only then.
  @Test func preparedWeightsFollowTheParametersWhenTold() throws {
    var builder = ParameterBuilder()
    let w = builder.parameter("w", [3, 3, 16, 16], role: .weight, layout: .convolution, .heNormal(fan: 144))
    let (gamma, beta) = (Self.vector("g", 16, &builder), Self.vector("b", 16, &builder))
    let settings = Self.settings("n", 16, &builder)
    let store = builder.build(seed: 1)
    let graph = Graph(store, training: false)
    let x = graph.input([1, 4, 4, 16])
    let y = try x.normalizedConvolution(
      graph.parameter(w), padding: 1, scale: graph.parameter(gamma), offset: graph.parameter(beta), settings,
      rectified: false)
    let program = Program(graph, results: [y], backend: Backend(threads: 1))
    program.region(x).fill(1)
    program.forward()
    let before = program.region(y).copy()
    store.value(w).fill(0)
    program.forward()
    #expect(program.region(y).copy() == before)
    program.parametersChanged()
    program.forward()
    #expect(program.region(y).copy() != before)
  }

  /// Programs of several batch shapes prepare once and work in one arena; a form for few images is one of its own.
  @Test func programsShareWhatWasPrepared() throws {
    var builder = ParameterBuilder()
    let w = builder.parameter("w", [3, 3, 64, 64], role: .weight, layout: .convolution, .heNormal(fan: 576))
    let (gamma, beta) = (Self.vector("g", 64, &builder), Self.vector("b", 64, &builder))
    let settings = Self.settings("n", 64, &builder)
    let store = builder.build(seed: 1)
    let (memory, backend) = (InferenceMemory(), Backend(threads: 1))
    func program(_ images: Int) throws -> (program: Program, x: Value, y: Value) {
      let graph = Graph(store, training: false)
      let x = graph.input([images, 8, 8, 64])
      let y = try x.normalizedConvolution(
        graph.parameter(w), padding: 1, scale: graph.parameter(gamma), offset: graph.parameter(beta), settings,
        rectified: false)
      let program = Program(graph, results: [y], memory: memory, backend: backend)
      program.region(x).fill(1)
      program.forward()
      return (program, x, y)
    }
    let (many, _, result) = try program(40)
    let first = Array(many.region(result).copy().prefix(64 * 64))
    // Unsaid, so that only a second preparation would notice.
    store.value(w).fill(0)
    let (fewer, x, y) = try program(24)
    #expect(fewer.region(y).owner == many.region(result).owner)
    #expect(Array(fewer.region(y).copy().prefix(64 * 64)) == first)
    memory.parametersChanged()
    fewer.region(x).fill(1)
    fewer.forward()
    #expect(fewer.region(y).copy().prefix(64 * 64) != first[...])
  }

  private static func vector(_ name: String, _ channels: Int, _ p: inout ParameterBuilder) -> ParameterID {
    p.parameter(name, [channels], role: .normalization, .uniform(bound: 1))
  }
  private static func settings(_ name: String, _ channels: Int, _ p: inout ParameterBuilder) -> NormalizationSettings {
    NormalizationSettings(
      runningMean: p.state(name + "m", [channels], filledWith: 0.3),
      runningVariance: p.state(name + "v", [channels], filledWith: 2))
  }

  private func run(_ s: Sample, _ backend: Backend, fused: Bool) throws -> [Float] {
    var p = ParameterBuilder()
    let channels = s.x.channels
    let w1 = p.parameter(
      "w1", [s.kernel, s.kernel, channels, s.inner], role: .weight, layout: .convolution, .heNormal(fan: 9 * channels))
    let w2 = p.parameter(
      "w2", [3, 3, s.inner, s.outputs], role: .weight, layout: .convolution, .heNormal(fan: 9 * s.inner))
    let (g1, b1) = (Self.vector("g1", s.inner, &p), Self.vector("b1", s.inner, &p))
    let (g2, b2) = (Self.vector("g2", s.outputs, &p), Self.vector("b2", s.outputs, &p))
    let (settings1, settings2) = (Self.settings("n1", s.inner, &p), Self.settings("n2", s.outputs, &p))
    let graph = Graph(p.build(seed: 4), training: false)
    let x = graph.input(s.x)
    let padding = (s.kernel - 1) / 2
    let inner = try x.convolution(graph.parameter(w1), stride: s.stride, padding: padding).batchNormalization(
      scale: graph.parameter(g1), offset: graph.parameter(b1), settings1, rectified: true)
    let outer = try inner.convolution(graph.parameter(w2), padding: 1)
    let r = s.residual ? graph.input(outer.shape) : nil
    let y =
      fused
      ? try x.residualBranch(
        .init(
          weights: graph.parameter(w1), stride: s.stride, padding: padding, scale: graph.parameter(g1),
          offset: graph.parameter(b1), settings1),
        .init(
          weights: graph.parameter(w2), padding: 1, scale: graph.parameter(g2), offset: graph.parameter(b2), settings2),
        adding: r)
      : try outer.batchNormalization(
        scale: graph.parameter(g2), offset: graph.parameter(b2), settings2, adding: r, rectified: true)
    let program = Program(graph, results: [y], backend: backend)
    program.poison(.nan)
    for (index, value) in ([x] + (r.map { [$0] } ?? [])).enumerated() {
      var stream = RandomStream(seed: 3, "image", index)
      let region = program.region(value)
      region.assign((0..<region.count).map { _ in stream.normal() })
    }
    program.forward()
    return program.region(y).copy()
  }

  /// Shapes of few pixels and many weights, and neighbours that other algorithms serve: sides that are no multiples of
  /// 4, several images, up to 16 tiles of Winograd's and one more.
  static let convolutions: [(x: Shape, outputs: Int, kernel: Int, stride: Int)] = [
    ([1, 4, 4, 16], 16, 3, 1), ([7, 4, 4, 32], 48, 3, 1), ([1, 4, 4, 512], 32, 3, 1), ([8, 4, 4, 32], 32, 3, 1),
    ([2, 8, 8, 32], 64, 3, 2), ([1, 7, 8, 32], 64, 3, 2), ([3, 8, 8, 16], 32, 1, 2),
    ([1, 8, 8, 64], 64, 3, 1), ([2, 5, 7, 80], 64, 3, 1), ([1, 1, 1, 64], 64, 3, 1), ([1, 15, 13, 64], 96, 3, 1),
    ([4, 8, 6, 64], 64, 3, 1), ([1, 17, 13, 64], 64, 3, 1),
  ]

  /// Against double precision; any number of threads gives the same bits.
  @Test(arguments: convolutions)
  func preparedConvolutionsEqualTheOracle(_ x: Shape, _ outputs: Int, _ kernel: Int, _ stride: Int) {
    let g = ConvolutionGeometry(
      images: x[0], height: x[1], width: x[2], inputs: x[3], outputs: outputs, kernel: kernel, stride: stride,
      padding: kernel / 2)
    func numbers(_ name: StaticString, _ count: Int) -> [Float] {
      var stream = RandomStream(seed: 8, name)
      return (0..<count).map { _ in stream.normal() }
    }
    let (images, w) = (numbers("x", g.inputCount), numbers("w", g.weightCount))
    let (scale, offset) = (numbers("scale", outputs), numbers("offset", outputs))
    let residual = numbers("residual", g.outputCount)
    let plain = Reference.convolution(
      Exact(x, images.map(Double.init)), Exact([kernel, kernel, x[3], outputs], w.map(Double.init)), stride: stride,
      padding: kernel / 2
    ).elements
    let finished = plain.enumerated().map {
      max(0, $1 * Double(scale[$0 % outputs]) + Double(offset[$0 % outputs]) + Double(residual[$0]))
    }
    func region(_ values: [Float]) -> Region {
      let region = Memory(count: values.count).region
      region.assign(values)
      return region
    }
    for name in Backend.instructionSets {
      let results = [1, 2, 5].map { threads in
        let backend = Backend(threads: threads, instructionSet: name)
        let (prepared, y) = (
          Memory(count: backend.preparedWeightCount(g)).region, Memory(count: g.outputCount).region
        )
        backend.prepareWeights(prepared, region(w), g)
        backend.convolution(y, region(images), preparedWeights: prepared, g)
        #expect(relativeError(y.copy(), plain) < 3e-6, "\(name), \(threads) threads")
        backend.convolution(
          y, region(images), preparedWeights: prepared, g,
          finish: ConvolutionFinish(
            scale: region(scale), offset: region(offset), residual: region(residual), rectified: true))
        #expect(relativeError(y.copy(), finished) < 3e-6, "\(name), \(threads) threads, finished")
        return y.copy()
      }
      #expect(results.allSatisfy { $0 == results[0] }, "\(name)")
    }
  }
}
