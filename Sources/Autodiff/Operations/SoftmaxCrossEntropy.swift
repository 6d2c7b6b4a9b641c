import Foundation
import Kernels
import Tensors

/// Mean cross-entropy of softmax probabilities against class indices, with label smoothing.
///
/// L = 1/N Σₙ −Σₖ t[n, k] log softmax(x[n])ₖ, t = (1 − e) onehot + e/K.
/// Shapes: logits x [N, K], labels [N] (class indices as floats), L [1].
/// Saves the probabilities [N, K]; backward reads them and the labels: dx = (p − t)/N · dL. Computed in double precision.
/// Traps if a label is no class index. Source of the smoothing: Szegedy et al. 2016, §7.
struct SoftmaxCrossEntropy: Operation {
  let smoothing: Float

  var name: String { "softmaxCrossEntropy" }
  var backwardReads: BackwardReads { BackwardReads(inputs: [1]) }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2, inputs[0].rank == 2, inputs[0].count > 0, inputs[1] == [inputs[0][0]] else {
      throw ShapeError(name, expected: "logits [N, K] and labels [N]", found: inputs)
    }
    return [1]
  }

  func savedCount(_ inputs: [Shape]) -> Int { inputs[0].count }

  func forward(_ c: ForwardContext) {
    let (rows, classes) = (c.shapes[0][0], c.shapes[0][1])
    let smooth = Double(smoothing) / Double(classes)
    var total = 0.0
    c.inputs[0].read { logits in
      c.inputs[1].read { labels in
        c.saved.write { probabilities in
          for row in 0..<rows {
            let first = row * classes
            var largest = -Double.infinity
            for k in first..<first + classes { largest = max(largest, Double(logits[k])) }
            var sum = 0.0
            for k in first..<first + classes { sum += exp(Double(logits[k]) - largest) }
            let logarithm = largest + log(sum)
            for k in first..<first + classes {
              total += smooth * (logarithm - Double(logits[k]))
              probabilities[k] = Float(exp(Double(logits[k]) - logarithm))
            }
            let label = Self.label(labels[row], classes)
            total += (1 - Double(smoothing)) * (logarithm - Double(logits[first + label]))
          }
        }
      }
    }
    c.output[0] = Float(total / Double(rows))
  }

  func backward(_ c: BackwardContext) {
    guard let dx = c.inputGradients[0] else { return }
    let (rows, classes) = (c.shapes[0][0], c.shapes[0][1])
    let factor = c.outputGradient[0] / Float(rows)
    let smooth = smoothing / Float(classes)
    let adds = dx.writing == .add
    c.saved.read { probabilities in
      c.inputs[1].read { labels in
        dx.region.write { gradient in
          for row in 0..<rows {
            let label = Self.label(labels[row], classes)
            for k in 0..<classes {
              let target = smooth + (k == label ? 1 - smoothing : 0)
              let value = factor * (probabilities[row * classes + k] - target)
              gradient[row * classes + k] = adds ? gradient[row * classes + k] + value : value
            }
          }
        }
      }
    }
  }

  private static func label(_ value: Float, _ classes: Int) -> Int {
    precondition(
      value >= 0 && value < Float(classes) && value == value.rounded(), "label \(value) of \(classes) classes")
    return Int(value)
  }
}

extension Value {
  /// Mean cross-entropy of logits [N, K] against labels [N], a value of shape [1]. Throws if the shapes do not fit.
  /// Traps if smoothing is outside 0..<1.
  public func softmaxCrossEntropy(_ labels: Value, smoothing: Float = 0) throws(ShapeError) -> Value {
    precondition(smoothing >= 0 && smoothing < 1, "label smoothing \(smoothing)")
    return try graph.record(SoftmaxCrossEntropy(smoothing: smoothing), [self, labels])
  }
}
