/// Two models judged on the same images.
package struct ModelComparison: Sendable, Equatable, Codable {
  package let bothRight: Int
  package let onlyFirstRight: Int
  package let onlySecondRight: Int
  package let bothWrong: Int
  /// Images on which exactly one of the two is right, in their order.
  package let differing: [Int]
  /// Accuracy of the first less that of the second.
  package let difference: Double
  /// 95 % interval of that difference for paired answers, see `pairedInterval`.
  package let interval: Interval
  /// Exact two-sided p-value of McNemar's test: how probable a difference this large is if both are equally good.
  package let probability: Double

  /// - Throws: other labels, classes or image names: the images are not the same.
  package init(_ first: Predictions, _ second: Predictions) throws(EvaluationFailure) {
    guard first.classNames == second.classNames else { throw .differentImages(reason: "the classes differ") }
    guard first.count == second.count else {
      throw .differentImages(reason: "\(first.count) images and \(second.count) images")
    }
    if let image = first.labels.indices.first(where: { first.labels[$0] != second.labels[$0] }) {
      throw .differentImages(reason: "\(first.imageName(image)) has another label")
    }
    if let names = first.imageNames, let others = second.imageNames, names != others {
      throw .differentImages(reason: "the image names differ")
    }
    var (bothRight, onlyFirst, onlySecond, bothWrong) = (0, 0, 0, 0)
    var differing: [Int] = []
    for image in 0..<first.count {
      let label = first.labels[image]
      switch (first.predicted[image] == label, second.predicted[image] == label) {
      case (true, true): bothRight += 1
      case (false, false): bothWrong += 1
      case (true, false):
        onlyFirst += 1
        differing.append(image)
      case (false, true):
        onlySecond += 1
        differing.append(image)
      }
    }
    self.bothRight = bothRight
    onlyFirstRight = onlyFirst
    onlySecondRight = onlySecond
    self.bothWrong = bothWrong
    self.differing = differing
    difference = Double(onlyFirst - onlySecond) / Double(first.count)
    interval = Self.pairedInterval(onlyFirst, onlySecond, images: first.count)
    probability = Self.mcnemar(onlyFirst, onlySecond)
  }

  /// The interval of the difference of two paired proportions: Wald's, after one more image for each of the models
  /// (Bonett and Price 2012, "Adjusted Wald confidence interval for a difference of binomial proportions based on
  /// paired data"; recommended by Fagerland, Lydersen and Laake 2014). Traps without images.
  package static func pairedInterval(
    _ onlyFirst: Int, _ onlySecond: Int, images: Int, confidence: Double = 0.95
  ) -> Interval {
    precondition(
      onlyFirst >= 0 && onlySecond >= 0 && images > 0 && onlyFirst + onlySecond <= images,
      "\(onlyFirst) and \(onlySecond) of \(images) images")
    let count = Double(images) + 2
    let (first, second) = (Double(onlyFirst + 1) / count, Double(onlySecond + 1) / count)
    let z = SpecialFunctions.normalQuantile((1 + confidence) / 2)
    let half = z * ((first + second - (first - second) * (first - second)) / count).squareRoot()
    return Interval(lower: max(-1, first - second - half), upper: min(1, first - second + half))
  }

  /// Exact two-sided p-value of McNemar's test (McNemar 1947): twice the binomial probability of at most the smaller
  /// count with chances of one half, at most 1.
  package static func mcnemar(_ onlyFirst: Int, _ onlySecond: Int) -> Double {
    precondition(onlyFirst >= 0 && onlySecond >= 0, "\(onlyFirst) and \(onlySecond) images")
    return min(
      1,
      2
        * SpecialFunctions.binomialCumulative(
          min(onlyFirst, onlySecond), trials: onlyFirst + onlySecond, probability: 0.5))
  }
}
