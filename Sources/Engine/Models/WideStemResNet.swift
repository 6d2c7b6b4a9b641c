import Autodiff
import Tensors

/// ResNet-18 and ResNet-34 with a 3x3 stem of stride 1 and no pooling after it, as is usual for 32x32 images.
/// Tensors are named as in torchvision. ResNet-18 has 11.2 million parameters, 0.56 billion multiplications per image.
struct WideStemResNet: Model {
  let stem: ConvolutionLayer
  let stemNormalization: NormalizationLayer
  let blocks: [BasicBlock]
  let head: LinearLayer

  init(blocks counts: [Int], classes: Int, width: Int = 1, _ p: inout ParameterBuilder) {
    stem = p.scope("conv1") { ConvolutionLayer(inputs: 3, outputs: 64 * width, kernel: 3, &$0) }
    stemNormalization = p.scope("bn1") { NormalizationLayer(channels: 64 * width, &$0) }
    let stages = zip([(64, 1), (128, 2), (256, 2), (512, 2)], counts).map { ($0.0 * width, $0.1, $1) }
    blocks = CIFARResNet.stages(stages, inputs: 64 * width, shortcut: .projection, &p)
    head = p.scope("fc") { LinearLayer(inputs: 512 * width, outputs: classes, &$0) }
  }

  func features(_ images: Value) throws(ShapeError) -> Value {
    var x = try stemNormalization(stem, images, rectified: true)
    for block in blocks { x = try block(x) }
    return x
  }
}
