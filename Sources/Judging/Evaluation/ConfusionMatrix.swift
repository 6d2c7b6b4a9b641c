/// How often images of one class were taken for another.
package struct ConfusionMatrix: Sendable, Equatable {
  package let classNames: [String]
  /// `counts[t * K + p]`: images of true class t that were predicted to be p.
  package let counts: [Int]

  package init(_ predictions: Predictions) {
    let classes = predictions.classCount
    var counts = [Int](repeating: 0, count: classes * classes)
    let (labels, predicted) = (predictions.labels, predictions.predicted)
    for image in labels.indices { counts[labels[image] * classes + predicted[image]] += 1 }
    self.init(classNames: predictions.classNames, counts: counts)
  }

  /// Traps unless there is one count for each pair of classes, none negative.
  package init(classNames: [String], counts: [Int]) {
    precondition(
      counts.count == classNames.count * classNames.count && counts.allSatisfy { $0 >= 0 },
      "\(counts.count) counts for \(classNames.count) classes")
    (self.classNames, self.counts) = (classNames, counts)
  }

  package var classCount: Int { classNames.count }
  package var total: Int { counts.reduce(0, +) }
  package subscript(true trueClass: Int, predicted predictedClass: Int) -> Int {
    counts[trueClass * classCount + predictedClass]
  }
  /// Number of images recognised.
  package var correct: Int { (0..<classCount).reduce(0) { $0 + self[true: $1, predicted: $1] } }
  /// Fraction of images recognised.
  package var accuracy: Proportion { Proportion(correct, of: total) }
  /// Number of images of a class.
  package func support(_ trueClass: Int) -> Int {
    (0..<classCount).reduce(0) { $0 + self[true: trueClass, predicted: $1] }
  }
  /// Number of images taken for a class.
  package func predicted(_ predictedClass: Int) -> Int {
    (0..<classCount).reduce(0) { $0 + self[true: $1, predicted: predictedClass] }
  }

  /// Two classes that were mixed up.
  package struct Confusion: Sendable, Equatable {
    package let trueClass: Int
    package let predictedClass: Int
    package let count: Int
    package init(trueClass: Int, predictedClass: Int, count: Int) {
      (self.trueClass, self.predictedClass, self.count) = (trueClass, predictedClass, count)
    }
  }

  /// The pairs that were mixed up most often, most frequent first, then in the order of the classes.
  package func mostConfused(_ limit: Int) -> [Confusion] {
    var confusions: [Confusion] = []
    for t in 0..<classCount {
      for p in 0..<classCount where p != t && self[true: t, predicted: p] > 0 {
        confusions.append(Confusion(trueClass: t, predictedClass: p, count: self[true: t, predicted: p]))
      }
    }
    confusions.sort { ($1.count, $0.trueClass, $0.predictedClass) < ($0.count, $1.trueClass, $1.predictedClass) }
    return Array(confusions.prefix(limit))
  }
}
