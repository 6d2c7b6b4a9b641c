import Datasets
import Evaluation
import Support

/// All mistakes as comma-separated values (RFC 4180), the surest first, each with the place of its image.
struct MistakeTable {
  let text: String

  init(_ predictions: Predictions, _ places: ImagePlaces) {
    var table = CSVTable([
      "file", "member", "record", "class", "predictedClass", "probability", "classProbability",
    ])
    for mistake in Mistake.worst(predictions, limit: predictions.count) {
      let place = places[mistake.name, record: RecordName.number(mistake.name)]
      table.add([
        place.file, place.member ?? "", place.record.map { "\($0)" } ?? "", mistake.trueClass, mistake.predictedClass,
        "\(mistake.confidence)", "\(mistake.trueProbability)",
      ])
    }
    text = table.text
  }
}

/// What images without files are called: the number of the record in its split, from 0, in the order of the files.
enum RecordName {
  private static let prefix = "record "

  static func text(_ number: Int) -> String { prefix + "\(number)" }
  /// `nil` for another name.
  static func number(_ name: String) -> Int? {
    name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
  }
}
