/// The layout of SageMaker's model quality `statistics.json`.
struct QualityDocument: Encodable {
  struct Metric: Encodable {
    let value: Double
    let deviation: Double
    private enum CodingKeys: String, CodingKey {
      case value
      case deviation = "standard_deviation"
    }
  }

  struct Curves {
    let falsePositiveRates, truePositiveRates, precisions, recalls: [Double]
  }

  let images: Int
  let isBinary: Bool
  /// `confusion[t][p]`
  let confusion: [[Int]]
  let metrics: [String: Metric]
  let curves: Curves?

  /// A key whose name is known only at run time.
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    var document = encoder.container(keyedBy: Name.self)
    try document.encode(0.0, forKey: Name("version"))
    try document.encode(["item_count": images], forKey: Name("dataset"))
    let group = isBinary ? "binary_classification_metrics" : "multiclass_classification_metrics"
    var container = document.nestedContainer(keyedBy: Name.self, forKey: Name(group))
    let rows = confusion.enumerated().map { number, row in
      ("\(number)", Dictionary(uniqueKeysWithValues: row.enumerated().map { ("\($0)", $1) }))
    }
    try container.encode(Dictionary(uniqueKeysWithValues: rows), forKey: Name("confusion_matrix"))
    for (name, metric) in metrics { try container.encode(metric, forKey: Name(name)) }
    if let curves {
      try container.encode(
        ["false_positive_rates": curves.falsePositiveRates, "true_positive_rates": curves.truePositiveRates],
        forKey: Name("receiver_operating_characteristic_curve"))
      try container.encode(
        ["precisions": curves.precisions, "recalls": curves.recalls], forKey: Name("precision_recall_curve"))
    }
  }
}
