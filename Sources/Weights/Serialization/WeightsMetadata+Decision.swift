extension WeightsMetadata {
  /// A score that is high for images of no class, and from where on an image is refused.
  package struct UnknownScore: Sendable, Equatable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
      /// -ln Σ exp(logit), the mean over the views of an image, at temperature 1 (Liu et al. 2020, section 3.1): it
      /// grows when no class is much supported, which a softmax hides.
      case energy
    }

    package var kind: Kind
    /// An image with a higher score belongs to no class.
    package var threshold: Double
    /// The fraction of the images it was fixed on that have at most this score, 0 to 1.
    package var quantile: Double
    /// Number of images it was fixed on.
    package var images: Int

    package init(kind: Kind = .energy, threshold: Double, quantile: Double, images: Int) {
      (self.kind, self.threshold, self.quantile, self.images) = (kind, threshold, quantile, images)
    }

    /// What no score can have.
    var problem: (expected: String, found: String)? {
      if !threshold.isFinite { return ("a finite threshold", "\(threshold)") }
      if !(0...1).contains(quantile) { return ("a quantile from 0 to 1", "\(quantile)") }
      return images > 0 ? nil : ("at least 1 image", "\(images)")
    }
  }

  /// On which images temperature, thresholds and unknown score were chosen, and what they promise. Nothing here is
  /// needed to use them.
  package struct Decision: Sendable, Equatable, Codable {
    /// Number of images.
    package var images: Int
    /// `validation` unless somebody else chose.
    package var split: String
    /// `none`, `flip` or `shift`: how the images were asked about. Thresholds hold for this way of asking.
    package var testTimeAugmentation: String
    /// Mean of -ln p(true class) without and with the temperature, in nats.
    package var lossBefore: Double?
    package var lossAfter: Double?
    /// `threshold` is the smallest for which this precision of the accepted answers is certain with `confidence`; `nil`
    /// when it was not chosen so.
    package var targetPrecision: Double?
    package var confidence: Double?
    /// Fraction of the images that were accepted, fraction of these that were right, and its exact lower bound.
    package var coverage: Double?
    package var precision: Double?
    package var lowerBound: Double?

    package init(
      images: Int, split: String = "validation", testTimeAugmentation: String, lossBefore: Double? = nil,
      lossAfter: Double? = nil, targetPrecision: Double? = nil, confidence: Double? = nil, coverage: Double? = nil,
      precision: Double? = nil, lowerBound: Double? = nil
    ) {
      self.images = images
      self.split = split
      self.testTimeAugmentation = testTimeAugmentation
      self.lossBefore = lossBefore
      self.lossAfter = lossAfter
      self.targetPrecision = targetPrecision
      self.confidence = confidence
      self.coverage = coverage
      self.precision = precision
      self.lowerBound = lowerBound
    }

    /// What no decision can have.
    var problem: (expected: String, found: String)? {
      if images < 1 { return ("at least 1 image", "\(images)") }
      for (name, text) in [("split", split), ("testTimeAugmentation", testTimeAugmentation)] where text.isEmpty {
        return ("a \(name)", "an empty string")
      }
      for case (let name, let value?) in [("targetPrecision", targetPrecision), ("confidence", confidence)]
      where !(value > 0 && value < 1) { return ("a \(name) between 0 and 1", "\(value)") }
      for case (let name, let value?) in [("coverage", coverage), ("precision", precision), ("lowerBound", lowerBound)]
      where !(0...1).contains(value) { return ("a \(name) from 0 to 1", "\(value)") }
      for case (let name, let value?) in [("lossBefore", lossBefore), ("lossAfter", lossAfter)]
      where !(value >= 0 && value.isFinite) { return ("a finite \(name) from 0", "\(value)") }
      return nil
    }
  }
}
