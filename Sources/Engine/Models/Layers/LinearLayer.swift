import Autodiff
import Tensors

/// A fully connected layer. Files call its tensors "weight" [outputs, inputs] and "bias" [outputs].
public struct LinearLayer: Sendable {
  /// [outputs, inputs]
  public let weight: ParameterID
  /// [outputs]
  public let bias: ParameterID?

  public init(inputs: Int, outputs: Int, bias: Bool = true, _ p: inout ParameterBuilder) {
    let bound = 1 / Float(inputs).squareRoot()  // PyTorch's default for fully connected layers
    weight = p.parameter("weight", [outputs, inputs], role: .weight, .uniform(bound: bound))
    self.bias = bias ? p.parameter("bias", [outputs], role: .bias, .uniform(bound: bound)) : nil
  }

  /// x [N, inputs] to [N, outputs].
  public func callAsFunction(_ x: Value) throws(ShapeError) -> Value {
    try x.linear(x.graph.parameter(weight), bias: bias.map { x.graph.parameter($0) })
  }
}
