import Autodiff
import Kernels
import Tensors

/// A plain convolutional network made for speed: a 2x2 convolution that whitens patches, three groups of two
/// convolutions with a pooling between, a maximum over what is left, one linear layer. With widths 64, 256, 256: 1.97
/// million learned numbers, 118 million multiplications per image of 32x32; its maps are 31, 15, 7 and 3 wide.
///
/// The whitening filters are made from training images and never trained, their bias early only; normalisations have no
/// scale. Source: Jordan 2024, "94% on CIFAR-10 in 3.29 seconds on a single GPU".
struct Airbench: ImageInitializedModel {
  /// Filters of the whitening: one for each direction of a 2x2 patch of three channels, and its negative.
  static let whiteningOutputs = 2 * PatchWhitening.size
  /// Keeps the logits small at the start.
  private static let logitFactor: Float = 1.0 / 9

  let whitening: ConvolutionLayer
  let whiteningBias: ParameterID
  let groups: [Group]
  let head: LinearLayer

  /// Convolution, pooling, normalisation, GELU; convolution, normalisation, GELU. Halves the map.
  struct Group: Sendable {
    let convolution1: ConvolutionLayer
    let normalization1: NormalizationLayer
    let convolution2: ConvolutionLayer
    let normalization2: NormalizationLayer

    init(inputs: Int, outputs: Int, _ p: inout ParameterBuilder) {
      convolution1 = Self.convolution("conv1", inputs, outputs, &p)
      normalization1 = Self.normalization("norm1", outputs, &p)
      convolution2 = Self.convolution("conv2", outputs, outputs, &p)
      normalization2 = Self.normalization("norm2", outputs, &p)
    }

    func callAsFunction(_ x: Value) throws(ShapeError) -> Value {
      try normalization2(convolution2, normalization1(convolution1, x, poolingBy: 2, .gelu), .gelu)
    }

    private static func convolution(
      _ name: String, _ inputs: Int, _ outputs: Int, _ p: inout ParameterBuilder
    ) -> ConvolutionLayer {
      // PyTorch's default for what does not pass inputs on.
      let bound = 1 / Float(9 * inputs).squareRoot()
      return p.scope(name) {
        ConvolutionLayer(inputs: inputs, outputs: outputs, kernel: 3, initial: .dirac(bound: bound), &$0)
      }
    }

    private static func normalization(_ name: String, _ channels: Int, _ p: inout ParameterBuilder)
      -> NormalizationLayer
    {
      p.scope(name) {
        NormalizationLayer(channels: channels, learnsScale: false, epsilon: 1e-12, momentum: 0.4, &$0)
      }
    }
  }

  init(classes: Int, widths: [Int], _ p: inout ParameterBuilder) {
    // PyTorch's default for a layer of 12 inputs; training replaces the weights.
    let bound = 1 / Float(PatchWhitening.size).squareRoot()
    (whitening, whiteningBias) = p.scope("whiten") { p in
      let convolution = ConvolutionLayer(
        inputs: 3, outputs: Self.whiteningOutputs, kernel: PatchWhitening.side, padding: 0, training: .never,
        initial: .uniform(bound: bound), &p)
      let bias = p.parameter(
        "bias", [Self.whiteningOutputs], role: .bias, training: .early, .uniform(bound: bound))
      return (convolution, bias)
    }
    var groups: [Group] = []
    var inputs = Self.whiteningOutputs
    for (index, width) in widths.enumerated() {
      groups.append(p.scope("layer\(index + 1)") { Group(inputs: inputs, outputs: width, &$0) })
      inputs = width
    }
    self.groups = groups
    head = p.scope("fc") { LinearLayer(inputs: inputs, outputs: classes, bias: false, &$0) }
  }

  var pooling: FeaturePooling { .maximum }

  func features(_ images: Value) throws(ShapeError) -> Value {
    var x = try whitening(images).adding(bias: images.graph.parameter(whiteningBias), .gelu)
    for group in groups { x = try group(x) }
    return try x.scaled(by: Self.logitFactor)
  }

  var initialImageCount: Int { 5_000 }

  func initialize(_ store: ParameterStore, from images: Tensor) {
    store.value(whitening.weight).assign(PatchWhitening.filters(images))
  }
}
