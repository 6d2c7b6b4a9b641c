import Foundation

/// When a report was made, in UTC.
package struct ReportTime {
  private let date: Date
  package init(_ date: Date = Date()) { self.date = date }

  /// For people: `2026-01-31 07:30:23 UTC`.
  package var readable: String { compact.replacing("T", with: " ") + " UTC" }
  /// As Rekognition writes it: `2026-01-31T07:30:23`.
  package var compact: String { String(date.formatted(.iso8601).prefix(19)) }
}
