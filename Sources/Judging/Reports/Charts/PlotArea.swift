/// A rectangle with two axes: where values lie on the chart, the grid, the ticks and the names of the axes.
package struct PlotArea: Sendable {
  package let left: Double
  package let top: Double
  package let width: Double
  package let height: Double
  package let x: Axis
  package let y: Axis

  package struct Axis: Sendable {
    package let name: String
    package let scale: AxisScale
    /// Values are shown multiplied by this: 100 for fractions in percent.
    package let factor: Double

    func label(_ tick: Double) -> String { scale.label(tick, factor: factor) }
  }

  package func horizontal(_ value: Double) -> Double { left + x.scale.fraction(value) * width }
  package func vertical(_ value: Double) -> Double { top + (1 - y.scale.fraction(value)) * height }

  /// Space below the area for the ticks and the name of the horizontal axis.
  static let footHeight = 40.0

  /// - Parameter showsX: whether the ticks and the name of the horizontal axis are written.
  func svg(showsX: Bool = true) -> String {
    var text = ""
    for tick in y.scale.ticks {
      let height = vertical(tick)
      text += SVGText.line(left, height, left + width, height, .grid)
      text += SVGText.text(y.label(tick), x: left - 8, y: height + 4, .end, paint: .muted)
    }
    for tick in x.scale.ticks {
      let place = horizontal(tick)
      text += SVGText.line(place, top + height, place, top + height + 4, .muted)
      if showsX { text += SVGText.text(x.label(tick), x: place, y: top + height + 18, .middle, paint: .muted) }
    }
    text += SVGText.line(left, top + height, left + width, top + height, .muted)
    text += SVGText.text(y.name, x: 2, y: top - 14, paint: .muted)
    if showsX { text += SVGText.text(x.name, x: left + width / 2, y: top + height + 36, .middle, paint: .muted) }
    return text
  }
}
