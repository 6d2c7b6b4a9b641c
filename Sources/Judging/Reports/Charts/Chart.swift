/// A drawn chart, for a page or for a file of its own.
package struct Chart: Sendable, Equatable {
  /// Letters, digits and hyphens: the file name without its ending, and part of the element ids on a page.
  package let name: String
  package let title: String
  /// What the chart shows, in a sentence or two.
  package let description: String
  /// The same in figures; `nil` where a table beside the chart holds them already.
  package let table: ReportTable?
  /// In units that are pixels when the chart is shown at its natural size.
  package let width: Double
  package let height: Double
  let body: String

  /// The widest chart that stays readable on a telephone when it is scaled to the screen.
  static let usualWidth = 420.0
  var isWide: Bool { width > Self.usualWidth }

  init(
    name: String, title: String, description: String, table: ReportTable?, width: Double = usualWidth, height: Double,
    body: String
  ) {
    (self.name, self.title, self.description, self.table) = (name, title, description, table)
    (self.width, self.height, self.body) = (width, height, body)
  }

  /// A complete SVG file that needs nothing else. Follows the reader's light or dark mode.
  /// - Parameter subject: what the figures are about, which stands below the chart and in its title.
  package func svg(about subject: String = "") -> String {
    let height = subject.isEmpty ? height : height + Self.subjectHeight
    let background = SVGText.rectangle(x: 0, y: 0, width: width, height: height, fill: .paper)
    let line =
      subject.isEmpty
      ? ""
      : SVGText.text(
        Markup.shortened(subject, columns: Int(width / SVGText.columnWidth)), x: 2, y: height - 7, paint: .muted)
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + element(
        title: subject.isEmpty ? title : "\(title): \(subject)", height: height,
        attributes: " width=\"\(SVGText.number(width))\" height=\"\(SVGText.number(height))\"",
        content: "<style>\(Paint.standaloneStyle)</style>\n" + background + line)
  }

  private static let subjectHeight = 22.0

  /// The element within a page, whose style sheet has the colours.
  package func inlineSVG() -> String { element(title: title, height: height, attributes: "", content: "") }

  private func element(title fullTitle: String, height: Double, attributes: String, content: String) -> String {
    let id = "chart-" + name
    return
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(SVGText.number(width)) \(SVGText.number(height))\""
      + "\(attributes) role=\"img\" aria-labelledby=\"\(id)-title \(id)-desc\""
      + " font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif\""
      + " font-size=\"\(SVGText.number(SVGText.fontSize))\">\n"
      + "<title id=\"\(id)-title\">\(Markup.escaped(fullTitle))</title>\n"
      + "<desc id=\"\(id)-desc\">\(Markup.escaped(description))</desc>\n" + content
      + SVGText.text(Markup.shortened(title, columns: Int(width / 7.4)), x: 2, y: 16, size: 14, bold: true) + body
      + "</svg>\n"
  }
}
