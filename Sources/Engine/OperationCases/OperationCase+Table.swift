import Kernels
import Tensors

/// All cases.
extension OperationCase {
  package static let all: [OperationCase] =
    convolutions + normalizations + normalizedConvolutions + residualBranches + pooledConvolutions + others

  private static func convolution(
    _ x: Shape, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int
  ) -> OperationCase {
    OperationCase(.convolution(stride: stride, padding: padding), [x, [kernel, kernel, x[3], outputs]])
  }

  /// Winograd shapes (multiples of 4 and not, single tiles, batch 1, several panels), then lists of taps of all kinds.
  private static let convolutions: [OperationCase] = [
    convolution([2, 8, 8, 16], 16, kernel: 3, padding: 1),
    convolution([1, 4, 4, 16], 32, kernel: 3, padding: 1),
    convolution([3, 7, 5, 32], 16, kernel: 3, padding: 1),
    convolution([1, 1, 1, 16], 16, kernel: 3, padding: 1),
    convolution([5, 9, 10, 48], 48, kernel: 3, padding: 1),
    convolution([70, 3, 3, 16], 16, kernel: 3, padding: 1),
    convolution([8, 4, 4, 256], 272, kernel: 3, padding: 1),
    // Enough channels and tiles that 32-bit products go through matrix tiles, where there are some.
    convolution([34, 5, 6, 64], 64, kernel: 3, padding: 1),
    convolution([128, 1, 2, 128], 128, kernel: 3, padding: 1),
    convolution([130, 1, 1, 144], 128, kernel: 3, padding: 1),
    // Few groups that would all read many weights, so that threads work on one block after another; an odd number of
    // panels.
    convolution([130, 1, 1, 256], 272, kernel: 3, padding: 1),
    // Stride 2 with enough tiles for Winograd on the phases: odd sizes, one image, many channels.
    convolution([130, 8, 8, 64], 64, kernel: 3, stride: 2, padding: 1),
    convolution([9, 13, 10, 48], 16, kernel: 3, stride: 2, padding: 1),
    convolution([1, 41, 46, 16], 32, kernel: 3, stride: 2, padding: 1),
    convolution([130, 2, 1, 176], 160, kernel: 3, stride: 2, padding: 1),
    // What AVX-512 rounds: an odd number of tiles, and enough channels that all threads work on one sum.
    convolution([9, 3, 4, 160], 192, kernel: 3, padding: 1),
    convolution([5, 7, 9, 32], 64, kernel: 3, padding: 1),
    // A last panel of eight inputs, in pairs of panels and not, and with one sum for all threads.
    convolution([2, 9, 5, 56], 32, kernel: 3, padding: 1),
    convolution([5, 7, 9, 40], 16, kernel: 3, padding: 1),
    convolution([4, 5, 6, 24], 640, kernel: 3, padding: 1),
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
    convolution([2, 6, 6, 64], 96, kernel: 3, padding: 1),
    convolution([3, 5, 7, 32], 64, kernel: 3, stride: 2, padding: 1),
    convolution([2, 6, 7, 32], 32, kernel: 2, padding: 0),
    convolution([3, 15, 15, 24], 64, kernel: 3, padding: 1),
    convolution([2, 9, 8, 40], 16, kernel: 3, stride: 2, padding: 1),
    convolution([2, 5, 6, 17], 32, kernel: 2, padding: 0),
    convolution([1, 9, 9, 32], 16, kernel: 5, stride: 3, padding: 2),
    convolution([2, 6, 6, 16], 64, kernel: 1, padding: 0),
    convolution([2, 7, 7, 16], 16, kernel: 5, padding: 1),
    // And by pairs in AVX-512's registers: groups of an odd number of images, odd channels, pixels that no tap sees,
    // few tiles.
    convolution([7, 9, 9, 24], 33, kernel: 3, stride: 2, padding: 1),
    convolution([3, 8, 7, 18], 20, kernel: 1, stride: 3, padding: 0),
    convolution([1, 4, 4, 128], 128, kernel: 3, padding: 1),
  ]

  private static func normalization(
    _ x: Shape, residual: Bool = false, _ activation: Activation
  ) -> OperationCase {
    OperationCase(
      .batchNormalization(residual: residual, activation), [x, [x.channels], [x.channels]] + (residual ? [x] : []))
  }

  private static let normalizations: [OperationCase] = [
    normalization([4, 5, 6, 16], .identity), normalization([4, 5, 6, 16], .rectifier),
    normalization([2, 3, 3, 80], residual: true, .rectifier), normalization([7, 21], residual: true, .identity),
    normalization([3, 2, 2, 3], .rectifier), normalization([2, 20, 20, 17], residual: true, .rectifier),
    normalization([4, 5, 6, 16], .gelu), normalization([3, 5, 3, 40], .gelu), normalization([2, 20, 20, 83], .gelu),
    normalization([7, 21], .gelu),
  ]

  /// What a convolution with half its kernel around the image gives.
  private static func output(_ x: Shape, _ outputs: Int, kernel: Int, stride: Int) -> Shape {
    let padding = (kernel - 1) / 2
    return [
      x[0], (x[1] + 2 * padding - kernel) / stride + 1, (x[2] + 2 * padding - kernel) / stride + 1, outputs,
    ]
  }

  private static func normalizedConvolution(
    _ x: Shape, _ outputs: Int, kernel: Int = 3, stride: Int = 1, residual: Bool = false, _ activation: Activation
  ) -> OperationCase {
    OperationCase(
      .normalizedConvolution(stride: stride, residual: residual, activation),
      [x, [kernel, kernel, x[3], outputs], [outputs], [outputs]]
        + (residual ? [output(x, outputs, kernel: kernel, stride: stride)] : []))
  }

  private static let normalizedConvolutions: [OperationCase] = [
    normalizedConvolution([5, 8, 8, 16], 16, residual: true, .rectifier),
    normalizedConvolution([3, 6, 7, 16], 32, .rectifier),
    normalizedConvolution([9, 4, 4, 32], 16, .identity),
    normalizedConvolution([8, 4, 4, 176], 176, residual: true, .rectifier),
    normalizedConvolution([5, 7, 6, 64], 96, .rectifier),
    normalizedConvolution([3, 8, 8, 3], 16, .rectifier),
    normalizedConvolution([4, 8, 8, 16], 32, stride: 2, residual: true, .rectifier),
    normalizedConvolution([34, 4, 6, 16], 32, stride: 2, residual: true, .rectifier),
    normalizedConvolution([33, 3, 4, 176], 160, stride: 2, .rectifier),
    normalizedConvolution([4, 8, 8, 16], 32, kernel: 1, stride: 2, .identity),
    normalizedConvolution([4, 5, 5, 12], 9, kernel: 1, .rectifier),
    normalizedConvolution([3, 6, 7, 16], 32, .gelu),
    normalizedConvolution([4, 3, 3, 256], 256, .gelu),
    normalizedConvolution([3, 5, 5, 24], 40, .gelu),
  ]

  private static func residualBranch(
    _ x: Shape, _ inner: Int, _ outputs: Int, kernel: Int = 3, stride: Int = 1, residual: Bool
  ) -> OperationCase {
    OperationCase(
      .residualBranch(stride: stride, residual: residual),
      (residual ? [output(x, outputs, kernel: kernel, stride: stride)] : []) + [
        x, [kernel, kernel, x[3], inner], [inner], [inner], [3, 3, inner, outputs], [outputs], [outputs],
      ])
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

  private static func pooledConvolution(
    _ x: Shape, _ outputs: Int, kernel: Int = 3, stride: Int = 1, side: Int, _ activation: Activation
  ) -> OperationCase {
    OperationCase(
      .pooledConvolution(stride: stride, side: side, activation),
      [x, [kernel, kernel, x[3], outputs], [outputs], [outputs]])
  }

  /// Odd maps, so that pixels at the border belong to no window; several groups; few and many channels; windows of 1, 2
  /// and 3.
  private static let pooledConvolutions: [OperationCase] = [
    pooledConvolution([3, 7, 7, 24], 64, side: 2, .gelu), pooledConvolution([5, 8, 6, 16], 16, side: 2, .rectifier),
    pooledConvolution([2, 31, 31, 16], 32, side: 2, .gelu), pooledConvolution([2, 7, 7, 5], 9, side: 3, .identity),
    pooledConvolution([3, 4, 4, 32], 32, kernel: 1, side: 1, .gelu),
    pooledConvolution([2, 17, 17, 144], 144, side: 2, .gelu), pooledConvolution([2, 7, 8, 64], 64, side: 2, .gelu),
    pooledConvolution([3, 9, 8, 8], 16, stride: 2, side: 2, .gelu),
  ]

  private static let others: [OperationCase] = [
    OperationCase(.gelu, [[3, 5, 7]]),
    OperationCase(.biasAddition(.identity), [[3, 4, 4, 19], [19]]),
    OperationCase(.biasAddition(.rectifier), [[3, 4, 4, 16], [16]]),
    OperationCase(.biasAddition(.gelu), [[2, 5, 5, 24], [24]]),
    // An odd number of rows, two of which fill vectors together.
    OperationCase(.biasAddition(.gelu), [[3, 3, 3, 24], [24]]),
    OperationCase(.linear(bias: true), [[5, 7], [3, 7], [3]]),
    OperationCase(.linear(bias: false), [[40, 64], [10, 64]]),
    OperationCase(.rectification, [[3, 5, 7]]),
    OperationCase(.addition, [[3, 50], [3, 50]]),
    OperationCase(.multiplication, [[3, 50], [3, 50]]),
    OperationCase(.square, [[33]]),
    OperationCase(.scaling(by: -2.5), [[2, 9]]),
    OperationCase(.maximumPooling(kernel: 2, stride: 2), [[2, 6, 6, 16]]),
    OperationCase(.maximumPooling(kernel: 3, stride: 2), [[1, 7, 8, 3]]),
    OperationCase(.globalAveragePooling, [[3, 4, 5, 18]]),
    OperationCase(.subsampling(stride: 2, channels: 32), [[2, 5, 6, 16]]),
    OperationCase(.softmaxCrossEntropy(smoothing: 0), [[6, 10], [6]]),
    OperationCase(.softmaxCrossEntropy(smoothing: 0.2), [[1, 2], [1]]),
  ]
}
