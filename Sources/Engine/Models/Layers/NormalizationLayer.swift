import Autodiff
import Kernels
import Tensors

/// Batch normalisation with learned scale and offset. Files call its tensors as PyTorch does: "weight" (γ), "bias" (β),
/// "running_mean", "running_var", each [channels].
package struct NormalizationLayer: Sendable {
  let scale: ParameterID
  let offset: ParameterID
  let settings: NormalizationSettings

  /// - Parameters:
  ///   - learnsScale: whether γ is trained at all.
  ///   - epsilon: added to the variance.
  ///   - momentum: fraction of each batch in the running averages.
  package init(
    channels: Int, learnsScale: Bool = true, epsilon: Float = 1e-5, momentum: Float = 0.1,
    _ p: inout ParameterBuilder
  ) {
    scale = p.parameter(
      "weight", [channels], role: .normalization, training: learnsScale ? .always : .never, .constant(1))
    offset = p.parameter("bias", [channels], role: .normalization, .constant(0))
    settings = NormalizationSettings(
      runningMean: p.state("running_mean", [channels], filledWith: 0),
      runningVariance: p.state("running_var", [channels], filledWith: 1), epsilon: epsilon,
      momentum: momentum)
  }

  /// Normalises what `convolution` makes of x, then the activation, in one operation.
  package func callAsFunction(
    _ convolution: ConvolutionLayer, _ x: Value, _ activation: Activation
  ) throws(ShapeError) -> Value {
    try x.normalizedConvolution(
      x.graph.parameter(convolution.weight), stride: convolution.stride, padding: convolution.padding,
      scale: x.graph.parameter(scale), offset: x.graph.parameter(offset), settings, activation)
  }

  /// Normalises x [..., channels], adds `residual` if given, and rectifies if asked.
  package func callAsFunction(_ x: Value, adding residual: Value? = nil, rectified: Bool) throws(ShapeError) -> Value {
    try x.batchNormalization(
      scale: x.graph.parameter(scale), offset: x.graph.parameter(offset), settings, adding: residual,
      rectified: rectified)
  }

  /// Normalises what `convolution` makes of x, adds `residual` if given, and rectifies if asked: one operation, faster
  /// than the layers one after the other and equal to them.
  package func callAsFunction(
    _ convolution: ConvolutionLayer, _ x: Value, adding residual: Value? = nil, rectified: Bool
  ) throws(ShapeError) -> Value {
    try x.normalizedConvolution(
      x.graph.parameter(convolution.weight), stride: convolution.stride, padding: convolution.padding,
      scale: x.graph.parameter(scale), offset: x.graph.parameter(offset), settings, adding: residual,
      rectified: rectified)
  }

  /// Normalises the maxima of windows of `side` x `side` of what `convolution` makes of x, then the activation, in one
  /// operation that never stores the convolution's output.
  package func callAsFunction(
    _ convolution: ConvolutionLayer, _ x: Value, poolingBy side: Int, _ activation: Activation
  ) throws(ShapeError) -> Value {
    try x.pooledConvolution(
      x.graph.parameter(convolution.weight), stride: convolution.stride, padding: convolution.padding, poolingBy: side,
      scale: x.graph.parameter(scale), offset: x.graph.parameter(offset), settings, activation)
  }

  /// The parameters of `convolution` and of this normalisation behind it, for operations that do both.
  package func parameters(_ convolution: ConvolutionLayer, in graph: Graph) -> NormalizedConvolutionParameters {
    NormalizedConvolutionParameters(
      weights: graph.parameter(convolution.weight), stride: convolution.stride, padding: convolution.padding,
      scale: graph.parameter(scale), offset: graph.parameter(offset), settings)
  }
}
