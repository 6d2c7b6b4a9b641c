/// How the n-th series of a chart looks: colour, dashes and marker differ, so that each alone tells them apart.
struct SeriesStyle {
  let paint: Paint
  let dash: String
  private let marker: Int

  init(_ index: Int) {
    paint = .series(index)
    dash = ["", "7 4", "2 4", "9 4 2 4", "12 4", "5 3"][index % Paint.seriesCount]
    marker = index % Paint.seriesCount
  }

  /// The marker around a point.
  func marker(x: Double, y: Double) -> String {
    func polygon(_ corners: [(Double, Double)]) -> String {
      let list = corners.map { "\(SVGText.number(x + $0.0)),\(SVGText.number(y + $0.1))" }.joined(separator: " ")
      return "<polygon points=\"\(list)\"\(Paint.attributes(fill: paint, stroke: .paper)) stroke-width=\"1\"/>\n"
    }
    return switch marker {
    case 0:
      "<circle cx=\"\(SVGText.number(x))\" cy=\"\(SVGText.number(y))\" r=\"3.2\""
        + "\(Paint.attributes(fill: paint, stroke: .paper)) stroke-width=\"1\"/>\n"
    case 1: polygon([(-3, -3), (3, -3), (3, 3), (-3, 3)])
    case 2: polygon([(0, -4), (3.8, 3), (-3.8, 3)])
    case 3: polygon([(0, -4.4), (4.4, 0), (0, 4.4), (-4.4, 0)])
    case 4: polygon([(0, 4), (3.8, -3), (-3.8, -3)])
    default: polygon([(-4, -1.3), (4, -1.3), (4, 1.3), (-4, 1.3)])
    }
  }
}
