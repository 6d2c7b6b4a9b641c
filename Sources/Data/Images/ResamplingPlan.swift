import CImageCodecs

/// Which inputs each output of one axis is made of: a triangle around the output's centre, as wide as an output pixel
/// is in input pixels to either side, and never narrower than one input pixel.
///
/// Shrinking, this averages over the covered area (no aliasing); enlarging, it is bilinear interpolation. The rule and
/// its fixed-point arithmetic are those of Pillow's `resize(…, BILINEAR)`, so that pixels agree exactly with the
/// preprocessing of networks trained in Python.
struct ResamplingPlan {
  private(set) var inputs: Int
  let outputs: Int
  /// Most weights that an output has: the distance between the weights of neighbouring outputs.
  let stride: Int
  private(set) var first: [Int32]
  let count: [Int32]
  /// [outputs, stride], 1.0 is `1 << ck_weight_bits`.
  let weights: [Int32]

  /// Maps the stretch `window` of an axis of `inputs` pixels to `outputs` pixels. The window lies within the axis.
  init(inputs: Int, window: Range<Double>, outputs: Int) {
    precondition(
      inputs > 0 && outputs > 0 && window.lowerBound >= 0 && window.upperBound <= Double(inputs) && !window.isEmpty,
      "\(window) of \(inputs) pixels to \(outputs)")
    let scale = (window.upperBound - window.lowerBound) / Double(outputs)
    let reach = max(scale, 1)
    (self.inputs, self.outputs, stride) = (inputs, outputs, Int(reach.rounded(.up)) * 2 + 1)
    var first: [Int32] = []
    var count: [Int32] = []
    var weights = [Int32](repeating: 0, count: outputs * stride)
    for output in 0..<outputs {
      let center = window.lowerBound + (Double(output) + 0.5) * scale
      let low = max(Int(center - reach + 0.5), 0)
      let high = min(Int(center + reach + 0.5), inputs)
      let triangle = (low..<high).map { max(0, 1 - abs((Double($0) + 0.5 - center) / reach)) }
      // Near the border the triangle is cut: what is left of it still sums to one.
      let one = Double(1 << ck_weight_bits) / triangle.reduce(0, +)
      for (tap, weight) in triangle.enumerated() { weights[output * stride + tap] = Int32(weight * one + 0.5) }
      first.append(Int32(low))
      count.append(Int32(high - low))
    }
    (self.first, self.count, self.weights) = (first, count, weights)
  }

  /// The rows or columns of the input that any output needs.
  var needed: Range<Int> { Int(first[0])..<Int(first[outputs - 1] + count[outputs - 1]) }

  /// The same plan for an input that was cut down to `needed`.
  func trimmed() -> ResamplingPlan {
    var trimmed = self
    trimmed.inputs = needed.count
    trimmed.first = first.map { $0 - first[0] }
    return trimmed
  }
}
