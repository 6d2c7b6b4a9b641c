import Tensors

extension Predictions {
  /// Proportion of images whose true class is among the k most probable; of equal probabilities the first classes rank
  /// higher, so that `topK(1)` is the accuracy. Every image counts when k is at least the number of classes.
  package func topK(_ k: Int) -> Proportion {
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

  /// Mean of -ln p(true class), in nats; see `Probabilities.crossEntropy`.
  package var crossEntropy: Double { Probabilities.crossEntropy(probabilities, labels: labels, classes: classCount) }

  /// Brier score: mean over the images of Σ over the classes of (p - [true])², from 0 (best) to 2. For two classes it
  /// is twice the binary score. Summed in Double.
  package var brierScore: Double {
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
