import Evaluation
import Support

/// The confusion matrix as a picture: rows are the true classes, columns what was answered. Right answers are blue,
/// mistakes orange; the shade is the fraction of the row's images.
package struct ConfusionHeatMap: Sendable {
  package var matrix: ConfusionMatrix

  package init(_ matrix: ConfusionMatrix) { self.matrix = matrix }

  /// More classes than this have no numbers and no names in the picture.
  package static let mostClassesWithNumbers = 25
  private static let longestName = 16
  private static let levels = 20.0

  private var classes: Int { matrix.classCount }
  private var hasNumbers: Bool { classes <= Self.mostClassesWithNumbers }
  private var names: [String] { matrix.classNames.map { Markup.shortened($0, columns: Self.longestName) } }
  private var longestNameWidth: Double { names.map(SVGText.width).max() ?? 0 }
  /// Room for the name of the vertical axis above the matrix.
  private var top: Double { 56 }
  private var left: Double { hasNumbers ? max(46, longestNameWidth + 12) : 46 }
  private var width: Double {
    guard hasNumbers else { return 560 }
    return max(Chart.usualWidth, left + 14 + Double(classes) * cellForNumbers)
  }
  /// Wide enough for the largest number.
  private var cellForNumbers: Double {
    max(22, Double(String(matrix.counts.max() ?? 0).count) * SVGText.columnWidth + 8)
  }
  /// Few classes must not make cells like tiles.
  package var cell: Double { min(96, (width - left - 14) / Double(max(1, classes))) }
  private var isTurned: Bool { hasNumbers && longestNameWidth > cell - 4 }

  /// The left upper corner of a cell.
  package func place(true trueClass: Int, predicted: Int) -> (x: Double, y: Double) {
    (left + Double(predicted) * cell, top + Double(trueClass) * cell)
  }

  /// Square root, so that a class that takes one image in fifty can still be seen.
  package static func shade(_ count: Int, of support: Int) -> Double {
    count > 0 && support > 0 ? (Double(count) / Double(support)).squareRoot() : 0
  }

  package func chart() -> Chart {
    let side = cell * Double(classes)
    var body = SVGText.text("True class", x: 2, y: top - 10, paint: .muted) + shades() + frame(side)
    body += hasNumbers ? numbers() + rowNames() + columnNames(side) : indices(side)
    let foot = !hasNumbers ? 20 : isTurned ? longestNameWidth * 0.72 + 18 : 22
    let axisTop = top + side + foot + 14
    body += SVGText.text(
      hasNumbers ? "Predicted class" : "Predicted class (number in the class table)", x: left + side / 2, y: axisTop,
      .middle, paint: .muted)
    body += key(y: axisTop + 22)
    return Chart(
      name: "confusion", title: "Confusion matrix",
      description: "Each row holds the images of one true class, spread over the classes they were taken for. "
        + "A perfect model fills the diagonal only.",
      table: hasNumbers && classes > 1 ? table : nil, width: width, height: axisTop + 54, body: body)
  }

  /// One path for each shade: ten thousand cells stay small.
  private func shades() -> String {
    var paths: [Int: String] = [:]
    for t in 0..<classes {
      let support = matrix.support(t)
      for p in 0..<classes {
        let level = Int((Self.shade(matrix[true: t, predicted: p], of: support) * Self.levels).rounded(.up))
        guard level > 0 else { continue }
        let (x, y) = place(true: t, predicted: p)
        let size = SVGText.number(cell)
        paths[t == p ? level : -level, default: ""] +=
          "M\(SVGText.number(x)) \(SVGText.number(y))h\(size)v\(size)h-\(size)z"
      }
    }
    return paths.sorted { $0.key < $1.key }.map { level, path in
      "<path d=\"\(path)\"\(Paint.attributes(fill: level > 0 ? .series(0) : .series(1)))"
        + " fill-opacity=\"\(SVGText.number(Double(abs(level)) / Self.levels))\"/>\n"
    }.joined()
  }

  private func frame(_ side: Double) -> String {
    var text = ""
    let lines = hasNumbers ? Array(0...classes) : [0, classes]
    for line in lines {
      let offset = Double(line) * cell
      text += SVGText.line(left, top + offset, left + side, top + offset, .grid)
      text += SVGText.line(left + offset, top, left + offset, top + side, .grid)
    }
    return text
  }

  private func numbers() -> String {
    var text = ""
    for t in 0..<classes {
      let support = matrix.support(t)
      for p in 0..<classes where matrix[true: t, predicted: p] > 0 {
        let shade = Self.shade(matrix[true: t, predicted: p], of: support)
        let (x, y) = place(true: t, predicted: p)
        // On the darkest shades the paper's colour reads better than the ink's.
        text += SVGText.text(
          "\(matrix[true: t, predicted: p])", x: x + cell / 2, y: y + cell / 2 + 4, .middle,
          paint: t == p && shade > 0.75 ? .paper : .ink)
      }
    }
    return text
  }

  private func rowNames() -> String {
    names.enumerated().map { index, name in
      SVGText.text(name, x: left - 8, y: top + (Double(index) + 0.5) * cell + 4, .end)
    }.joined()
  }

  private func columnNames(_ side: Double) -> String {
    names.enumerated().map { index, name in
      let x = left + (Double(index) + 0.5) * cell
      return isTurned
        ? SVGText.text(name, x: x + 4, y: top + side + 14, .end, turned: -45)
        : SVGText.text(name, x: x, y: top + side + 18, .middle)
    }.joined()
  }

  private func indices(_ side: Double) -> String {
    stride(from: 0, to: classes, by: max(1, classes / 10)).map { index in
      let offset = (Double(index) + 0.5) * cell
      return SVGText.text("\(index + 1)", x: left - 8, y: top + offset + 4, .end, paint: .muted)
        + SVGText.text("\(index + 1)", x: left + offset, y: top + side + 16, .middle, paint: .muted)
    }.joined()
  }

  /// What the shades mean.
  private func key(y: Double) -> String {
    let fractions = [0.01, 0.1, 0.5, 1]
    var text = ""
    for (row, name, paint) in [(0.0, "right", Paint.series(0)), (1.0, "mistaken", .series(1))] {
      let top = y + row * 14
      text += SVGText.text(name, x: 4, y: top + 10, paint: .muted)
      for (index, fraction) in fractions.enumerated() {
        text += SVGText.rectangle(
          x: 70 + Double(index) * 34, y: top + 1, width: 32, height: 12, fill: paint, opacity: fraction.squareRoot())
      }
    }
    for (index, fraction) in fractions.enumerated() {
      text += SVGText.text(
        Format.fixed(fraction * 100, 0), x: 70 + Double(index) * 34 + 16, y: y - 3, .middle, paint: .muted, size: 10)
    }
    return text
      + SVGText.text(
        "% of the true class", x: 70 + Double(fractions.count) * 34 + 8, y: y + 16, paint: .muted, size: 11)
  }

  private var table: ReportTable {
    var table = ReportTable(
      "Images of each true class (rows) by predicted class (columns)",
      [.init("True class", .text)] + matrix.classNames.map { .init($0) })
    for t in 0..<classes {
      table.add([matrix.classNames[t]] + (0..<classes).map { "\(matrix[true: t, predicted: $0])" })
    }
    return table
  }
}
