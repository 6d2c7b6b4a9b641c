import Autodiff
import Kernels
import Tensors
import Testing

/// One row of the table that serves the forward and the gradient test: an operation, its inputs' shapes, its oracle.
struct OperationCase: Sendable, CustomTestStringConvertible {
  let name: String
  let shapes: [Shape]
  /// Inputs that hold class indices below this bound instead of real numbers, and get no gradient.
  var labels: (input: Int, classes: Int)?
  /// Inputs are kept at least this far from zero and from each other where the operation has a kink.
  var distinct = false
  /// Bound on the relative root-mean-square error of the forward pass.
  var forwardTolerance = 2e-6
  var gradientTolerance = 1e-5
  /// The same in mixed precision, if what passes from one part of the operation to the next is rounded there.
  var mixedGradientTolerance: Double?
  var mixedForwardTolerance: Double?
  /// Whether AVX-512 rounds numbers of a convolution in it where its precision is mixed or fast.
  var isRounded = false
  /// Whether a rectifier, a maximum or a slope behind the convolution carries its rounding on into gradients.
  var hasKink = false
  /// Elements of each input whose derivative is compared with the oracle's difference quotient.
  var samples = 24
  /// Channels of the running averages; `nil` for those of the first input.
  var stateChannels: Int?
  /// Records the operation; the settings are those of a normalisation over the first input's channels.
  let record: @Sendable ([Value], NormalizationSettings) throws -> Value
  let oracle: @Sendable ([Exact]) -> Exact

  var testDescription: String { "\(name) \(shapes.map(\.description).joined(separator: " "))" }
}

extension OperationCase {
  /// Winograd rounds its transforms' results: relative errors of 6e-3 (mixed) and 1e-2 (fast) for one convolution.
  func tolerances(_ backend: Backend) -> (forward: Double, gradient: Double) {
    guard backend.precision != .fp32 else { return (forwardTolerance, gradientTolerance) }
    let tiles = (mixedForwardTolerance ?? forwardTolerance, mixedGradientTolerance ?? gradientTolerance)
    let isFast = backend.precision == .fast
    guard backend.instructionSet == "avx512", isRounded else { return tiles }
    let rounding = isFast ? 2.5e-2 : 1.5e-2
    return hasKink ? (2 * rounding, isFast ? 0.4 : 0.3) : (rounding, rounding)
  }

  /// The same sample, with what such a convolution in it does to rounded numbers.
  func rounding(_ inputs: Int, _ outputs: Int, kernel: Int = 3, stride: Int = 1, hasKink: Bool) -> OperationCase {
    var sample = self
    // Pairs of panels of 16 channels; of inputs the last may be half empty.
    let pairs = outputs % 32 == 0 && (inputs % 32 == 0 || inputs % 32 == 24)
    sample.isRounded = isRounded || kernel == 3 && stride == 1 && pairs
    sample.hasKink = hasKink
    return sample
  }

  static let all: [OperationCase] =
    convolutions + normalizations + normalizedConvolutions + residualBranches + pooledConvolutions + gelus + others

  private static func convolution(
    _ x: Shape, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int, tolerance: Double = 1e-6
  ) -> OperationCase {
    OperationCase(
      name: "convolution \(kernel)/\(stride) p\(padding)", shapes: [x, [kernel, kernel, x[3], outputs]],
      forwardTolerance: tolerance, gradientTolerance: 4 * tolerance, samples: x[3] > 100 ? 2 : 12,
      record: { inputs, _ in try inputs[0].convolution(inputs[1], stride: stride, padding: padding) },
      oracle: { Reference.convolution($0[0], $0[1], stride: stride, padding: padding) }
    ).rounding(x[3], outputs, kernel: padding == 1 ? kernel : 0, stride: stride, hasKink: false)
  }

  /// Winograd shapes (multiples of 4 and not, single tiles, batch 1, several panels), then lists of taps of all kinds.
  private static let convolutions: [OperationCase] = [
    convolution([2, 8, 8, 16], 16, kernel: 3, padding: 1, tolerance: 3e-6),
    convolution([1, 4, 4, 16], 32, kernel: 3, padding: 1, tolerance: 3e-6),
    convolution([3, 7, 5, 32], 16, kernel: 3, padding: 1, tolerance: 3e-6),
    convolution([1, 1, 1, 16], 16, kernel: 3, padding: 1, tolerance: 3e-6),
    convolution([5, 9, 10, 48], 48, kernel: 3, padding: 1, tolerance: 3e-6),
    convolution([70, 3, 3, 16], 16, kernel: 3, padding: 1, tolerance: 3e-6),
    convolution([8, 4, 4, 256], 272, kernel: 3, padding: 1, tolerance: 5e-6),
    // So many channels and tiles that 32-bit products go through matrix tiles, where there are some.
    convolution([34, 5, 6, 64], 64, kernel: 3, padding: 1, tolerance: 3e-6),
    convolution([128, 1, 2, 128], 128, kernel: 3, padding: 1, tolerance: 5e-6),
    convolution([130, 1, 1, 144], 128, kernel: 3, padding: 1, tolerance: 5e-6),
    // Stride 2 with enough tiles for Winograd on the phases: odd sizes, one image, many channels.
    convolution([130, 8, 8, 64], 64, kernel: 3, stride: 2, padding: 1, tolerance: 3e-6),
    convolution([9, 13, 10, 48], 16, kernel: 3, stride: 2, padding: 1, tolerance: 3e-6),
    convolution([1, 41, 46, 16], 32, kernel: 3, stride: 2, padding: 1, tolerance: 3e-6),
    convolution([130, 2, 1, 176], 160, kernel: 3, stride: 2, padding: 1, tolerance: 3e-6),
    // What AVX-512 rounds: an odd number of tiles, and so many channels that all threads work on one sum.
    convolution([7, 3, 4, 160], 192, kernel: 3, padding: 1, tolerance: 5e-6),
    convolution([5, 7, 9, 32], 64, kernel: 3, padding: 1, tolerance: 5e-6),
    // A last panel of eight inputs, in pairs of panels and not, and with one sum for all threads.
    convolution([2, 9, 5, 56], 32, kernel: 3, padding: 1, tolerance: 3e-6),
    convolution([5, 7, 9, 40], 16, kernel: 3, padding: 1, tolerance: 3e-6),
    convolution([4, 5, 6, 24], 640, kernel: 3, padding: 1, tolerance: 3e-6),
    convolution([131, 7, 8, 64], 96, kernel: 1, stride: 2, padding: 0),
    convolution([2, 6, 6, 3], 16, kernel: 3, padding: 1),
    convolution([2, 8, 8, 16], 32, kernel: 3, stride: 2, padding: 1),
    convolution([1, 7, 9, 5], 7, kernel: 3, stride: 2, padding: 1),
    convolution([2, 6, 6, 8], 12, kernel: 1, padding: 0),
    convolution([2, 7, 7, 16], 32, kernel: 1, stride: 2, padding: 0),
    convolution([2, 6, 7, 3], 24, kernel: 2, padding: 0),
    convolution([1, 9, 9, 2], 3, kernel: 5, stride: 3, padding: 2),
    convolution([1, 3, 3, 2], 2, kernel: 3, padding: 3),
    // What mixed precision does by tiles: several channel tiles, odd sizes, every kind of stride.
    convolution([2, 6, 6, 64], 96, kernel: 3, padding: 1, tolerance: 3e-6),
    convolution([3, 5, 7, 32], 64, kernel: 3, stride: 2, padding: 1),
    convolution([2, 6, 7, 32], 32, kernel: 2, padding: 0),
    convolution([3, 15, 15, 24], 64, kernel: 3, padding: 1, tolerance: 3e-6),
    convolution([2, 9, 8, 40], 16, kernel: 3, stride: 2, padding: 1),
    convolution([2, 5, 6, 17], 32, kernel: 2, padding: 0),
    convolution([1, 9, 9, 32], 16, kernel: 5, stride: 3, padding: 2),
    convolution([2, 6, 6, 16], 64, kernel: 1, padding: 0),
    convolution([2, 7, 7, 16], 16, kernel: 5, padding: 1),
    // And by pairs in AVX-512's registers: groups of an odd number of images, odd channels, pixels that no tap sees, few tiles.
    convolution([7, 9, 9, 24], 33, kernel: 3, stride: 2, padding: 1),
    convolution([3, 8, 7, 18], 20, kernel: 1, stride: 3, padding: 0),
    convolution([1, 4, 4, 128], 128, kernel: 3, padding: 1, tolerance: 3e-6),
  ]

  private static func normalization(_ x: Shape, residual: Bool, rectified: Bool) -> OperationCase {
    OperationCase(
      name: "batchNormalization\(residual ? " + r" : "")\(rectified ? " relu" : "")",
      shapes: [x, [x.channels], [x.channels]] + (residual ? [x] : []), distinct: rectified, gradientTolerance: 3e-5,
      record: { inputs, settings in
        try inputs[0].batchNormalization(
          scale: inputs[1], offset: inputs[2], settings, adding: residual ? inputs[3] : nil, rectified: rectified)
      },
      oracle: { Reference.batchNormalization($0, rectified: rectified) })
  }

  /// Inputs x, w, γ, β and perhaps a residual. Settings are those of a normalisation over the outputs.
  private static func normalizedConvolution(
    _ x: Shape, _ outputs: Int, kernel: Int = 3, stride: Int = 1, residual: Bool, rectified: Bool
  ) -> OperationCase {
    let padding = (kernel - 1) / 2
    let result: Shape = [
      x[0], (x[1] + 2 * padding - kernel) / stride + 1, (x[2] + 2 * padding - kernel) / stride + 1, outputs,
    ]
    var sample = OperationCase(
      name: "normalizedConvolution \(kernel)/\(stride)\(residual ? " + r" : "")\(rectified ? " relu" : "")",
      shapes: [x, [kernel, kernel, x[3], outputs], [outputs], [outputs]] + (residual ? [result] : []),
      forwardTolerance: 1e-5, gradientTolerance: 1e-4, samples: x[3] > 100 ? 1 : 6,
      record: { inputs, settings in
        try inputs[0].normalizedConvolution(
          inputs[1], stride: stride, padding: padding, scale: inputs[2], offset: inputs[3], settings,
          adding: residual ? inputs[4] : nil, rectified: rectified)
      },
      oracle: { inputs in
        let z = Reference.convolution(inputs[0], inputs[1], stride: stride, padding: padding)
        return Reference.batchNormalization([z] + inputs.dropFirst(2), rectified: rectified)
      })
    sample.stateChannels = outputs
    sample.mixedGradientTolerance = 8e-3
    return sample.rounding(x[3], outputs, kernel: kernel, stride: stride, hasKink: true)
  }

  /// Inputs: perhaps a residual, x, w₁, γ₁, β₁, w₂, γ₂, β₂.
  private static func residualBranch(
    _ x: Shape, _ inner: Int, _ outputs: Int, kernel: Int = 3, stride: Int = 1, residual: Bool
  ) -> OperationCase {
    let padding = (kernel - 1) / 2
    let result: Shape = [
      x[0], (x[1] + 2 * padding - kernel) / stride + 1, (x[2] + 2 * padding - kernel) / stride + 1, outputs,
    ]
    let start = residual ? 1 : 0
    var sample = OperationCase(
      name: "residualBranch \(kernel)/\(stride)\(residual ? " + r" : "")",
      shapes: (residual ? [result] : []) + [
        x, [kernel, kernel, x[3], inner], [inner], [inner], [3, 3, inner, outputs], [outputs], [outputs],
      ],
      forwardTolerance: 2e-5, gradientTolerance: 3e-4, samples: x[3] > 100 ? 1 : 6,
      record: { all, settings in
        let inputs = Array(all[start...])
        return try inputs[0].residualBranch(
          .init(
            weights: inputs[1], stride: stride, padding: padding, scale: inputs[2], offset: inputs[3], settings),
          .init(weights: inputs[4], padding: 1, scale: inputs[5], offset: inputs[6], settings),
          adding: residual ? all[0] : nil)
      },
      oracle: { all in
        let inputs = Array(all[start...])
        let z1 = Reference.convolution(inputs[0], inputs[1], stride: stride, padding: padding)
        let middle = Reference.batchNormalization([z1, inputs[2], inputs[3]], rectified: true)
        let z2 = Reference.convolution(middle, inputs[4], stride: 1, padding: 1)
        return Reference.batchNormalization(
          [z2, inputs[5], inputs[6]] + (residual ? [all[0]] : []), rectified: true)
      })
    // Both layers share the settings, so the running averages have room for the wider of them.
    sample.stateChannels = max(inner, outputs)
    // Rounding may turn one of the few rectifiers in the middle on or off.
    (sample.mixedForwardTolerance, sample.mixedGradientTolerance) = (1e-2, 0.2)
    return sample.rounding(x[3], inner, kernel: kernel, stride: stride, hasKink: true)
      .rounding(inner, outputs, hasKink: true)
  }

  private static let residualBranches: [OperationCase] = [
    residualBranch([5, 8, 8, 16], 16, 16, residual: true),
    residualBranch([3, 6, 7, 16], 32, 32, stride: 2, residual: true),
    residualBranch([33, 5, 6, 16], 32, 32, stride: 2, residual: true),
    residualBranch([4, 5, 5, 32], 16, 32, kernel: 1, residual: false),
    residualBranch([8, 4, 4, 176], 176, 176, residual: true),
    residualBranch([3, 6, 5, 7], 9, 11, residual: false),
    residualBranch([4, 5, 6, 64], 64, 64, residual: true),
    residualBranch([3, 6, 7, 16], 24, 32, residual: false),
  ]

  private static let normalizedConvolutions: [OperationCase] = [
    normalizedConvolution([5, 8, 8, 16], 16, residual: true, rectified: true),
    normalizedConvolution([3, 6, 7, 16], 32, residual: false, rectified: true),
    normalizedConvolution([9, 4, 4, 32], 16, residual: false, rectified: false),
    normalizedConvolution([8, 4, 4, 176], 176, residual: true, rectified: true),
    normalizedConvolution([5, 7, 6, 64], 96, residual: false, rectified: true),
    normalizedConvolution([3, 8, 8, 3], 16, residual: false, rectified: true),
    normalizedConvolution([4, 8, 8, 16], 32, stride: 2, residual: true, rectified: true),
    normalizedConvolution([34, 4, 6, 16], 32, stride: 2, residual: true, rectified: true),
    normalizedConvolution([33, 3, 4, 176], 160, stride: 2, residual: false, rectified: true),
    normalizedConvolution([4, 8, 8, 16], 32, kernel: 1, stride: 2, residual: false, rectified: false),
    normalizedConvolution([4, 5, 5, 12], 9, kernel: 1, residual: false, rectified: true),
  ]

  private static let normalizations: [OperationCase] = [
    normalization([4, 5, 6, 16], residual: false, rectified: false),
    normalization([4, 5, 6, 16], residual: false, rectified: true),
    normalization([2, 3, 3, 80], residual: true, rectified: true),
    normalization([7, 21], residual: true, rectified: false),
    normalization([3, 2, 2, 3], residual: false, rectified: true),
    normalization([2, 20, 20, 17], residual: true, rectified: true),
  ]

  private static let others: [OperationCase] = [
    OperationCase(
      name: "linear", shapes: [[5, 7], [3, 7], [3]],
      record: { inputs, _ in try inputs[0].linear(inputs[1], bias: inputs[2]) },
      oracle: { Reference.linear($0) }),
    OperationCase(
      name: "linear without bias", shapes: [[40, 64], [10, 64]],
      record: { inputs, _ in try inputs[0].linear(inputs[1]) },
      oracle: { Reference.linear($0) }),
    OperationCase(
      name: "rectification", shapes: [[3, 5, 7]], distinct: true, record: { inputs, _ in try inputs[0].rectified() },
      oracle: { Exact($0[0].shape, $0[0].elements.map { max(0, $0) }) }),
    OperationCase(
      name: "addition", shapes: [[3, 50], [3, 50]], record: { inputs, _ in try inputs[0].adding(inputs[1]) },
      oracle: { Exact($0[0].shape, zip($0[0].elements, $0[1].elements).map { $0 + $1 }) }),
    OperationCase(
      name: "multiplication", shapes: [[3, 50], [3, 50]],
      record: { inputs, _ in try inputs[0].multiplied(by: inputs[1]) },
      oracle: { Exact($0[0].shape, zip($0[0].elements, $0[1].elements).map { $0 * $1 }) }),
    OperationCase(
      name: "square", shapes: [[33]], record: { inputs, _ in try inputs[0].multiplied(by: inputs[0]) },
      oracle: { Exact($0[0].shape, $0[0].elements.map { $0 * $0 }) }),
    OperationCase(
      name: "scaling", shapes: [[2, 9]], record: { inputs, _ in try inputs[0].scaled(by: -2.5) },
      oracle: { Exact($0[0].shape, $0[0].elements.map { -2.5 * $0 }) }),
    OperationCase(
      name: "maximumPooling 2/2", shapes: [[2, 6, 6, 16]], distinct: true,
      record: { inputs, _ in try inputs[0].maximumPooled(kernel: 2, stride: 2) },
      oracle: { Reference.maximumPooling($0[0], kernel: 2, stride: 2) }),
    OperationCase(
      name: "maximumPooling 3/2", shapes: [[1, 7, 8, 3]], distinct: true,
      record: { inputs, _ in try inputs[0].maximumPooled(kernel: 3, stride: 2) },
      oracle: { Reference.maximumPooling($0[0], kernel: 3, stride: 2) }),
    OperationCase(
      name: "globalAveragePooling", shapes: [[3, 4, 5, 18]],
      record: { inputs, _ in try inputs[0].globalAveragePooled() },
      oracle: { Reference.globalAveragePooling($0[0]) }),
    OperationCase(
      name: "subsampling", shapes: [[2, 5, 6, 16]],
      record: { inputs, _ in try inputs[0].subsampled(stride: 2, channels: 32) },
      oracle: { Reference.subsampling($0[0], stride: 2, channels: 32) }),
    OperationCase(
      name: "softmaxCrossEntropy", shapes: [[6, 10], [6]], labels: (1, 10),
      record: { inputs, _ in try inputs[0].softmaxCrossEntropy(inputs[1]) },
      oracle: { Reference.softmaxCrossEntropy($0[0], $0[1], smoothing: 0) }),
    OperationCase(
      name: "softmaxCrossEntropy smoothed", shapes: [[1, 2], [1]], labels: (1, 2),
      record: { inputs, _ in try inputs[0].softmaxCrossEntropy(inputs[1], smoothing: 0.2) },
      oracle: { Reference.softmaxCrossEntropy($0[0], $0[1], smoothing: 0.2) }),
  ]
}
