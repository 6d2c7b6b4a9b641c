/// How well a score ranks the images of one class before all others: the ROC and the precision-recall curve.
package struct RankingCurves: Sendable, Equatable, Codable {
  /// What holds when images with at least this score are taken for the class.
  package struct Point: Sendable, Equatable, Codable {
    package let threshold: Double
    /// Images of the class among those taken.
    package let truePositives: Int
    /// Other images among those taken.
    package let falsePositives: Int
  }

  /// Images of the class.
  package let positives: Int
  /// Images of other classes.
  package let negatives: Int
  /// One point for each distinct score, highest first.
  package let points: [Point]
  /// Area under the ROC curve (trapezoids; a tie counts half); `nil` unless there are images of both kinds.
  package let rocArea: Double?
  /// Σ (Rₙ - Rₙ₋₁) Pₙ, the step-wise area under the precision-recall curve; `nil` without images of the class.
  package let averagePrecision: Double?

  /// One class against the rest, ranked by its probability.
  package init(_ predictions: Predictions, classIndex: Int) {
    precondition(predictions.classNames.indices.contains(classIndex), "class \(classIndex)")
    self.init(
      scores: (0..<predictions.count).map { predictions.probability(image: $0, of: classIndex) },
      isPositive: predictions.labels.map { $0 == classIndex })
  }

  /// Traps unless there is one score and one truth for each image. NaN scores rank last.
  package init(scores: [Float], isPositive: [Bool]) {
    precondition(scores.count == isPositive.count, "\(scores.count) scores for \(isPositive.count) images")
    let scores = scores.map { $0.isNaN ? -Float.infinity : $0 }
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    var points: [Point] = []
    var (truePositives, falsePositives) = (0, 0)
    for (rank, image) in order.enumerated() {
      if isPositive[image] { truePositives += 1 } else { falsePositives += 1 }
      // Equal scores are one point: no threshold can come between them.
      if rank + 1 < order.count, scores[order[rank + 1]] == scores[image] { continue }
      points.append(
        Point(threshold: Double(scores[image]), truePositives: truePositives, falsePositives: falsePositives))
    }
    (positives, negatives) = (truePositives, falsePositives)
    self.points = points

    var (area, precisionArea, before) = (0.0, 0.0, (truePositives: 0, falsePositives: 0))
    for point in points {
      let taken = point.truePositives + point.falsePositives
      area +=
        Double(point.falsePositives - before.falsePositives) * Double(point.truePositives + before.truePositives) / 2
      precisionArea +=
        Double(point.truePositives - before.truePositives) * Double(point.truePositives) / Double(taken)
      before = (point.truePositives, point.falsePositives)
    }
    rocArea = positives > 0 && negatives > 0 ? area / (Double(positives) * Double(negatives)) : nil
    averagePrecision = positives > 0 ? precisionArea / Double(positives) : nil
  }

  /// The point's proportion of other images that are taken; `nil` when there are none.
  package func falsePositiveRate(_ point: Point) -> Double? {
    negatives > 0 ? Double(point.falsePositives) / Double(negatives) : nil
  }
  /// The point's proportion of the images of the class that are taken: its recall; `nil` when there are none.
  package func truePositiveRate(_ point: Point) -> Double? {
    positives > 0 ? Double(point.truePositives) / Double(positives) : nil
  }
  /// The point's proportion of images of the class among those taken.
  package func precision(_ point: Point) -> Double {
    Double(point.truePositives) / Double(point.truePositives + point.falsePositives)
  }
}
