import Autodiff
import Tensors

/// Convolution, batch normalisation and rectifier: the brick of convolutional networks.
package struct ConvNormActivation: Sendable {
  let convolution: ConvolutionLayer
  let normalization: NormalizationLayer

  /// Names its parts "conv" and "norm".
  package init(inputs: Int, outputs: Int, kernel: Int = 3, stride: Int = 1, _ p: inout ParameterBuilder) {
    convolution = p.scope("conv") {
      ConvolutionLayer(inputs: inputs, outputs: outputs, kernel: kernel, stride: stride, &$0)
    }
    normalization = p.scope("norm") { NormalizationLayer(channels: outputs, &$0) }
  }

  /// x [N, H, W, inputs] to [N, H', W', outputs], adding `residual` before the rectifier if given.
  package func callAsFunction(_ x: Value, adding residual: Value? = nil) throws(ShapeError) -> Value {
    try normalization(convolution, x, adding: residual, rectified: true)
  }
}
