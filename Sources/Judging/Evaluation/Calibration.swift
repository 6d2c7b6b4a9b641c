/// How far a model's confidence can be taken at its word.
package struct Calibration: Sendable, Equatable, Codable {
  /// The images whose confidence lies in a range.
  package struct Bin: Sendable, Equatable, Codable {
    /// Confidences over `lower` and up to `upper`; the first bin holds 0 too.
    package let lower: Double
    package let upper: Double
    /// Of the images in the bin: how many are recognised.
    package let accuracy: Proportion
    /// Mean confidence of the images in the bin; `nil` for an empty one.
    package let meanConfidence: Double?

    private enum CodingKeys: String, CodingKey { case lower, upper, accuracy, meanConfidence }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(lower, forKey: .lower)
      try container.encode(upper, forKey: .upper)
      try container.encode(accuracy, forKey: .accuracy)
      try container.encode(meanConfidence, forKey: .meanConfidence)
    }
  }

  /// The reliability diagram: bins of equal width from 0 to 1.
  package let bins: [Bin]
  /// Σ over the bins of (proportion of images) · |accuracy - mean confidence| (Guo et al. 2017, section 2): 0 is
  /// perfect.
  package let expectedError: Double

  /// - Throws: fewer than one bin or more than 1000.
  package init(_ predictions: Predictions, bins count: Int = 10) throws(EvaluationFailure) {
    guard (1...1000).contains(count) else {
      throw .invalidSetting(name: "bins", expected: "1 to 1000", found: "\(count)")
    }
    // Edges as 32-bit floats, like the confidences: a confidence of 0.3 belongs to the bin that ends at 0.3.
    let edges = (0...count).map { Float(Double($0) / Double(count)) }
    var (images, right) = ([Int](repeating: 0, count: count), [Int](repeating: 0, count: count))
    var sums = [Double](repeating: 0, count: count)
    for image in 0..<predictions.count {
      let confidence = predictions.confidences[image]
      var bin = min(count - 1, max(0, Int(confidence * Float(count))))
      while bin > 0 && confidence <= edges[bin] { bin -= 1 }
      while bin < count - 1 && confidence > edges[bin + 1] { bin += 1 }
      images[bin] += 1
      sums[bin] += Double(confidence)
      if predictions.predicted[image] == predictions.labels[image] { right[bin] += 1 }
    }
    bins = (0..<count).map {
      Bin(
        lower: Double($0) / Double(count), upper: Double($0 + 1) / Double(count),
        accuracy: Proportion(right[$0], of: images[$0]),
        meanConfidence: images[$0] > 0 ? sums[$0] / Double(images[$0]) : nil)
    }
    var error = 0.0
    for bin in 0..<count where images[bin] > 0 { error += abs(Double(right[bin]) - sums[bin]) }
    expectedError = error / Double(predictions.count)
  }
}
