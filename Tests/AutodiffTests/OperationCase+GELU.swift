import Autodiff
import Kernels
import Tensors

/// Operations with GELU, alone and behind others.
extension OperationCase {
  static let gelus: [OperationCase] = [
    OperationCase(
      name: "gelu", shapes: [[3, 5, 7]], forwardTolerance: 2e-7, gradientTolerance: 5e-7,
      record: { inputs, _ in try inputs[0].gelu() }, oracle: { Reference.gelu($0[0]) }),
    OperationCase(
      name: "biasAddition", shapes: [[3, 4, 4, 19], [19]],
      record: { inputs, _ in try inputs[0].adding(bias: inputs[1]) }, oracle: { Reference.biasAddition($0) }),
    OperationCase(
      name: "biasAddition relu", shapes: [[3, 4, 4, 16], [16]], distinct: true,
      record: { inputs, _ in try inputs[0].adding(bias: inputs[1], .rectifier) },
      oracle: { Exact($0[0].shape, Reference.biasAddition($0).elements.map { max(0, $0) }) }),
    OperationCase(
      name: "biasAddition gelu", shapes: [[2, 5, 5, 24], [24]],
      record: { inputs, _ in try inputs[0].adding(bias: inputs[1], .gelu) },
      oracle: { Reference.gelu(Reference.biasAddition($0)) }),
    // An odd number of rows, two of which fill vectors together.
    OperationCase(
      name: "biasAddition gelu", shapes: [[3, 3, 3, 24], [24]],
      record: { inputs, _ in try inputs[0].adding(bias: inputs[1], .gelu) },
      oracle: { Reference.gelu(Reference.biasAddition($0)) }),
    normalizationWithGELU([4, 5, 6, 16]), normalizationWithGELU([3, 5, 3, 40]), normalizationWithGELU([2, 20, 20, 83]), normalizationWithGELU([7, 21]),
    normalizedConvolutionWithGELU([3, 6, 7, 16], 32), normalizedConvolutionWithGELU([4, 3, 3, 256], 256),
    normalizedConvolutionWithGELU([3, 5, 5, 24], 40),
  ]

  private static func normalizationWithGELU(_ x: Shape) -> OperationCase {
    OperationCase(
      name: "batchNormalization gelu", shapes: [x, [x.channels], [x.channels]], gradientTolerance: 3e-5,
      record: { inputs, settings in
        try inputs[0].batchNormalization(scale: inputs[1], offset: inputs[2], settings, .gelu)
      },
      oracle: { Reference.gelu(Reference.batchNormalization($0, rectified: false)) })
  }

  private static func normalizedConvolutionWithGELU(_ x: Shape, _ outputs: Int) -> OperationCase {
    var sample = OperationCase(
      name: "normalizedConvolution gelu", shapes: [x, [3, 3, x[3], outputs], [outputs], [outputs]],
      forwardTolerance: 1e-5, gradientTolerance: 1e-4, samples: x[3] > 100 ? 1 : 6,
      record: { inputs, settings in
        try inputs[0].normalizedConvolution(
          inputs[1], padding: 1, scale: inputs[2], offset: inputs[3], settings, .gelu)
      },
      oracle: { inputs in
        let z = Reference.convolution(inputs[0], inputs[1], stride: 1, padding: 1)
        return Reference.gelu(Reference.batchNormalization([z] + inputs.dropFirst(2), rectified: false))
      })
    sample.stateChannels = outputs
    sample.mixedGradientTolerance = 8e-3
    return sample.rounding(x[3], outputs, hasKink: true)
  }

  /// Odd maps, so that pixels at the border belong to no window; several groups; few and many channels; windows of 1, 2 and 3.
  static let pooledConvolutions: [OperationCase] = [
    pooledConvolution([3, 7, 7, 24], 64, side: 2, .gelu), pooledConvolution([5, 8, 6, 16], 16, side: 2, .rectifier),
    pooledConvolution([2, 31, 31, 16], 32, side: 2, .gelu), pooledConvolution([2, 7, 7, 5], 9, side: 3, .identity),
    pooledConvolution([3, 4, 4, 32], 32, kernel: 1, side: 1, .gelu),
    pooledConvolution([2, 17, 17, 144], 144, side: 2, .gelu), pooledConvolution([2, 7, 8, 64], 64, side: 2, .gelu),
    pooledConvolution([3, 9, 8, 8], 16, stride: 2, side: 2, .gelu),
  ]

  private static func pooledConvolution(
    _ x: Shape, _ outputs: Int, kernel: Int = 3, stride: Int = 1, side: Int, _ activation: Activation
  ) -> OperationCase {
    let padding = (kernel - 1) / 2
    var sample = OperationCase(
      name: "pooledConvolution \(kernel)/\(stride), \(side) \(activation)",
      shapes: [x, [kernel, kernel, x[3], outputs], [outputs], [outputs]], forwardTolerance: 1e-5,
      gradientTolerance: 1e-4, samples: x[3] > 100 ? 1 : 6,
      record: { inputs, settings in
        try inputs[0].pooledConvolution(
          inputs[1], stride: stride, padding: padding, poolingBy: side, scale: inputs[2], offset: inputs[3], settings,
          activation)
      },
      oracle: { inputs in
        let z = Reference.convolution(inputs[0], inputs[1], stride: stride, padding: padding)
        let pooled = Reference.maximumPooling(z, kernel: side, stride: side)
        let y = Reference.batchNormalization([pooled] + inputs.dropFirst(2), rectified: activation == .rectifier)
        return activation == .gelu ? Reference.gelu(y) : y
      })
    sample.stateChannels = outputs
    sample.mixedGradientTolerance = 8e-3
    return sample.rounding(x[3], outputs, kernel: kernel, stride: stride, hasKink: true)
  }
}
