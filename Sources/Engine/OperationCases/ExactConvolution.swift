import Kernels
import Tensors

/// A convolution and its gradients in double precision, one element at a time: what errors are measured against where
/// whole results would take too long.
package struct ExactConvolution: Sendable {
  package let geometry: ConvolutionGeometry
  /// Like the activations and gradients inside a network: x [N, H, W, C] is not negative (but for three channels, an
  /// image's), w [R, R, C, K] has variance 2 / (R R C), dy [N, H', W', K] variance 1.
  package let x: [Float]
  package let w: [Float]
  package let dy: [Float]

  package init(_ geometry: ConvolutionGeometry) {
    func numbers(_ index: Int, _ count: Int) -> [Float] {
      var stream = RandomStream(seed: 1, "exact", index)
      return (0..<count).map { _ in stream.normal() }
    }
    let g = geometry
    self.geometry = g
    x = numbers(0, g.inputCount).map { g.inputs == 3 ? $0 : max(0, $0) }
    let deviation = (2 / Float(g.kernel * g.kernel * g.inputs)).squareRoot()
    w = numbers(1, g.weightCount).map { deviation * $0 }
    dy = numbers(2, g.outputCount)
  }

  /// Element `index` of y = x * w.
  package func output(_ index: Int) -> Double {
    let g = geometry
    let (pixel, column, row, image) = place(index, g.outputs, g.outputWidth, g.outputHeight)
    return taps { i, j in
      let (y, x) = (row * g.stride + i - g.padding, column * g.stride + j - g.padding)
      guard (0..<g.height).contains(y), (0..<g.width).contains(x) else { return 0 }
      let from = ((image * g.height + y) * g.width + x) * g.inputs
      return (0..<g.inputs).reduce(0) { $0 + Double(self.x[from + $1]) * Double(weight(i, j, $1, pixel)) }
    }
  }

  /// Element `index` of the gradient of the input.
  package func inputGradient(_ index: Int) -> Double {
    let g = geometry
    let (channel, column, row, image) = place(index, g.inputs, g.width, g.height)
    return taps { i, j in
      let (y, x) = (row + g.padding - i, column + g.padding - j)
      guard y >= 0, x >= 0, y % g.stride == 0, x % g.stride == 0, y / g.stride < g.outputHeight,
        x / g.stride < g.outputWidth
      else { return 0 }
      let from = ((image * g.outputHeight + y / g.stride) * g.outputWidth + x / g.stride) * g.outputs
      return (0..<g.outputs).reduce(0) { $0 + Double(dy[from + $1]) * Double(weight(i, j, channel, $1)) }
    }
  }

  /// Element `index` of the gradient of the weights.
  package func weightGradient(_ index: Int) -> Double {
    let g = geometry
    let (output, channel, j, i) = place(index, g.outputs, g.inputs, g.kernel)
    var sum = 0.0
    for image in 0..<g.images {
      for row in 0..<g.outputHeight {
        let y = row * g.stride + i - g.padding
        guard (0..<g.height).contains(y) else { continue }
        for column in 0..<g.outputWidth {
          let x = column * g.stride + j - g.padding
          guard (0..<g.width).contains(x) else { continue }
          let value = self.x[((image * g.height + y) * g.width + x) * g.inputs + channel]
          sum +=
            Double(value)
            * Double(dy[((image * g.outputHeight + row) * g.outputWidth + column) * g.outputs + output])
        }
      }
    }
    return sum
  }

  private func weight(_ i: Int, _ j: Int, _ input: Int, _ output: Int) -> Float {
    w[((i * geometry.kernel + j) * geometry.inputs + input) * geometry.outputs + output]
  }

  private func taps(_ tap: (_ row: Int, _ column: Int) -> Double) -> Double {
    var sum = 0.0
    for i in 0..<geometry.kernel { for j in 0..<geometry.kernel { sum += tap(i, j) } }
    return sum
  }

  /// The four indices of an element, the last first. Traps past the end only where they are used.
  private func place(_ index: Int, _ last: Int, _ third: Int, _ second: Int) -> (Int, Int, Int, Int) {
    (index % last, index / last % third, index / last / third % second, index / last / third / second)
  }
}
