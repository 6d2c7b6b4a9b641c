import Autodiff
import Tensors

/// A fully connected layer. Files call its tensors "weight" [outputs, inputs] and "bias" [outputs].
package struct LinearLayer: Sendable {
  /// [outputs, inputs]
  package let weight: ParameterID
  /// [outputs]
  package let bias: ParameterID?

  package init(inputs: Int, outputs: Int, bias: Bool = true, _ p: inout ParameterBuilder) {
    let bound = 1 / Float(inputs).squareRoot()  // PyTorch's default for fully connected layers
    weight = p.parameter("weight", [outputs, inputs], role: .weight, .uniform(bound: bound))
    self.bias = bias ? p.parameter("bias", [outputs], role: .bias, .uniform(bound: bound)) : nil
  }

  /// x [N, inputs] to [N, outputs].
  package func callAsFunction(_ x: Value) throws(ShapeError) -> Value {
    try x.linear(x.graph.parameter(weight), bias: bias.map { x.graph.parameter($0) })
  }
}
