import Foundation

extension Predictions {
  /// Share of images whose true class is among the k most probable; of equal probabilities the first classes rank
  /// higher, so that `topK(1)` is the accuracy. Every image counts when k is at least the number of classes.
  public func topK(_ k: Int) -> Proportion {
    precondition(k > 0, "top-\(k)")
    var hits = 0
    let classes = classCount
    for image in 0..<count {
      let start = image * classes
      let label = labels[image]
      let own = probabilities[start + label]
      var rank = 0
      for other in 0..<classes {
        let probability = probabilities[start + other]
        if probability > own || probability == own && other < label { rank += 1 }
      }
      if rank < k { hits += 1 }
    }
    return Proportion(hits, of: count)
  }

  /// The smallest probability a true class is given in `crossEntropy`: one step of a 32-bit float at 1.
  public static let smallestProbability = Double(Float.ulpOfOne)

  /// Mean of -ln p(true class), in nats. A probability below `smallestProbability` counts as that, as in scikit-learn's
  /// `log_loss`: one image that is sure and wrong must not make the mean infinite. Summed in Double.
  public var crossEntropy: Double {
    var sum = 0.0
    for image in 0..<count {
      let probability = Double(probabilities[image * classCount + labels[image]])
      sum -= log(max(probability, Self.smallestProbability))
    }
    return sum / Double(count)
  }

  /// Brier score: mean over the images of Σ over the classes of (p - [true])², from 0 (best) to 2. For two classes it
  /// is twice the binary score. Summed in Double.
  public var brierScore: Double {
    var sum = 0.0
    for image in 0..<count {
      for k in 0..<classCount {
        let difference = Double(probabilities[image * classCount + k]) - (k == labels[image] ? 1 : 0)
        sum += difference * difference
      }
    }
    return sum / Double(count)
  }
}
