/// How well the probability of one class ranks its images before all others; the short form of `RankingCurves`.
package struct ClassRanking: Sendable, Equatable, Codable {
  package let name: String
  /// Images of the class, and others.
  package let positives: Int
  package let negatives: Int
  /// Area under the ROC curve; `nil` unless there are images of both kinds.
  package let rocArea: Double?
  /// Step-wise area under the precision-recall curve; `nil` without images of the class.
  package let averagePrecision: Double?
  /// The points of the curves that matter, highest threshold first: those where either curve turns, and of many no more
  /// than a picture can show. The areas come from all points.
  package let points: [RankingCurves.Point]

  package init(name: String, _ curves: RankingCurves, limit: Int = 200) {
    self.name = name
    (positives, negatives) = (curves.positives, curves.negatives)
    (rocArea, averagePrecision) = (curves.rocArea, curves.averagePrecision)
    points = curves.shortened(limit)
  }

  /// One for each class, in their order.
  package static func all(_ predictions: Predictions) -> [ClassRanking] {
    // 2,000 points in all, so that a file about 100 classes stays small.
    let limit = max(20, min(200, 2000 / predictions.classCount))
    return predictions.classNames.indices.map {
      ClassRanking(
        name: predictions.classNames[$0], RankingCurves(predictions, classIndex: $0), limit: limit)
    }
  }

  private enum CodingKeys: String, CodingKey { case name, positives, negatives, rocArea, averagePrecision, points }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(positives, forKey: .positives)
    try container.encode(negatives, forKey: .negatives)
    try container.encode(rocArea, forKey: .rocArea)
    try container.encode(averagePrecision, forKey: .averagePrecision)
    try container.encode(points, forKey: .points)
  }
}

extension RankingCurves {
  /// The points where the ROC curve turns, at most `limit`: of more, those at least a step of 2/limit from the last one
  /// kept. The last point always stays.
  func shortened(_ limit: Int) -> [Point] {
    precondition(limit > 1, "\(limit) points")
    var corners: [Point] = []
    for point in points {
      if corners.count > 1 {
        let (before, last) = (corners[corners.count - 2], corners[corners.count - 1])
        // On the way straight up or straight to the right only the end matters.
        let isUpright =
          before.falsePositives == last.falsePositives && last.falsePositives == point.falsePositives
        let isLevel = before.truePositives == last.truePositives && last.truePositives == point.truePositives
        if isUpright || isLevel { corners.removeLast() }
      }
      corners.append(point)
    }
    guard corners.count > limit else { return corners }
    // The way from (0, 0) to (1, 1) is 2 long, however it goes.
    let step = 2 / Double(limit - 2)
    func place(_ point: Point) -> Double { (falsePositiveRate(point) ?? 0) + (truePositiveRate(point) ?? 0) }
    var kept = [corners[0]]
    for point in corners.dropFirst().dropLast() where place(point) - place(kept[kept.count - 1]) >= step {
      kept.append(point)
    }
    return kept + corners.suffix(1)
  }

  /// The smallest score from which on images are best taken for the class: where F1 = 2 TP / (2 TP + FP + FN) is
  /// largest, the highest of equals. It lies half way to the next score, so that an image a little less sure than those
  /// seen still counts. `nil` without images of the class.
  package var bestThreshold: (threshold: Double, f1: Double)? {
    guard positives > 0 else { return nil }
    var best: (place: Int, f1: Double)?
    for (place, point) in points.enumerated() {
      let f1 = 2 * Double(point.truePositives) / Double(point.truePositives + point.falsePositives + positives)
      if f1 > best?.f1 ?? -1 { best = (place, f1) }
    }
    guard let best else { return nil }
    let own = points[best.place].threshold
    guard best.place + 1 < points.count else { return (own, best.f1) }
    let next = points[best.place + 1].threshold
    // Scores are 32-bit floats: between neighbours there is no middle.
    let middle = Float(next + (own - next) / 2)
    return (middle > Float(next) ? Double(middle) : own, best.f1)
  }
}
