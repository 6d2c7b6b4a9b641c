import Evaluation
import Images
import Support

/// A report about an evaluation, to be written as a page, as Markdown or chart by chart.
///
///     let page = try ReportPage(content)
///     try AtomicFile.write(page.html(), to: "report.html")
///     for chart in page.charts { try AtomicFile.write(chart.svg(about: page.subject), to: "\(chart.name).svg") }
package struct ReportPage: Sendable {
  package let title: String
  /// Model, data and split: what a chart that is saved by itself must tell.
  package let subject: String
  /// The title within the page.
  let heading: String
  /// What was judged, in a line.
  package let subtitle: String
  /// Left out where there is nothing to tell.
  package let sections: [ReportSection]

  /// - Throws: a picture of a mistake that cannot be encoded.
  package init(_ content: ReportContent) throws(ImageFailure) {
    let context = content.report.context
    let data = context.dataName ?? context.dataSummary
    subject = "\(context.model) on \(data), \(context.split) split"
    title = "\(subject): evaluation report"
    heading = "\(context.model) on \(data)"
    subtitle =
      "\(Figures.images(content.report.images)) of the \(context.split) split, "
      + "\(Format.plural(content.report.classes.count, "class", "classes")): \(context.dataSummary)"
    var sections: [ReportSection?] = [
      Sections.summary(content), Sections.classes(content.report), Sections.confusion(content.report),
      content.predictions.flatMap(Sections.curves), Sections.calibration(content.report), Sections.thresholds(content),
      try Sections.mistakes(content), content.report.robustness.map(Sections.robustness),
      content.report.unknown.map(Sections.unknown),
      content.report.comparison.map { Sections.comparison($0, content.report) }, Sections.training(content.training),
    ]
    sections.append(Sections.provenance(content))
    self.sections = sections.compactMap { $0 }
  }

  /// All charts in the order of the page, to be saved singly.
  package var charts: [Chart] {
    func charts(_ block: ReportBlock) -> [Chart] {
      switch block {
      case .charts(let charts): charts
      case .beside(let left, let right): (left + right).flatMap(charts)
      case .paragraph, .warning, .headlines, .findings, .table, .pictures, .verbatim, .details: []
      }
    }
    return sections.flatMap(\.blocks).flatMap(charts)
  }
}
