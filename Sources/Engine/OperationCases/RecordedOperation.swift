import Autodiff
import Tensors

/// An operation alone in a graph, its inputs waiting for numbers.
package struct RecordedOperation {
  package let graph: Graph
  /// All but labels want gradients.
  package let inputs: [Value]
  package let result: Value

  /// - Parameter twice: whether the result is the sum of two such operations on the same inputs.
  package init(_ sample: OperationCase, twice: Bool = false) throws(ShapeError) {
    var builder = ParameterBuilder()
    let settings = NormalizationSettings(
      runningMean: builder.state("mean", [sample.stateChannels], filledWith: 0),
      runningVariance: builder.state("variance", [sample.stateChannels], filledWith: 1))
    let graph = Graph(builder.build(seed: 0), training: true)
    let inputs = sample.shapes.indices.map {
      graph.input(sample.shapes[$0], wantsGradient: $0 != sample.labels?.input)
    }
    let first = try sample.record(inputs, settings)
    result = twice ? try first.adding(sample.record(inputs, settings)) : first
    (self.graph, self.inputs) = (graph, inputs)
  }
}

extension OperationCase {
  /// Records the operation; the settings are those of its normalisations.
  func record(_ all: [Value], _ settings: NormalizationSettings) throws(ShapeError) -> Value {
    let x = all[0]
    switch kind {
    case .convolution(let stride, let padding): return try x.convolution(all[1], stride: stride, padding: padding)
    case .batchNormalization(_, .gelu):
      return try x.batchNormalization(scale: all[1], offset: all[2], settings, .gelu)
    case .batchNormalization(let residual, let activation):
      return try x.batchNormalization(
        scale: all[1], offset: all[2], settings, adding: residual ? all[3] : nil, rectified: activation == .rectifier)
    case .normalizedConvolution(let stride, _, .gelu):
      return try x.normalizedConvolution(
        all[1], stride: stride, padding: padding, scale: all[2], offset: all[3], settings, .gelu)
    case .normalizedConvolution(let stride, let residual, let activation):
      return try x.normalizedConvolution(
        all[1], stride: stride, padding: padding, scale: all[2], offset: all[3], settings,
        adding: residual ? all[4] : nil, rectified: activation == .rectifier)
    case .residualBranch(let stride, let residual):
      let inputs = Array(all.dropFirst(residual ? 1 : 0))
      return try inputs[0].residualBranch(
        .init(
          weights: inputs[1], stride: stride, padding: padding, scale: inputs[2], offset: inputs[3], settings),
        .init(weights: inputs[4], padding: 1, scale: inputs[5], offset: inputs[6], settings),
        adding: residual ? all[0] : nil)
    case .pooledConvolution(let stride, let side, let activation):
      return try x.pooledConvolution(
        all[1], stride: stride, padding: padding, poolingBy: side, scale: all[2], offset: all[3], settings, activation)
    case .biasAddition(let activation): return try x.adding(bias: all[1], activation)
    case .linear(let bias): return try x.linear(all[1], bias: bias ? all[2] : nil)
    case .softmaxCrossEntropy(let smoothing): return try x.softmaxCrossEntropy(all[1], smoothing: smoothing)
    case .maximumPooling(let kernel, let stride): return try x.maximumPooled(kernel: kernel, stride: stride)
    case .globalAveragePooling: return try x.globalAveragePooled()
    case .subsampling(let stride, let channels): return try x.subsampled(stride: stride, channels: channels)
    case .scaling(let factor): return try x.scaled(by: factor)
    case .addition: return try x.adding(all[1])
    case .multiplication: return try x.multiplied(by: all[1])
    case .square: return try x.multiplied(by: x)
    case .rectification: return try x.rectified()
    case .gelu: return try x.gelu()
    }
  }
}
