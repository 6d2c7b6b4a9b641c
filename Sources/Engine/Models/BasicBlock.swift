import Autodiff
import Tensors

/// Two 3x3 convolutions with batch normalisation around a shortcut. Parts are named as in torchvision.
/// Source: He et al. 2016, figure 2.
struct BasicBlock: Sendable {
  let convolution1: ConvolutionLayer
  let normalization1: NormalizationLayer
  let convolution2: ConvolutionLayer
  let normalization2: NormalizationLayer
  let projection: (convolution: ConvolutionLayer, normalization: NormalizationLayer)?
  let stride: Int
  let outputs: Int
  let changesSize: Bool

  init(inputs: Int, outputs: Int, stride: Int, shortcut: Shortcut, _ p: inout ParameterBuilder) {
    convolution1 = p.scope("conv1") {
      ConvolutionLayer(inputs: inputs, outputs: outputs, kernel: 3, stride: stride, &$0)
    }
    normalization1 = p.scope("bn1") { NormalizationLayer(channels: outputs, &$0) }
    convolution2 = p.scope("conv2") { ConvolutionLayer(inputs: outputs, outputs: outputs, kernel: 3, &$0) }
    normalization2 = p.scope("bn2") { NormalizationLayer(channels: outputs, &$0) }
    changesSize = stride != 1 || inputs != outputs
    projection =
      changesSize && shortcut == .projection
      ? p.scope("downsample") { p in
        (
          p.scope("0") {
            ConvolutionLayer(inputs: inputs, outputs: outputs, kernel: 1, stride: stride, padding: 0, &$0)
          },
          p.scope("1") { NormalizationLayer(channels: outputs, &$0) }
        )
      } : nil
    (self.stride, self.outputs) = (stride, outputs)
  }

  func callAsFunction(_ x: Value) throws(ShapeError) -> Value {
    try x.residualBranch(
      normalization1.parameters(convolution1, in: x.graph), normalization2.parameters(convolution2, in: x.graph),
      adding: shortcut(x))
  }

  private func shortcut(_ x: Value) throws(ShapeError) -> Value {
    guard changesSize else { return x }
    guard let projection else { return try x.subsampled(stride: stride, channels: outputs) }
    return try projection.normalization(projection.convolution, x, rectified: false)
  }
}
