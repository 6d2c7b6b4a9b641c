/// How a model's temperature and thresholds were chosen, as its weights file says.
public struct DecisionContext: Sendable, Equatable, Codable {
  /// Number of images they were chosen on, and which: `validation` as a rule.
  public var images: Int
  public var split: String
  /// `none` or `flip`: how the images were asked about.
  public var testTimeAugmentation: String
  /// Mean of -ln p(true class) there, without and with the temperature.
  public var lossBefore: Double?
  public var lossAfter: Double?
  /// The threshold in the weights file, and what it was chosen for.
  public var threshold: Double?
  public var targetPrecision: Double?
  public var confidence: Double?
  /// What it gave there: share of answers accepted, share of these right, and the exact lower bound of that.
  public var coverage: Double?
  public var precision: Double?
  public var lowerBound: Double?
  /// Images with a higher energy are of no class; this share of the images there had no higher one.
  public var unknownThreshold: Double?
  public var unknownQuantile: Double?

  public init(images: Int, split: String, testTimeAugmentation: String) {
    (self.images, self.split, self.testTimeAugmentation) = (images, split, testTimeAugmentation)
  }
}
