import Autodiff
import Tensors

/// A shallow residual network that learns fast: four convolutions that widen while pooling shrinks, two residual pairs.
/// The layout is that of D. Page's speed-run network (2018) at half its width: 1.6 million parameters.
struct ResNet9: Model {
  let stem: ConvNormActivation
  let widen1: ConvNormActivation
  let residual1: [ConvNormActivation]
  let widen2: ConvNormActivation
  let widen3: ConvNormActivation
  let residual3: [ConvNormActivation]
  let head: LinearLayer

  init(classes: Int, width: Int = 32, _ p: inout ParameterBuilder) {
    func layer(_ name: String, _ inputs: Int, _ outputs: Int, _ p: inout ParameterBuilder) -> ConvNormActivation {
      p.scope(name) { ConvNormActivation(inputs: inputs, outputs: outputs, &$0) }
    }
    func pair(_ name: String, _ channels: Int, _ p: inout ParameterBuilder) -> [ConvNormActivation] {
      p.scope(name) { p in [layer("0", channels, channels, &p), layer("1", channels, channels, &p)] }
    }
    stem = layer("stem", 3, width, &p)
    widen1 = layer("stage1", width, 2 * width, &p)
    residual1 = pair("residual1", 2 * width, &p)
    widen2 = layer("stage2", 2 * width, 4 * width, &p)
    widen3 = layer("stage3", 4 * width, 8 * width, &p)
    residual3 = pair("residual3", 8 * width, &p)
    head = p.scope("fc") { LinearLayer(inputs: 8 * width, outputs: classes, &$0) }
  }

  func features(_ images: Value) throws(ShapeError) -> Value {
    var x = try widen1(stem(images)).maximumPooled(kernel: 2, stride: 2)
    x = try x.adding(residual1[1](residual1[0](x)))
    x = try widen2(x).maximumPooled(kernel: 2, stride: 2)
    x = try widen3(x).maximumPooled(kernel: 2, stride: 2)
    return try x.adding(residual3[1](residual3[0](x)))
  }
}
