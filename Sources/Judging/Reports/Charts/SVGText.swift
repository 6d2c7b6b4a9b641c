import Support

/// Pieces of SVG, as text.
enum SVGText {
  static let fontSize = 12.0
  /// Mean width of a character of a sans serif at `fontSize`, on the generous side.
  static let columnWidth = 6.4

  static func width(_ text: String) -> Double { Double(DisplayText.width(text)) * columnWidth }

  /// A coordinate with two decimals at most.
  static func number(_ value: Double) -> String {
    var text = Format.fixed(value, 2)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text == "-0" ? "0" : text
  }

  enum Anchor: String { case start, middle, end }

  static func text(
    _ content: String, x: Double, y: Double, _ anchor: Anchor = .start, paint: Paint = .ink, size: Double = fontSize,
    bold: Bool = false, turned: Double = 0
  ) -> String {
    var attributes = Paint.attributes(fill: paint)
    if anchor != .start { attributes += " text-anchor=\"\(anchor.rawValue)\"" }
    if size != fontSize { attributes += " font-size=\"\(number(size))\"" }
    if bold { attributes += " font-weight=\"600\"" }
    if turned != 0 { attributes += " transform=\"rotate(\(number(turned)) \(number(x)) \(number(y)))\"" }
    return "<text x=\"\(number(x))\" y=\"\(number(y))\"\(attributes)>\(Markup.escaped(content))</text>\n"
  }

  static func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ paint: Paint, width: Double = 1, dash: String = ""
  ) -> String {
    "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\""
      + "\(Paint.attributes(stroke: paint)) stroke-width=\"\(number(width))\"\(dashes(dash))/>\n"
  }

  static func rectangle(
    x: Double, y: Double, width: Double, height: Double, fill: Paint, opacity: Double = 1, name: String = ""
  ) -> String {
    "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\""
      + Paint.attributes(fill: fill) + (opacity < 1 ? " fill-opacity=\"\(number(opacity))\"" : "")
      + (name.isEmpty ? "/>\n" : "><title>\(Markup.escaped(name))</title></rect>\n")
  }

  static func polyline(_ points: [(x: Double, y: Double)], _ paint: Paint, width: Double, dash: String = "") -> String {
    let list = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    return "<polyline points=\"\(list)\"\(Paint.attributes(stroke: paint)) stroke-width=\"\(number(width))\""
      + " stroke-linejoin=\"round\" stroke-linecap=\"round\"\(dashes(dash))/>\n"
  }

  /// A range of uncertainty: a line with a bar at each end.
  static func whisker(from: Double, to: Double, at y: Double, _ paint: Paint = .ink) -> String {
    line(from, y, to, y, paint, width: 1.2) + line(from, y - 2.5, from, y + 2.5, paint, width: 1.2)
      + line(to, y - 2.5, to, y + 2.5, paint, width: 1.2)
  }

  static func uprightWhisker(from: Double, to: Double, at x: Double, _ paint: Paint = .ink) -> String {
    line(x, from, x, to, paint, width: 1.2) + line(x - 3, from, x + 3, from, paint, width: 1.2)
      + line(x - 3, to, x + 3, to, paint, width: 1.2)
  }

  private static func dashes(_ dash: String) -> String { dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\"" }
}
