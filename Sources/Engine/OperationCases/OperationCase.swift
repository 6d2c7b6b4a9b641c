import Kernels
import Tensors

/// One operation on inputs of given shapes. Tests hold it against an oracle on every instruction set and in every
/// precision; `cifar-bench operations` times it.
package struct OperationCase: Sendable {
  /// Which operation, with what its shapes do not say.
  package enum Kind: Sendable {
    /// Inputs x, w. The kernel's size is that of w here and below.
    case convolution(stride: Int, padding: Int)
    /// Inputs x, γ, β and perhaps a residual.
    case batchNormalization(residual: Bool, Activation)
    /// Inputs x, w, γ, β and perhaps a residual.
    case normalizedConvolution(stride: Int, residual: Bool, Activation)
    /// Inputs: perhaps a residual, x, w₁, γ₁, β₁, w₂, γ₂, β₂.
    case residualBranch(stride: Int, residual: Bool)
    /// Inputs x, w, γ, β; windows of `side` by `side`.
    case pooledConvolution(stride: Int, side: Int, Activation)
    /// Inputs x, b.
    case biasAddition(Activation)
    /// Inputs x, w and perhaps b.
    case linear(bias: Bool)
    /// Inputs of logits and of class indices.
    case softmaxCrossEntropy(smoothing: Float)
    case maximumPooling(kernel: Int, stride: Int)
    case globalAveragePooling
    case subsampling(stride: Int, channels: Int)
    case scaling(by: Float)
    case addition, multiplication, square, rectification, gelu
  }

  package let kind: Kind
  package let shapes: [Shape]

  package init(_ kind: Kind, _ shapes: [Shape]) { (self.kind, self.shapes) = (kind, shapes) }

  /// The input of class indices, which has no gradient, and the number of classes.
  package var labels: (input: Int, classes: Int)? {
    guard case .softmaxCrossEntropy = kind else { return nil }
    return (1, shapes[0].channels)
  }

  /// The convolutions inside, outer first: shapes of weights, and strides.
  package var convolutions: [(weights: Shape, stride: Int)] {
    switch kind {
    case .convolution(let stride, _), .normalizedConvolution(let stride, _, _), .pooledConvolution(let stride, _, _):
      [(shapes[1], stride)]
    case .residualBranch(let stride, let residual):
      [(shapes[residual ? 2 : 1], stride), (shapes[residual ? 5 : 4], 1)]
    default: []
    }
  }

  /// Of the first convolution where it is not said: half the kernel.
  package var padding: Int {
    if case .convolution(_, let padding) = kind { return padding }
    return convolutions.first.map { ($0.weights[0] - 1) / 2 } ?? 0
  }

  /// Channels that the running averages of a normalisation need; both of a branch fraction those of the wider.
  var stateChannels: Int { convolutions.map { $0.weights[3] }.max() ?? shapes[0].channels }

  /// The same operation on as many images (or rows) as asked for.
  package func batched(_ count: Int) -> OperationCase {
    OperationCase(
      kind,
      shapes.enumerated().map { index, shape in
        imageInputs.contains(index) ? Shape([count] + shape.dimensions.dropFirst()) : shape
      })
  }

  /// The inputs that begin with the number of images.
  private var imageInputs: [Int] {
    switch kind {
    case .batchNormalization(residual: true, _): [0, 3]
    case .normalizedConvolution(_, residual: true, _): [0, 4]
    case .residualBranch(_, residual: true), .addition, .multiplication, .softmaxCrossEntropy: [0, 1]
    default: [0]
    }
  }

  /// The operation and its settings in a few words.
  package var name: String {
    func kernel(_ stride: Int) -> String { convolutions.first.map { "\($0.weights[0])/\(stride)" } ?? "" }
    func follows(_ residual: Bool, _ activation: Activation) -> String {
      (residual ? " + r" : "") + (activation == .identity ? "" : activation == .rectifier ? " relu" : " gelu")
    }
    return switch kind {
    case .convolution(let stride, let padding): "convolution \(kernel(stride)) p\(padding)"
    case .batchNormalization(let residual, let activation): "batchNormalization" + follows(residual, activation)
    case .normalizedConvolution(let stride, let residual, let activation):
      "normalizedConvolution \(kernel(stride))" + follows(residual, activation)
    case .residualBranch(let stride, let residual): "residualBranch \(kernel(stride))" + follows(residual, .identity)
    case .pooledConvolution(let stride, let side, let activation):
      "pooledConvolution \(kernel(stride)), \(side)" + follows(false, activation)
    case .biasAddition(let activation): "biasAddition" + follows(false, activation)
    case .linear(let bias): bias ? "linear" : "linear without bias"
    case .softmaxCrossEntropy(let smoothing): "softmaxCrossEntropy" + (smoothing > 0 ? " smoothed" : "")
    case .maximumPooling(let kernel, let stride): "maximumPooling \(kernel)/\(stride)"
    case .globalAveragePooling: "globalAveragePooling"
    case .subsampling(let stride, let channels): "subsampling /\(stride) to \(channels)"
    case .scaling(let factor): "scaling by \(factor)"
    case .addition: "addition"
    case .multiplication: "multiplication"
    case .square: "square"
    case .rectification: "rectification"
    case .gelu: "gelu"
    }
  }
}
