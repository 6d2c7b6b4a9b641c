import Autodiff
import Tensors

/// A convolution with learned weights, without bias. Files call its tensor "weight" [outputs, inputs, kernel, kernel].
public struct ConvolutionLayer: Sendable {
  let weight: ParameterID
  let stride: Int
  let padding: Int

  /// - Parameter padding: zeros on each side; `nil` keeps the size at stride 1.
  public init(
    inputs: Int, outputs: Int, kernel: Int, stride: Int = 1, padding: Int? = nil, _ p: inout ParameterBuilder
  ) {
    // Fan-out, as torchvision initialises residual networks: gradients keep their size through the layers.
    weight = p.parameter(
      "weight", [kernel, kernel, inputs, outputs], role: .weight, layout: .convolution,
      .heNormal(fan: kernel * kernel * outputs))
    self.stride = stride
    self.padding = padding ?? (kernel - 1) / 2
  }

  /// x [N, H, W, inputs] to [N, H', W', outputs].
  public func callAsFunction(_ x: Value) throws(ShapeError) -> Value {
    try x.convolution(x.graph.parameter(weight), stride: stride, padding: padding)
  }
}
