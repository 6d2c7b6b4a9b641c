/// How well images that belong to no class of the model are told from those that do.
package struct UnknownReport: Sendable, Equatable, Codable {
  /// The score: `energy`. An unknown image should have a higher one.
  package let score: String
  /// One line about the unknown images.
  package let dataSummary: String
  /// Number of unknown images.
  package let images: Int
  /// Number of images of the model's classes.
  package let knownImages: Int
  /// Area under the ROC curve of the score: the probability that an unknown image scores higher than a known one.
  package let rocArea: Double
  /// The same for the plain probability of the predicted class, for comparison.
  package let confidenceRocArea: Double
  /// Images with a higher score are rejected.
  package let threshold: Double
  /// Of the known images: those rejected by mistake.
  package let knownRejected: Proportion
  /// Of the unknown images: those rejected.
  package let unknownRejected: Proportion

  /// The scores and confidences of one kind of images; one number each for each image.
  package struct Sample: Sendable {
    package let scores: [Float]
    package let confidences: [Float]
    package init(scores: [Float], confidences: [Float]) { (self.scores, self.confidences) = (scores, confidences) }
  }

  /// - Throws: no images of one kind, lists of different lengths.
  package init(
    known: Sample, unknown: Sample, threshold: Double, score: String = "energy", dataSummary: String
  ) throws(EvaluationFailure) {
    for sample in [known, unknown] {
      guard !sample.scores.isEmpty else { throw .noImages }
      guard sample.scores.count == sample.confidences.count else {
        throw .wrongCount(what: "confidences", expected: sample.scores.count, found: sample.confidences.count)
      }
    }
    let isUnknown =
      [Bool](repeating: false, count: known.scores.count) + [Bool](repeating: true, count: unknown.scores.count)
    func area(_ scores: [Float]) -> Double { RankingCurves(scores: scores, isPositive: isUnknown).rocArea ?? 0 }
    func rejected(_ scores: [Float]) -> Proportion {
      Proportion(scores.count { Double($0) > threshold }, of: scores.count)
    }
    self.score = score
    self.dataSummary = dataSummary
    images = unknown.scores.count
    knownImages = known.scores.count
    rocArea = area(known.scores + unknown.scores)
    confidenceRocArea = area((known.confidences + unknown.confidences).map { -$0 })
    self.threshold = threshold
    knownRejected = rejected(known.scores)
    unknownRejected = rejected(unknown.scores)
  }

  /// The score that a fraction of the images do not exceed: the smallest of theirs with at least that fraction at
  /// or below it. Traps without scores or with a fraction outside 0...1.
  package static func quantile(_ scores: [Float], fraction: Double) -> Double {
    precondition(!scores.isEmpty && (0...1).contains(fraction), "quantile \(fraction) of \(scores.count) scores")
    // Proportions such as 0.95 are no binary fractions: 95 of 100 must not become 96.
    let count = (fraction * Double(scores.count) - 1e-9).rounded(.up)
    return Double(scores.sorted()[max(0, min(scores.count - 1, Int(count) - 1))])
  }
}
