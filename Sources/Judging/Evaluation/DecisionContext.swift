import Serialization

/// How a model's temperature and thresholds were chosen, as its weights file says, and the thresholds themselves. In
/// JSON one object of all fields.
@dynamicMemberLookup
package struct DecisionContext: Sendable, Equatable, Codable {
  package var decision: WeightsMetadata.Decision
  /// The threshold in the weights file.
  package var threshold: Double?
  /// Images with a higher energy are of no class; this fraction of the images there had no higher one.
  package var unknownThreshold: Double?
  package var unknownQuantile: Double?

  package init(_ decision: WeightsMetadata.Decision, threshold: Double? = nil) {
    (self.decision, self.threshold) = (decision, threshold)
  }

  package subscript<Value>(dynamicMember field: WritableKeyPath<WeightsMetadata.Decision, Value>)
    -> Value
  {
    get { decision[keyPath: field] }
    set { decision[keyPath: field] = newValue }
  }

  private enum CodingKeys: String, CodingKey { case threshold, unknownThreshold, unknownQuantile }

  package init(from decoder: any Decoder) throws {
    decision = try WeightsMetadata.Decision(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    threshold = try container.decodeIfPresent(Double.self, forKey: .threshold)
    unknownThreshold = try container.decodeIfPresent(Double.self, forKey: .unknownThreshold)
    unknownQuantile = try container.decodeIfPresent(Double.self, forKey: .unknownQuantile)
  }

  package func encode(to encoder: any Encoder) throws {
    try decision.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(threshold, forKey: .threshold)
    try container.encodeIfPresent(unknownThreshold, forKey: .unknownThreshold)
    try container.encodeIfPresent(unknownQuantile, forKey: .unknownQuantile)
  }
}
