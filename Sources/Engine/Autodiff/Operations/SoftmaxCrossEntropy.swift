import Foundation
import Kernels
import Tensors

/// Mean cross-entropy of softmax probabilities against class indices or distributions, with label smoothing.
///
/// L = 1/N Σₙ −Σₖ t[n, k] log softmax(x[n])ₖ, t = (1 − e) labels + e/K. Shapes: logits x [N, K], labels [N] (class
/// indices as floats) or [N, K] (rows that add up to 1), L [1]. Saves the probabilities [N, K]; backward reads them and
/// the labels: dx = (p − t)/N · dL. Computed in double precision. Traps if a label is no class index. Source of the
/// smoothing: Szegedy et al. 2016, §7.
struct SoftmaxCrossEntropy: Operation {
  let smoothing: Float

  var name: String { "softmaxCrossEntropy" }
  var backwardReads: BackwardReads { BackwardReads(inputs: [1]) }

  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 2, inputs[0].rank == 2, inputs[0].count > 0,
      inputs[1] == [inputs[0][0]] || inputs[1] == inputs[0]
    else {
      throw ShapeError(name, expected: "logits [N, K] and labels [N] or [N, K]", found: inputs)
    }
    return [1]
  }

  func savedCount(_ inputs: [Shape], isTraining: Bool) -> Int { inputs[0].count }

  func forward(_ c: ForwardContext) {
    let (rows, classes) = (c.shapes[0][0], c.shapes[0][1])
    let targets = Targets(smoothing: smoothing, isDense: c.shapes[1].rank == 2, classes: classes)
    var total = 0.0
    c.inputs[0].read { logits in
      c.inputs[1].read { labels in
        c.saved.write { probabilities in
          for row in 0..<rows {
            let first = row * classes
            let logarithm = Probabilities.logSumExp(logits, first, classes)
            for k in 0..<classes {
              let target = targets(labels, row, k)
              if target > 0 { total += target * (logarithm - Double(logits[first + k])) }
              probabilities[first + k] = Float(exp(Double(logits[first + k]) - logarithm))
            }
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
    let targets = Targets(smoothing: smoothing, isDense: c.shapes[1].rank == 2, classes: classes)
    let adds = dx.writing == .add
    c.saved.read { probabilities in
      c.inputs[1].read { labels in
        dx.region.write { gradient in
          for row in 0..<rows {
            for k in 0..<classes {
              let value = factor * (probabilities[row * classes + k] - Float(targets(labels, row, k)))
              gradient[row * classes + k] = adds ? gradient[row * classes + k] + value : value
            }
          }
        }
      }
    }
  }

  /// t[n, k], from either form of the labels.
  private struct Targets {
    let smoothing: Float
    let isDense: Bool
    let classes: Int

    func callAsFunction(_ labels: Span<Float>, _ row: Int, _ k: Int) -> Double {
      let target: Double
      if isDense {
        target = Double(labels[row * classes + k])
      } else {
        let label = labels[row]
        precondition(
          label >= 0 && label < Float(classes) && label == label.rounded(), "label \(label) of \(classes) classes")
        target = Int(label) == k ? 1 : 0
      }
      return (1 - Double(smoothing)) * target + Double(smoothing) / Double(classes)
    }
  }
}

extension Value {
  /// Mean cross-entropy of logits [N, K] against labels [N] or [N, K], a value of shape [1]. Throws if the shapes do
  /// not fit. Traps if smoothing is outside 0..<1.
  package func softmaxCrossEntropy(_ labels: Value, smoothing: Float = 0) throws(ShapeError) -> Value {
    precondition(smoothing >= 0 && smoothing < 1, "label smoothing \(smoothing)")
    return try graph.record(SoftmaxCrossEntropy(smoothing: smoothing), [self, labels])
  }
}
