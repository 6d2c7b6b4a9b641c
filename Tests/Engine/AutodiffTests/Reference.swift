import Foundation
import Tensors

/// A tensor of doubles for the naive reference operations: slow, plain, and the only oracle the kernels are held
/// against.
struct Exact {
  var shape: Shape
  var elements: [Double]

  init(_ shape: Shape, _ elements: [Double]) { (self.shape, self.elements) = (shape, elements) }
  init(_ shape: Shape, repeating value: Double = 0) {
    self.init(shape, [Double](repeating: value, count: shape.count))
  }

  subscript(n: Int, h: Int, w: Int, c: Int) -> Double {
    get { elements[((n * shape[1] + h) * shape[2] + w) * shape[3] + c] }
    set { elements[((n * shape[1] + h) * shape[2] + w) * shape[3] + c] = newValue }
  }
  subscript(row: Int, column: Int) -> Double {
    get { elements[row * shape[1] + column] }
    set { elements[row * shape[1] + column] = newValue }
  }
  /// Zero outside the image.
  func padded(_ n: Int, _ h: Int, _ w: Int, _ c: Int) -> Double {
    h >= 0 && h < shape[1] && w >= 0 && w < shape[2] ? self[n, h, w, c] : 0
  }
}

/// Naive forward passes, straight from the definitions.
enum Reference {
  static func convolution(_ x: Exact, _ w: Exact, stride: Int, padding: Int) -> Exact {
    let kernel = w.shape[0]
    let height = (x.shape[1] + 2 * padding - kernel) / stride + 1
    let width = (x.shape[2] + 2 * padding - kernel) / stride + 1
    var y = Exact([x.shape[0], height, width, w.shape[3]])
    for n in 0..<x.shape[0] {
      for h in 0..<height {
        for v in 0..<width {
          for i in 0..<kernel {
            for j in 0..<kernel {
              for c in 0..<x.shape[3] {
                let value = x.padded(n, h * stride + i - padding, v * stride + j - padding, c)
                for k in 0..<w.shape[3] { y[n, h, v, k] += value * w[i, j, c, k] }
              }
            }
          }
        }
      }
    }
    return y
  }

  /// Inputs x, γ, β and perhaps a residual; training statistics.
  static func batchNormalization(_ inputs: [Exact], rectified: Bool, epsilon: Double = 1e-5) -> Exact {
    let (x, scale, offset) = (inputs[0], inputs[1], inputs[2])
    let channels = x.shape.channels
    let rows = x.elements.count / channels
    var y = x
    for c in 0..<channels {
      let values = (0..<rows).map { x.elements[$0 * channels + c] }
      let mean = values.reduce(0, +) / Double(rows)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)
      for r in 0..<rows {
        let at = r * channels + c
        var value = scale.elements[c] * (x.elements[at] - mean) / (variance + epsilon).squareRoot() + offset.elements[c]
        if inputs.count > 3 { value += inputs[3].elements[at] }
        y.elements[at] = rectified ? max(0, value) : value
      }
    }
    return y
  }

  /// x Φ(x), element by element.
  static func gelu(_ x: Exact) -> Exact { Exact(x.shape, x.elements.map { $0 / 2 * erfc(-$0 / 2.0.squareRoot()) }) }

  /// Inputs x, b.
  static func biasAddition(_ inputs: [Exact]) -> Exact {
    let channels = inputs[1].elements.count
    return Exact(
      inputs[0].shape, inputs[0].elements.enumerated().map { $1 + inputs[1].elements[$0 % channels] })
  }

  static func linear(_ inputs: [Exact]) -> Exact {
    let (x, w) = (inputs[0], inputs[1])
    var y = Exact([x.shape[0], w.shape[0]])
    for n in 0..<x.shape[0] {
      for o in 0..<w.shape[0] {
        y[n, o] = inputs.count > 2 ? inputs[2].elements[o] : 0
        for i in 0..<x.shape[1] { y[n, o] += x[n, i] * w[o, i] }
      }
    }
    return y
  }

  static func maximumPooling(_ x: Exact, kernel: Int, stride: Int) -> Exact {
    var y = Exact([x.shape[0], (x.shape[1] - kernel) / stride + 1, (x.shape[2] - kernel) / stride + 1, x.shape[3]])
    for n in 0..<y.shape[0] {
      for h in 0..<y.shape[1] {
        for w in 0..<y.shape[2] {
          for c in 0..<y.shape[3] {
            var largest = -Double.infinity
            for i in 0..<kernel {
              for j in 0..<kernel { largest = max(largest, x[n, h * stride + i, w * stride + j, c]) }
            }
            y[n, h, w, c] = largest
          }
        }
      }
    }
    return y
  }

  static func globalAveragePooling(_ x: Exact) -> Exact {
    var y = Exact([x.shape[0], x.shape[3]])
    for n in 0..<x.shape[0] {
      for h in 0..<x.shape[1] { for w in 0..<x.shape[2] { for c in 0..<x.shape[3] { y[n, c] += x[n, h, w, c] } } }
    }
    y.elements = y.elements.map { $0 / Double(x.shape[1] * x.shape[2]) }
    return y
  }

  static func subsampling(_ x: Exact, stride: Int, channels: Int) -> Exact {
    var y = Exact([x.shape[0], (x.shape[1] - 1) / stride + 1, (x.shape[2] - 1) / stride + 1, channels])
    let first = (channels - x.shape[3]) / 2
    for n in 0..<y.shape[0] {
      for h in 0..<y.shape[1] {
        for w in 0..<y.shape[2] {
          for c in 0..<x.shape[3] { y[n, h, w, first + c] = x[n, h * stride, w * stride, c] }
        }
      }
    }
    return y
  }

  static func softmaxCrossEntropy(_ x: Exact, _ labels: Exact, smoothing: Double) -> Exact {
    let (rows, classes) = (x.shape[0], x.shape[1])
    var total = 0.0
    for n in 0..<rows {
      let logarithm = log((0..<classes).reduce(0.0) { $0 + exp(x[n, $1]) })
      for k in 0..<classes {
        let target = smoothing / Double(classes) + (k == Int(labels.elements[n]) ? 1 - smoothing : 0)
        total += target * (logarithm - x[n, k])
      }
    }
    return Exact([1], [total / Double(rows)])
  }
}
