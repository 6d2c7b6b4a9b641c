/// What happens to coverage and accuracy as the confidence threshold rises.
package struct CoverageCurve: Sendable, Equatable {
  /// What holds when answers of at least this confidence are accepted.
  package struct Point: Sendable, Equatable {
    package let threshold: Double
    /// Number of accepted answers.
    package let accepted: Int
    /// Of them, how many are right.
    package let right: Int
    package init(threshold: Double, accepted: Int, right: Int) {
      (self.threshold, self.accepted, self.right) = (threshold, accepted, right)
    }
  }

  /// One for each distinct confidence, highest first: the last accepts every answer.
  package let points: [Point]

  package init(_ predictions: Predictions) {
    let (confidences, predicted, labels) = (predictions.confidences, predictions.predicted, predictions.labels)
    let order = confidences.indices.sorted { confidences[$0] > confidences[$1] }
    var points: [Point] = []
    var right = 0
    for (rank, image) in order.enumerated() {
      if predicted[image] == labels[image] { right += 1 }
      // Equal confidences are accepted together or not at all.
      if rank + 1 < order.count, confidences[order[rank + 1]] == confidences[image] { continue }
      points.append(Point(threshold: Double(confidences[image]), accepted: rank + 1, right: right))
    }
    self.points = points
  }

  package var total: Int { points.last?.accepted ?? 0 }
}
