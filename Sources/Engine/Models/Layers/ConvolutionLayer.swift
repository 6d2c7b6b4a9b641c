import Autodiff
import Tensors

/// A convolution with learned weights, without bias. Files call its tensor "weight" [outputs, inputs, kernel, kernel].
package struct ConvolutionLayer: Sendable {
  /// [kernel, kernel, inputs, outputs]
  package let weight: ParameterID
  let stride: Int
  let padding: Int

  /// - Parameters:
  ///   - padding: zeros on each side; `nil` keeps the size at stride 1.
  ///   - initial: `nil` for normal numbers of He's deviation.
  package init(
    inputs: Int, outputs: Int, kernel: Int, stride: Int = 1, padding: Int? = nil,
    training: ParameterTraining = .always, initial: Initializer? = nil, _ p: inout ParameterBuilder
  ) {
    // Fan-out, as torchvision initialises residual networks: gradients keep their size through the layers.
    weight = p.parameter(
      "weight", [kernel, kernel, inputs, outputs], role: .weight, layout: .convolution, training: training,
      initial ?? .heNormal(fan: kernel * kernel * outputs))
    self.stride = stride
    self.padding = padding ?? (kernel - 1) / 2
  }

  /// x [N, H, W, inputs] to [N, H', W', outputs].
  package func callAsFunction(_ x: Value) throws(ShapeError) -> Value {
    try x.convolution(x.graph.parameter(weight), stride: stride, padding: padding)
  }
}
