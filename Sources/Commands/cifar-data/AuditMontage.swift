import Auditing
import Datasets
import Images
import Support

/// The findings as a picture, in the order of the tables: a row per group of duplicates, then rows of images whose
/// labels are in doubt, then rows of outliers; an empty row between the kinds.
struct AuditMontage {
  private static let columns = 10
  /// Side of a magnified image in pixels.
  private static let side = 64

  /// `nil` if there is nothing to show.
  let picture: Image?
  /// Which rows show what.
  let caption: String

  /// - Throws: `ImageFailure.gridTooLarge` for more rows than a picture can have.
  init(_ report: AuditReport, of set: ImageSet, limit: Int) throws(ImageFailure) {
    let groups = report.duplicates.prefix(limit).map { $0.members.map(\.image) }
    let suspects = (report.labels?.suspects ?? []).prefix(limit).map(\.image)
    let outliers = report.outliers.prefix(limit).map(\.image)
    var rows: [[ImageReference]] = []
    var captions: [String] = []
    func add(_ name: String, _ section: [[ImageReference]]) {
      if section.isEmpty { return }
      if !rows.isEmpty { rows.append([]) }
      captions.append(
        section.count == 1
          ? "row \(rows.count + 1) \(name)" : "rows \(rows.count + 1) to \(rows.count + section.count) \(name)")
      rows += section
    }
    add("duplicates, a group each", groups.map { Array($0.prefix(Self.columns)) })
    add("suspected labels", Self.lines(suspects))
    add("outliers", Self.lines(outliers))
    caption = captions.isEmpty ? "nothing to show, not written" : captions.joined(separator: ", ")
    guard !rows.isEmpty else {
      picture = nil
      return
    }
    let grid = ImageGrid(columns: Self.columns, scale: max(1, Self.side / max(set.width, set.height)))
    let blank = Image(width: set.width, height: set.height, colour: grid.background)
    let cells = rows.flatMap { row in
      row.map { set.image($0.position) } + Array(repeating: blank, count: Self.columns - row.count)
    }
    picture = try grid.render(cells)
  }

  private static func lines(_ images: [ImageReference]) -> [[ImageReference]] {
    stride(from: 0, to: images.count, by: columns).map { Array(images[$0..<min($0 + columns, images.count)]) }
  }
}
