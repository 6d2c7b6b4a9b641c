import Autodiff
import Foundation
import Kernels
import OperationCases
import Tensors
import Testing

/// Every operation against its oracle in double precision, on every instruction set and in every precision this
/// processor has. Inputs are numbers of 16 bits, which mixed precision does not round, so that only what happens inside
/// can differ.
@Suite(.serialized) struct OperationTests {
  @Test(arguments: OperationCase.all)
  func forwardEqualsTheOracle(_ sample: OperationCase) throws {
    let inputs = Self.inputs(sample)
    let expected = sample.oracle(inputs)
    for backend in Self.backends {
      let tolerance = sample.tolerances(backend).forward
      let bench = try Bench(sample, inputs, backend)
      #expect(bench.result.shape == expected.shape)
      bench.program.forward()
      let found = bench.program.region(bench.result).copy()
      #expect(
        relativeError(found, expected.elements) < tolerance,
        "\(backend.instructionSet) \(backend.precision)")
    }
  }

  /// The gradient along a random cotangent: a gradient through sum() is blind, softmax's and normalisation's vanish
  /// there.
  @Test(arguments: OperationCase.all)
  func backwardEqualsTheDifferenceQuotient(_ sample: OperationCase) async throws {
    let inputs = Self.inputs(sample)
    var stream = RandomStream(seed: 3, "cotangent")
    let result = sample.oracle(inputs)
    let cotangent = result.elements.map { _ in Self.rounded(stream.normal()) }
    let centre = Self.along(cotangent, result)
    var compared: [[(place: Int, value: Double)]] = []
    for index in inputs.indices {
      let wanted = index == sample.labels?.input ? [] : Self.places(inputs[index].elements.count, sample.samples)
      let values = await Self.concurrently(wanted) { place in
        Self.derivative(sample, inputs, cotangent, centre: centre, input: index, element: place)
      }
      compared.append(zip(wanted, values).compactMap { place, value in value.map { (place, $0) } })
    }
    let (places, expected) = (compared.map { $0.map(\.place) }, compared.map { $0.map(\.value) })
    #expect(places.enumerated().allSatisfy { $0 == sample.labels?.input || !$1.isEmpty })
    for backend in Self.backends { try check(sample, inputs, cotangent, places, expected, backend) }
  }

  private func check(
    _ sample: OperationCase, _ inputs: [Exact], _ cotangent: [Float], _ places: [[Int]], _ expected: [[Double]],
    _ backend: Backend
  ) throws {
    let tolerance = sample.tolerances(backend).gradient
    let bench = try Bench(sample, inputs, backend)
    bench.program.forward()
    bench.program.gradient(bench.result).assign(cotangent)
    for (index, value) in bench.inputs.enumerated() where index != sample.labels?.input {
      bench.program.gradient(value).fill(.nan)
    }
    bench.program.backward(seed: nil)
    for (index, value) in bench.inputs.enumerated() where index != sample.labels?.input {
      let gradient = bench.program.gradient(value).copy()
      #expect(gradient.count == inputs[index].elements.count)
      #expect(!gradient.contains { $0.isNaN }, "input \(index) has gradients that were not written")
      #expect(
        relativeError(places[index].map { gradient[$0] }, expected[index], scale: rootMeanSquare(gradient))
          < tolerance, "\(backend.instructionSet) \(backend.precision), input \(index)")
    }
  }

  /// A value used twice receives the sum of both gradients: the second is added, not set.
  @Test(arguments: OperationCase.all)
  func gradientsAccumulate(_ sample: OperationCase) throws {
    for precision in Precision.allCases { try accumulate(sample, Backend(threads: 2, precision: precision)) }
  }

  private func accumulate(_ sample: OperationCase, _ backend: Backend) throws {
    let inputs = Self.inputs(sample)
    let (once, twice) = (try Bench(sample, inputs, backend), try Bench(sample, inputs, backend, twice: true))
    for bench in [once, twice] {
      bench.program.forward()
      bench.program.backward(seed: 0.75)
    }
    for (index, (one, two)) in zip(once.inputs, twice.inputs).enumerated() where index != sample.labels?.input {
      let single = once.program.gradient(one).copy().map { 2 * Double($0) }
      #expect(relativeError(twice.program.gradient(two).copy(), single) < 1e-5, "input \(index)")
    }
  }

  /// Work is cut by shape: 1, 2 and 3 threads give the same bits.
  @Test(arguments: OperationCase.all, Precision.allCases)
  func threadsDoNotChangeBits(_ sample: OperationCase, _ precision: Precision) throws {
    let results = try [1, 2, 3].map { threads in
      let backend = Backend(threads: threads, precision: precision)
      let bench = try Bench(sample, Self.inputs(sample), backend)
      bench.program.forward()
      bench.program.backward(seed: 0.75)
      let gradients = bench.inputs.indices.filter { $0 != sample.labels?.input }.map {
        bench.program.gradient(bench.inputs[$0]).copy().map(\.bitPattern)
      }
      return [bench.program.region(bench.result).copy().map(\.bitPattern)] + gradients
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  /// Where fast precision has 16-bit products, gradients of weights use them, for few channels and for many.
  @Test(.enabled(if: backends.contains { $0.precision == .fast }), arguments: [64, 160])
  func fastPrecisionRoundsGradientsOfWeights(_ channels: Int) {
    let gradients = [Precision.fp32, .fast].map { precision -> [Float] in
      let backend = Backend(threads: 2, precision: precision)
      let geometry = ConvolutionGeometry(
        images: 8, height: 6, width: 7, inputs: channels, outputs: channels, kernel: 3, padding: 1)
      let dw = Memory(count: geometry.weightCount).region
      let (x, dy) = (Self.normal(geometry.inputCount, "x"), Self.normal(geometry.outputCount, "dy"))
      backend.convolutionWeightGradient(dw, ConvolutionInput(x), dy, geometry, .set)
      return dw.copy()
    }
    let error = relativeError(gradients[1], gradients[0].map(Double.init))
    #expect(error > 1e-3 && error < 2.5e-2)
  }

  // MARK: - Apparatus

  private static func normal(_ count: Int, _ name: StaticString) -> Region {
    var stream = RandomStream(seed: 1, name)
    let region = Memory(count: count).region
    region.assign((0..<count).map { _ in stream.normal() })
    return region
  }

  static let backends: [Backend] = {
    let rounded = [Precision.mixed, .fast].map { (wanted: $0, backend: Backend(threads: 2, precision: $0)) }
    return Backend.instructionSets.map { Backend(threads: 2, instructionSet: $0) }
      + rounded.filter { $0.backend.precision == $0.wanted }.map(\.backend)
  }()

  /// An operation recorded, planned, poisoned and filled.
  struct Bench {
    let inputs: [Value]
    let result: Value
    let program: Program

    init(_ sample: OperationCase, _ numbers: [Exact], _ backend: Backend, twice: Bool = false) throws {
      let recorded = try RecordedOperation(sample, twice: twice)
      (inputs, result) = (recorded.inputs, recorded.result)
      program = Program(recorded.graph, results: [result], differentiating: result, backend: backend)
      program.poison(.nan)
      for (value, exact) in zip(inputs, numbers) { program.region(value).assign(exact.elements.map { Float($0) }) }
    }
  }

  /// Normal numbers, exact in single precision; where an operation has a kink, a shuffled grid without zero.
  static func inputs(_ sample: OperationCase) -> [Exact] {
    // Rounding would make equal what must stay distinct.
    let inputs = exactInputs(sample)
    if sample.isDistinct { return inputs }
    return inputs.map { Exact($0.shape, $0.elements.map { Double(rounded(Float($0))) }) }
  }

  /// The nearest number of 16 bits (bfloat16).
  private static func rounded(_ value: Float) -> Float {
    let bits = value.bitPattern
    return Float(bitPattern: (bits &+ 0x7fff &+ (bits >> 16 & 1)) & 0xffff_0000)
  }

  private static func exactInputs(_ sample: OperationCase) -> [Exact] {
    sample.shapes.enumerated().map { index, shape in
      var stream = RandomStream(seed: 11, "input", index)
      if let labels = sample.labels, labels.input == index {
        return Exact(shape, (0..<shape.count).map { _ in Double(stream.integer(below: labels.classes)) })
      }
      guard sample.isDistinct, index == 0 || index == 3 else {
        return Exact(shape, (0..<shape.count).map { _ in Double(stream.normal()) })
      }
      let order = stream.permutation(shape.count)
      return Exact(shape, order.map { Double((Float($0) + 0.5) / Float(shape.count) * 4 - 2) })
    }
  }

  private static func places(_ count: Int, _ samples: Int) -> [Int] {
    var stream = RandomStream(seed: 5, "places")
    return [0, count - 1] + (0..<samples).map { _ in stream.integer(below: count) }
  }

  /// On all processors: the oracles take most of the time of all tests.
  private static func concurrently(_ places: [Int], _ body: @escaping @Sendable (Int) -> Double?) async -> [Double?] {
    await withTaskGroup(of: (Int, Double?).self) { group in
      for (index, place) in places.enumerated() { group.addTask { (index, body(place)) } }
      var values = [Double?](repeating: nil, count: places.count)
      for await (index, value) in group { values[index] = value }
      return values
    }
  }

  /// The central difference quotient, or `nil` where the quotients of both sides differ: at the kink of a rectifier.
  private static func derivative(
    _ sample: OperationCase, _ inputs: [Exact], _ cotangent: [Float], centre: Double, input: Int, element: Int
  ) -> Double? {
    let step = 1e-5
    var moved = inputs
    moved[input].elements[element] += step
    let above = along(cotangent, sample.oracle(moved))
    moved[input].elements[element] -= 2 * step
    let below = along(cotangent, sample.oracle(moved))
    guard abs(above + below - 2 * centre) <= 1e-3 * abs(above - below) + 1e-9 else { return nil }
    return (above - below) / (2 * step)
  }

  private static func along(_ cotangent: [Float], _ result: Exact) -> Double {
    zip(result.elements, cotangent).reduce(0) { $0 + $1.0 * Double($1.1) }
  }
}

func rootMeanSquare(_ values: [Float]) -> Double {
  (values.reduce(0) { $0 + Double($1) * Double($1) } / Double(max(1, values.count))).squareRoot()
}

/// Root mean square of the difference over that of the expected values (or a given scale).
func relativeError(_ found: [Float], _ expected: [Double], scale: Double? = nil) -> Double {
  guard found.count == expected.count else { return .infinity }
  let difference = zip(found, expected).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
  let reference = scale ?? (expected.reduce(0) { $0 + $1 * $1 } / Double(max(1, expected.count))).squareRoot()
  return (difference / Double(max(1, found.count))).squareRoot() / max(reference, 1e-30)
}
