/// The names of the series below a chart, in as many rows as they need.
struct Legend {
  struct Entry {
    let name: String
    /// Draws the sample of a series, 26 wide, around a height.
    let sample: (_ x: Double, _ y: Double) -> String
  }

  private static let rowHeight = 20.0
  private static let sampleWidth = 26.0
  /// Longer names are cut.
  private static let columns = 44

  let entries: [Entry]
  private let places: [(x: Double, row: Int)]

  init(_ entries: [Entry], width: Double) {
    var (x, row) = (0.0, 0)
    var places: [(x: Double, row: Int)] = []
    for entry in entries {
      let needed = Self.sampleWidth + 6 + SVGText.width(Markup.shortened(entry.name, columns: Self.columns)) + 16
      if x > 0 && x + needed > width { (x, row) = (0, row + 1) }
      places.append((x, row))
      x += needed
    }
    (self.entries, self.places) = (entries, places)
  }

  var height: Double { (places.last.map { Double($0.row) + 1 } ?? 0) * Self.rowHeight }

  func svg(x left: Double, y top: Double) -> String {
    var text = ""
    for (entry, place) in zip(entries, places) {
      let (x, y) = (left + place.x, top + Double(place.row) * Self.rowHeight + Self.rowHeight / 2)
      text += entry.sample(x, y)
      text += SVGText.text(Markup.shortened(entry.name, columns: Self.columns), x: x + Self.sampleWidth + 6, y: y + 4)
    }
    return text
  }
}
