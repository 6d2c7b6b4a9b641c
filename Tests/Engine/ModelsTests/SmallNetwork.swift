import Autodiff
import Models
import Tensors

/// The network of the PyTorch fixture, from the public layers: stem, plain block, block with projection, classifier.
struct SmallNetwork: Model {
  /// Two convolutions around a shortcut, named as in torchvision.
  struct Block: Sendable {
    let convolution1: ConvolutionLayer
    let normalization1: NormalizationLayer
    let convolution2: ConvolutionLayer
    let normalization2: NormalizationLayer
    let projection: ConvolutionLayer?
    let projectionNormalization: NormalizationLayer?

    init(inputs: Int, outputs: Int, stride: Int, _ p: inout ParameterBuilder) {
      convolution1 = p.scope("conv1") {
        ConvolutionLayer(inputs: inputs, outputs: outputs, kernel: 3, stride: stride, &$0)
      }
      normalization1 = p.scope("bn1") { NormalizationLayer(channels: outputs, &$0) }
      convolution2 = p.scope("conv2") { ConvolutionLayer(inputs: outputs, outputs: outputs, kernel: 3, &$0) }
      normalization2 = p.scope("bn2") { NormalizationLayer(channels: outputs, &$0) }
      let projects = stride != 1 || inputs != outputs
      projection =
        projects
        ? p.scope("downsample.0") {
          ConvolutionLayer(inputs: inputs, outputs: outputs, kernel: 1, stride: stride, &$0)
        } : nil
      projectionNormalization = projects ? p.scope("downsample.1") { NormalizationLayer(channels: outputs, &$0) } : nil
    }

    func callAsFunction(_ x: Value) throws(ShapeError) -> Value {
      var shortcut = x
      if let projection, let projectionNormalization {
        shortcut = try projectionNormalization(projection(x), rectified: false)
      }
      let inner = try normalization1(convolution1(x), rectified: true)
      return try normalization2(convolution2(inner), adding: shortcut, rectified: true)
    }
  }

  let stem: ConvolutionLayer
  let normalization: NormalizationLayer
  let plain: Block
  let projecting: Block
  let head: LinearLayer

  init(_ p: inout ParameterBuilder) {
    stem = p.scope("conv1") { ConvolutionLayer(inputs: 3, outputs: 16, kernel: 3, &$0) }
    normalization = p.scope("bn1") { NormalizationLayer(channels: 16, &$0) }
    plain = p.scope("layer1.0") { Block(inputs: 16, outputs: 16, stride: 1, &$0) }
    projecting = p.scope("layer2.0") { Block(inputs: 16, outputs: 32, stride: 2, &$0) }
    head = p.scope("fc") { LinearLayer(inputs: 32, outputs: 5, &$0) }
  }

  func features(_ images: Value) throws(ShapeError) -> Value {
    try projecting(plain(normalization(stem(images), rectified: true)))
  }
}
