extension EvaluationReport {
  /// Reads what `json()` wrote, and checks that the matrix fits the classes and the images: its readers rely on it.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    format = try container.decode(Int.self, forKey: .format)
    context = try container.decode(EvaluationContext.self, forKey: .context)
    images = try container.decode(Int.self, forKey: .images)
    accuracy = try container.decode(Proportion.self, forKey: .accuracy)
    accuracyExactInterval = try container.decodeIfPresent(Interval.self, forKey: .accuracyExactInterval)
    topK = try container.decode([TopK].self, forKey: .topK)
    crossEntropy = try container.decode(Double.self, forKey: .crossEntropy)
    brierScore = try container.decode(Double.self, forKey: .brierScore)
    calibration = try container.decode(Calibration.self, forKey: .calibration)
    classes = try container.decode([ClassMetrics].self, forKey: .classes)
    macroAverage = try container.decode(AverageMetrics.self, forKey: .macroAverage)
    weightedAverage = try container.decode(AverageMetrics.self, forKey: .weightedAverage)
    confusion = try container.decode([[Int]].self, forKey: .confusion)
    thresholds = try container.decode([ThresholdReport].self, forKey: .thresholds)
    // Files of earlier programs lack what follows.
    rankings = try container.decodeIfPresent([ClassRanking].self, forKey: .rankings) ?? []
    riskCoverage = try container.decodeIfPresent([RiskCoverage].self, forKey: .riskCoverage) ?? []
    classThresholds = try container.decodeIfPresent([ClassThreshold].self, forKey: .classThresholds) ?? []
    mistakes = try container.decodeIfPresent([Mistake].self, forKey: .mistakes) ?? []
    unknown = try container.decodeIfPresent(UnknownReport.self, forKey: .unknown)
    comparison = try container.decodeIfPresent(ComparisonReport.self, forKey: .comparison)
    robustness = try container.decodeIfPresent(RobustnessReport.self, forKey: .robustness)
    gates = try container.decodeIfPresent([Gate].self, forKey: .gates) ?? []

    guard (1...Self.currentFormat).contains(format) else {
      throw DecodingError.dataCorruptedError(
        forKey: .format, in: container, debugDescription: "expected up to \(Self.currentFormat), found \(format)")
    }
    let count = classes.count
    guard confusion.count == count, confusion.allSatisfy({ $0.count == count }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .confusion, in: container, debugDescription: "expected \(count) rows of \(count) counts")
    }
    var total = 0
    for images in confusion.joined() {
      let (sum, overflow) = total.addingReportingOverflow(images)
      guard images >= 0, !overflow else {
        throw DecodingError.dataCorruptedError(
          forKey: .confusion, in: container, debugDescription: "\(images) is no number of images")
      }
      total = sum
    }
    guard total == images else {
      throw DecodingError.dataCorruptedError(
        forKey: .confusion, in: container, debugDescription: "expected counts of \(images) images, found \(total)")
    }
  }
}
