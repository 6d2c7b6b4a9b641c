import Datasets
import Images
import Support

/// A data set's summary for people: what it is, a table of counts, a table of colours.
struct SummaryText {
  let text: String

  /// - Parameter limit: columns, or `nil` for lines of any length.
  init(_ summary: DatasetSummary, limit: Int? = Terminal.standardOutput().limit) {
    text = [Self.title(summary, limit), Self.counts(summary, limit), Self.colours(summary)].joined(separator: "\n")
  }

  private static func title(_ summary: DatasetSummary, _ limit: Int?) -> String {
    let counts = summary.splits.map { Format.plural($0.images, "\(name($0.split)) image") }
    let resized = [.imageFolder, .imageList].contains(summary.kind) ? " (resized where they are not)" : ""
    let lines = [
      summary.description,
      "\(Format.list(counts, "and")) of \(summary.width)x\(summary.height) pixels\(resized), "
        + Format.plural(summary.classNames.count, "class", "classes"),
      summary.isSynthetic ? "synthetic: drawn by a program; figures from them say nothing about photographs" : nil,
    ].compactMap { $0 }
    return lines.map { DisplayText.folded($0, limit: limit) }.joined()
  }

  /// A row per class that has images; the others are only counted, for a sample may name a hundred and hold two.
  private static func counts(_ summary: DatasetSummary, _ limit: Int?) -> String {
    var table = Table(
      [.init("label", .right, rank: 1), .init("class", shortens: .beginning(to: 16))]
        + summary.splits.map { .init($0.split.rawValue, .right) }, limit: limit)
    var empty = 0
    for (label, name) in summary.classNames.enumerated() {
      let counts = summary.splits.map { $0.perClass[label] }
      if counts.allSatisfy({ $0 == 0 }) {
        empty += 1
      } else {
        table.addRow(["\(label)", name] + counts.map(Format.count))
      }
    }
    table.addRule()
    table.addRow(["", "all"] + summary.splits.map { Format.count($0.images) })
    let note = empty == 0 ? "" : "\(empty) further \(empty == 1 ? "class has" : "classes have") no images\n"
    return table.rendered() + note
  }

  private static func colours(_ summary: DatasetSummary) -> String {
    var table = Table([.init("channel"), .init("mean", .right), .init("deviation", .right)])
    for (channel, name) in ["red", "green", "blue"].enumerated() {
      table.addRow([
        name, Format.fixed(summary.statistics.mean[channel], 4), Format.fixed(summary.statistics.deviation[channel], 4),
      ])
    }
    return table.rendered() + "of the \(name(summary.splits[0].split)) images; 0 is black, 1 is full intensity\n"
  }

  private static func name(_ split: Split) -> String { split == .train ? "training" : split.rawValue }
}
