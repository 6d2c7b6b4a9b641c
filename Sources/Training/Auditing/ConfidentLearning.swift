/// Finds labels that a model, asked about images it was not trained on, contradicts with confidence.
///
/// Source: Northcutt, Jiang, Chuang: Confident Learning: Estimating Uncertainty in Dataset Labels. JAIR 70, 2021, §3.
package struct ConfidentLearning: Sendable, Equatable {
  /// t_j: mean probability of class j over the images labelled j; `nil` for a class without images.
  package let thresholds: [Double?]
  /// C: counts of images by given label (row) and the class they confidently belong to (column). An image belongs to
  /// the class of largest probability among those whose probability reaches the class's threshold, or to none.
  package let joint: [[Int]]
  /// Images of the off-diagonal of C, most suspicious first: by normalised margin, then by position.
  package let suspects: [Suspect]
  /// Fraction of images whose largest probability is that of the label.
  package let accuracy: Double
  /// Images that are no suspects and whose largest probability is that of the label.
  package let confirmed: Int
  /// Estimated number of wrong labels: the off-diagonal of C after each row was scaled to the number of images with
  /// that label.
  package let estimatedErrors: Double

  /// An image whose label is in doubt.
  package struct Suspect: Sendable, Equatable {
    /// Position among the images given.
    package let index: Int
    /// The class it confidently belongs to.
    package let suggested: Int
    /// (p of the label - largest p of another class + 1) / 2: 0 is a label contradicted with certainty, 1 one
    /// confirmed.
    package let margin: Double
    /// p of the label.
    package let confidence: Double
  }

  /// A probability this little below the threshold still reaches it, so that classes whose images all have the same
  /// probability do not fail by rounding.
  static let tolerance = 1e-6

  /// - Parameters:
  ///   - labels: given labels, 0..<classes.
  ///   - probabilities: [labels.count, classes], of models that were not trained on the image.
  ///
  /// Traps if the counts do not agree or a label is outside the classes.
  package init(labels: [Int], probabilities: [Float], classes: Int) {
    precondition(
      probabilities.count == labels.count * classes, "\(probabilities.count) numbers for \(labels.count) images")
    precondition(labels.allSatisfy { (0..<classes).contains($0) }, "a label outside \(classes) classes")
    let counts = labels.reduce(into: [Int](repeating: 0, count: classes)) { $0[$1] += 1 }
    var sums = [Double](repeating: 0, count: classes)
    for (row, label) in labels.enumerated() { sums[label] += Double(probabilities[row * classes + label]) }
    let thresholds = (0..<classes).map { counts[$0] > 0 ? sums[$0] / Double(counts[$0]) : nil }

    var joint = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    var suspects: [Suspect] = []
    var (correct, confirmed) = (0, 0)
    for (row, label) in labels.enumerated() {
      let own = probabilities[row * classes..<(row + 1) * classes].map(Double.init)
      var (largest, confident): (Int, Int?) = (0, nil)
      for k in 0..<classes {
        if own[k] > own[largest] { largest = k }
        guard let threshold = thresholds[k], own[k] >= threshold - Self.tolerance else { continue }
        if let best = confident, own[k] <= own[best] { continue }
        confident = k
      }
      if largest == label { correct += 1 }
      if largest == label, confident == nil || confident == label { confirmed += 1 }
      guard let confident else { continue }
      joint[label][confident] += 1
      if confident != label {
        let other = own.indices.filter { $0 != label }.map { own[$0] }.max() ?? 0
        suspects.append(
          Suspect(index: row, suggested: confident, margin: (own[label] - other + 1) / 2, confidence: own[label]))
      }
    }
    var errors = 0.0
    for label in 0..<classes {
      let total = joint[label].reduce(0, +)
      if total > 0 { errors += Double(counts[label]) * Double(total - joint[label][label]) / Double(total) }
    }
    (self.thresholds, self.joint, estimatedErrors) = (thresholds, joint, errors)
    self.confirmed = confirmed
    self.suspects = suspects.sorted { ($0.margin, $0.index) < ($1.margin, $1.index) }
    accuracy = labels.isEmpty ? 0 : Double(correct) / Double(labels.count)
  }
}
