import Foundation
import Support

extension ReportPage {
  /// Everything that a page could load from elsewhere is forbidden, scripts are forbidden altogether.
  private static let policy =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

  /// The page: one file that needs no network, no script and no other file. It is well-formed XML too, so that any tool
  /// can read figures out of it.
  package func html() -> String {
    var text = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta http-equiv="Content-Security-Policy" content="\(Self.policy)"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <meta name="referrer" content="no-referrer"/>
      <title>\(Markup.escaped(title))</title>
      <style>
      \(PageStyle.sheet)</style>
      </head>
      <body>
      <header>
      <p class="eyebrow">Evaluation report</p>
      <h1>\(Markup.escaped(heading))</h1>
      <p class="subtitle">\(Markup.sentence(subtitle))</p>
      <nav aria-label="Sections"><ul>

      """
    for section in sections {
      text += "<li><a href=\"#\(Markup.escaped(section.id))\">\(Markup.escaped(section.title))</a></li>\n"
    }
    text += "</ul></nav>\n</header>\n<main>\n"
    for section in sections { text += html(section) }
    return text + "</main>\n</body>\n</html>\n"
  }

  private func html(_ section: ReportSection) -> String {
    let id = Markup.escaped(section.id)
    return "<section id=\"\(id)\" aria-labelledby=\"\(id)-heading\">\n"
      + "<h2 id=\"\(id)-heading\">\(Markup.escaped(section.title))</h2>\n"
      + section.blocks.map(html).joined() + "</section>\n"
  }

  private func html(_ block: ReportBlock) -> String {
    switch block {
    case .paragraph(let text): "<p>\(Markup.sentence(text))</p>\n"
    case .warning(let text): "<p class=\"warning\" role=\"note\">\(Markup.sentence(text))</p>\n"
    case .headlines(let headlines): "<div class=\"headlines\">\n\(headlines.map(html).joined())</div>\n"
    case .findings(let findings):
      "<dl class=\"findings\">\n"
        + findings.map {
          "<div><dt>\(Markup.escaped($0.topic))</dt><dd>\(Markup.sentence($0.text))</dd></div>\n"
        }.joined() + "</dl>\n"
    case .table(let table): table.html()
    case .charts(let charts): "<div class=\"charts\">\n\(charts.map(html).joined())</div>\n"
    case .beside(let left, let right):
      "<div class=\"beside\">\n"
        + [left, right].map { "<div>\n\($0.map(html).joined())</div>\n" }.joined() + "</div>\n"
    case .pictures(let pictures):
      "<ul class=\"pictures\(pictures.contains { $0.files.count > 1 } ? " pairs" : "")\">\n"
        + pictures.map(html).joined() + "</ul>\n"
    case .verbatim(let title, let text):
      "<details><summary>\(Markup.escaped(title))</summary>\n"
        + "<pre tabindex=\"0\">\(Markup.escapedLines(text))</pre></details>\n"
    case .details(let title, let tables):
      "<details><summary>\(Markup.escaped(title))</summary>\n\(tables.map { $0.html() }.joined())</details>\n"
    }
  }

  private func html(_ headline: Headline) -> String {
    var scale = ""
    if let fraction = headline.fraction {
      scale =
        "<svg class=\"scale\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
        + SVGText.rectangle(x: 0, y: 3, width: 100, height: 2, fill: .grid)
      if let interval = headline.interval {
        scale += SVGText.rectangle(
          x: interval.lower * 100, y: 1, width: max(0.8, (interval.upper - interval.lower) * 100), height: 6,
          fill: .series(0), opacity: 0.35)
      }
      scale += SVGText.rectangle(
        x: min(99, max(0, fraction * 100 - 0.5)), y: 0, width: 1, height: 8, fill: .series(0))
      scale += "</svg>"
    }
    return "<div class=\"headline\"><p class=\"label\">\(Markup.escaped(headline.label))</p>"
      + "<p class=\"value\">\(Markup.sentence(headline.value))</p>\(scale)"
      + "<p class=\"note\">\(Markup.sentence(headline.note))</p></div>\n"
  }

  private func html(_ chart: Chart) -> String {
    var text = "<figure class=\"chart\(chart.isWide ? " wide" : "")\">\n"
    text += chart.isWide ? "<div class=\"scroll\" tabindex=\"0\">\(chart.inlineSVG())</div>" : chart.inlineSVG()
    text += "<figcaption>\(Markup.sentence(chart.description))</figcaption>\n"
    if let table = chart.table {
      text += "<details><summary>Data of this chart</summary>\n\(table.html())</details>\n"
    }
    return text + "</figure>\n"
  }

  private func html(_ picture: Picture) -> String {
    let images = picture.files.enumerated().map { index, file in
      let alternative =
        index == 0
        ? "\(picture.name): \(picture.trueClass) taken for \(picture.predictedClass)"
        : "what the answer for \(picture.name) rests on"
      return "<img alt=\"\(Markup.escaped(alternative))\" width=\"\(picture.width)\" height=\"\(picture.height)\""
        + " src=\"data:image/png;base64,\(Data(file).base64EncodedString())\"/>"
    }.joined()
    return "<li><div class=\"images\">\(images)</div>"
      + "<p><span class=\"label\">true</span> \(Markup.escaped(picture.trueClass))<br/>"
      + "<span class=\"label\">taken for</span> <strong>\(Markup.escaped(picture.predictedClass))</strong></p>"
      + "<p class=\"name\">\(Markup.sentence(picture.confidence)) sure<br/>\(Markup.escaped(picture.name))</p></li>\n"
  }
}
