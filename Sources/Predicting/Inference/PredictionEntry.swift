/// An answer as other programs read it; the names are explained in docs/prediction-format.md.
package struct PredictionEntry: Encodable {
  package struct ClassProbability: Encodable {
    package let `class`: String
    package let probability: Float
  }

  package let file: String
  package private(set) var `class`: String?
  package private(set) var probability: Float?
  package private(set) var top: [ClassProbability]?
  package private(set) var accepted: Bool?
  package private(set) var reason: String?
  package private(set) var unknownScore: Double?
  package private(set) var reached: [String]?
  /// Set where the entry stands by itself.
  package var calibrated: Bool?
  package private(set) var error: String?

  /// - Parameter topK: how many classes are named.
  package init(file: String, _ verdict: Verdict, by decider: Decider, topK: Int) {
    self.file = file
    let names = decider.classNames
    `class` = names[verdict.predicted]
    probability = verdict.confidence
    top = verdict.top(topK).map { ClassProbability(class: names[$0], probability: verdict.probabilities[$0]) }
    if decider.judges { accepted = verdict.isAccepted }
    reason = verdict.refusal?.name
    if decider.unknownThreshold != nil { unknownScore = verdict.unknownScore }
    reached = verdict.reached?.map { names[$0] }
  }

  /// - Parameter error: one line that says why there is no answer.
  package init(file: String, error: String) { (self.file, self.error) = (file, error) }
}

extension Decider {
  /// Whether answers are accepted or refused at all.
  package var judges: Bool { threshold != nil || unknownThreshold != nil }
}
