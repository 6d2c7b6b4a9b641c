import Autodiff
import Tensors

/// The residual networks for 32x32 images: 6n + 2 layers in three stages of 16, 32 and 64 channels. A width multiplies
/// them (Zagoruyko and Komodakis 2016). ResNet-20 has 0.27 million parameters and 41 million multiplications per image.
/// Source: He et al. 2016, §4.2.
struct CIFARResNet: Model {
  let stem: ConvolutionLayer
  let stemNormalization: NormalizationLayer
  let blocks: [BasicBlock]
  let head: LinearLayer

  init(depth: Int, classes: Int, shortcut: Shortcut, width: Int = 1, _ p: inout ParameterBuilder) {
    precondition(depth >= 8 && (depth - 2) % 6 == 0, "depth \(depth) is not 6n + 2")
    stem = p.scope("conv1") { ConvolutionLayer(inputs: 3, outputs: 16 * width, kernel: 3, &$0) }
    stemNormalization = p.scope("bn1") { NormalizationLayer(channels: 16 * width, &$0) }
    blocks = Self.stages(
      [(16, 1), (32, 2), (64, 2)].map { ($0.0 * width, $0.1, (depth - 2) / 6) }, inputs: 16 * width,
      shortcut: shortcut, &p)
    head = p.scope("fc") { LinearLayer(inputs: 64 * width, outputs: classes, &$0) }
  }

  func features(_ images: Value) throws(ShapeError) -> Value {
    var x = try stemNormalization(stem, images, rectified: true)
    for block in blocks { x = try block(x) }
    return x
  }

  /// Stages named layer1, layer2, …; only the first block of a stage has its stride.
  static func stages(
    _ stages: [(width: Int, stride: Int, count: Int)], inputs: Int, shortcut: Shortcut, _ p: inout ParameterBuilder
  ) -> [BasicBlock] {
    var blocks: [BasicBlock] = []
    var inputs = inputs
    for (number, stage) in stages.enumerated() {
      for index in 0..<stage.count {
        let stride = index == 0 ? stage.stride : 1
        blocks.append(
          p.scope("layer\(number + 1)") { p in
            p.scope("\(index)") {
              BasicBlock(inputs: inputs, outputs: stage.width, stride: stride, shortcut: shortcut, &$0)
            }
          })
        inputs = stage.width
      }
    }
    return blocks
  }
}
