import Kernels
import OperationCases
import Tensors
import Testing

/// What every case of the table should give, from the definitions in double precision.
extension OperationCase: CustomTestStringConvertible {
  public var testDescription: String { "\(name) \(shapes.map(\.description).joined(separator: " "))" }

  func oracle(_ all: [Exact]) -> Exact {
    switch kind {
    case .convolution(let stride, let padding):
      return Reference.convolution(all[0], all[1], stride: stride, padding: padding)
    case .batchNormalization(_, let activation): return Self.normalized(all, activation)
    case .normalizedConvolution(let stride, _, let activation):
      let z = Reference.convolution(all[0], all[1], stride: stride, padding: padding)
      return Self.normalized([z] + all.dropFirst(2), activation)
    case .residualBranch(let stride, let residual):
      let inputs = Array(all.dropFirst(residual ? 1 : 0))
      let z1 = Reference.convolution(inputs[0], inputs[1], stride: stride, padding: padding)
      let middle = Self.normalized([z1, inputs[2], inputs[3]], .rectifier)
      let z2 = Reference.convolution(middle, inputs[4], stride: 1, padding: 1)
      return Self.normalized([z2, inputs[5], inputs[6]] + (residual ? [all[0]] : []), .rectifier)
    case .pooledConvolution(let stride, let side, let activation):
      let z = Reference.convolution(all[0], all[1], stride: stride, padding: padding)
      let pooled = Reference.maximumPooling(z, kernel: side, stride: side)
      return Self.normalized([pooled] + all.dropFirst(2), activation)
    case .biasAddition(let activation): return Self.following(activation, Reference.biasAddition(all))
    case .linear: return Reference.linear(all)
    case .softmaxCrossEntropy(let smoothing):
      return Reference.softmaxCrossEntropy(all[0], all[1], smoothing: Double(smoothing))
    case .maximumPooling(let kernel, let stride):
      return Reference.maximumPooling(all[0], kernel: kernel, stride: stride)
    case .globalAveragePooling: return Reference.globalAveragePooling(all[0])
    case .subsampling(let stride, let channels):
      return Reference.subsampling(all[0], stride: stride, channels: channels)
    case .scaling(let factor): return Exact(all[0].shape, all[0].elements.map { Double(factor) * $0 })
    case .addition: return Exact(all[0].shape, zip(all[0].elements, all[1].elements).map { $0 + $1 })
    case .multiplication: return Exact(all[0].shape, zip(all[0].elements, all[1].elements).map { $0 * $1 })
    case .square: return Exact(all[0].shape, all[0].elements.map { $0 * $0 })
    case .rectification: return Self.following(.rectifier, all[0])
    case .gelu: return Reference.gelu(all[0])
    }
  }

  private static func normalized(_ inputs: [Exact], _ activation: Activation) -> Exact {
    let y = Reference.batchNormalization(inputs, rectified: activation == .rectifier)
    return activation == .gelu ? Reference.gelu(y) : y
  }

  private static func following(_ activation: Activation, _ y: Exact) -> Exact {
    switch activation {
    case .identity: y
    case .rectifier: Exact(y.shape, y.elements.map { max(0, $0) })
    case .gelu: Reference.gelu(y)
    }
  }

  // MARK: - How close

  /// Whether inputs are kept apart from each other and from zero, where the operation has a kink.
  var isDistinct: Bool {
    switch kind {
    case .batchNormalization(_, .rectifier), .biasAddition(.rectifier), .rectification, .maximumPooling: true
    default: false
    }
  }

  /// Elements of each input whose derivative is compared with the oracle's difference quotient; fewer where that is
  /// slow.
  var samples: Int {
    guard let first = convolutions.first else { return 24 }
    let isPlain = if case .convolution = kind { 2 } else { 1 }
    return isPlain * (first.weights[2] > 100 ? 1 : 6)
  }

  /// Bounds on the relative root-mean-square error in 32 bits.
  private var exactTolerances: (forward: Double, gradient: Double) {
    switch kind {
    case .convolution(let stride, _):
      let (inputs, outputs, kernel) = (shapes[1][2], shapes[1][3], shapes[1][0])
      let transforms = kernel == 3 && padding == 1 && inputs % 8 == 0 && inputs > 8 && outputs % 16 == 0
      let tolerance = !transforms ? 1e-6 : stride == 1 && max(inputs, outputs) > 100 ? 5e-6 : 3e-6
      return (tolerance, 4 * tolerance)
    case .batchNormalization: return (2e-6, 3e-5)
    case .normalizedConvolution, .pooledConvolution: return (1e-5, 1e-4)
    case .residualBranch: return (2e-5, 3e-4)
    case .gelu: return (2e-7, 5e-7)
    default: return (2e-6, 1e-5)
    }
  }

  /// Where AVX-512 rounds what Winograd's transforms give: relative errors of 6e-3 (mixed) and 1e-2 (fast) for one
  /// convolution. Elsewhere what passes from one part of the operation to the next is rounded.
  func tolerances(_ backend: Backend) -> (forward: Double, gradient: Double) {
    let exact = exactTolerances
    guard backend.precision != .fp32 else { return exact }
    let isFast = backend.precision == .fast
    if backend.instructionSet == "avx512", isRounded {
      let rounding = isFast ? 2.5e-2 : 1.5e-2
      if case .convolution = kind { return (rounding, rounding) }
      // A rectifier, a maximum or a slope behind the convolution carries its rounding on into gradients.
      return (2 * rounding, isFast ? 0.4 : 0.3)
    }
    return switch kind {
    // Rounding may turn one of the few rectifiers in the middle on or off.
    case .residualBranch: (1e-2, 0.2)
    case .normalizedConvolution, .pooledConvolution: (exact.forward, 8e-3)
    default: exact
    }
  }

  /// Whether such a convolution is inside: of stride 1, between pairs of panels of 16 channels; of inputs the last
  /// panel may be half empty.
  private var isRounded: Bool {
    let isPadded = padding == 1 || convolutions.count > 1
    return isPadded
      && convolutions.contains { weights, stride in
        weights[0] == 3 && stride == 1 && weights[3] % 32 == 0 && [0, 24].contains(weights[2] % 32)
      }
  }
}
