import Auditing
import Datasets
import Images
import Support

/// The findings as a picture, in the order of the tables: a row per group of duplicates, then rows of images whose
/// labels are in doubt, then rows of outliers, each under a heading and each image with its name and its label.
struct AuditMontage {
  private static let columns = 10
  /// Side of a magnified image in pixels.
  private static let side = 96

  /// `nil` if there is nothing to show.
  let picture: Image?
  /// Which rows show what.
  let caption: String

  /// - Throws: `ImageFailure.gridTooLarge` for more rows than a picture can have.
  init(_ report: AuditReport, of set: ImageSet, limit: Int) throws(ImageFailure) {
    func cell(_ image: ImageReference, _ remark: String) -> CaptionedGrid.Cell {
      .init(
        [set.image(image.position)],
        lines: [AuditText.name(image), "label \(image.className)", remark].map(DisplayText.printable))
    }
    let groups = report.duplicates.prefix(limit).enumerated().map { number, group in
      group.members.prefix(Self.columns).enumerated().map { place, member in
        cell(
          member.image,
          place == 0
            ? "group \(number + 1), \(group.isExact ? "exact" : "near")"
            : "similarity \(Format.fixed(member.similarity, 3))")
      }
    }
    let suspects = (report.labels?.suspects ?? []).prefix(limit)
    let outliers = report.outliers.prefix(limit)
    let sections: [CaptionedGrid.Section] = [
      .init("duplicates, a group each", rows: groups),
      .init(
        "suspected labels", cells: suspects.map { cell($0.image, "looks like \($0.suggestedClass)") },
        columns: Self.columns),
      .init(
        "outliers", cells: outliers.map { cell($0.image, AuditText.words($0.reason)) }, columns: Self.columns),
    ].filter { !$0.rows.isEmpty }
    var captions: [String] = []
    var rows = 0
    for section in sections {
      let last = rows + section.rows.count
      captions.append((last == rows + 1 ? "row \(last) " : "rows \(rows + 1) to \(last) ") + section.heading)
      rows = last
    }
    caption = captions.isEmpty ? "nothing to show, not written" : captions.joined(separator: ", ")
    picture = sections.isEmpty ? nil : try CaptionedGrid(columns: Self.columns, side: Self.side).render(sections)
  }
}
