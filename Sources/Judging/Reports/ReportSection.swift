import Evaluation

/// A part of a report under a heading. The page and the Markdown report are two ways of writing the same sections.
package struct ReportSection: Sendable {
  /// Letters, digits and hyphens: what links to the section call it.
  package var id: String
  package var title: String
  package var blocks: [ReportBlock]
  package init(id: String, title: String, blocks: [ReportBlock]) {
    (self.id, self.title, self.blocks) = (id, title, blocks)
  }
}

/// One thing in a section. All texts are plain: they are escaped where they are written.
package enum ReportBlock: Sendable {
  case paragraph(String)
  /// Something that must not be overlooked.
  case warning(String)
  case headlines([Headline])
  case findings([Finding])
  case table(ReportTable)
  case charts([Chart])
  case pictures([Picture])
  /// Text as it stands, such as a configuration, under a title; folded on the page.
  case verbatim(title: String, text: String)
  /// Side by side where there is room.
  case beside([ReportBlock], [ReportBlock])
  /// Folded on the page.
  case details(title: String, tables: [ReportTable])
}

/// One figure in large type.
package struct Headline: Sendable, Equatable {
  package var label: String
  package var value: String
  package var note: String
  /// The value as a fraction, drawn on a small scale from 0 to 1.
  package var fraction: Double?
  /// Drawn around the fraction.
  package var interval: Interval?

  package init(_ label: String, _ value: String, note: String, fraction: Double? = nil, interval: Interval? = nil) {
    (self.label, self.value, self.note, self.fraction, self.interval) = (label, value, note, fraction, interval)
  }
}

/// A sentence to act on, with what it is about in a few words.
package struct Finding: Sendable, Equatable {
  package var topic: String
  package var text: String
  package init(_ topic: String, _ text: String) { (self.topic, self.text) = (topic, text) }
}

/// An image of a report.
package struct Picture: Sendable, Equatable {
  /// PNG files: the image, and the image with what the answer rests on where there is one.
  package var files: [[UInt8]]
  package var width: Int
  package var height: Int
  /// The lines below the picture.
  package var trueClass: String
  package var predictedClass: String
  package var confidence: String
  package var name: String
}
