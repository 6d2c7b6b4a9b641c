import Datasets
import Images
import Support

/// The overview picture of a data set: a row of images per class that has any, magnified without smoothing.
struct ThumbnailGrid {
  static let imagesPerRow = 10
  /// Sides of a magnified image in pixels: large for a few classes, smaller where many must fit on a screen.
  private static let (largeSide, smallSide, fewClasses) = (96, 64, 20)

  private let picture: Image
  /// Of each row.
  private let classNames: [String]

  /// - Throws: `ImageFailure.gridTooLarge` for more rows than a picture can have.
  init(of set: ImageSet, source: String) throws {
    var rows: [[Int]] = Array(repeating: [], count: set.classNames.count)
    for (position, label) in set.labels.enumerated() { rows[label].append(position) }
    let present = rows.indices.filter { !rows[$0].isEmpty }
    classNames = present.map { set.classNames[$0] }
    let side = present.count <= Self.fewClasses ? Self.largeSide : Self.smallSide
    let grid = ImageGrid(columns: Self.imagesPerRow, scale: max(1, side / max(set.width, set.height)))
    let blank = Image(width: set.width, height: set.height, colour: grid.background)
    let images = present.flatMap { label in
      let chosen = Self.spread(rows[label]).map(set.image)
      return chosen + Array(repeating: blank, count: Self.imagesPerRow - chosen.count)
    }
    picture = try grid.render(images)
  }

  /// Up to a row of positions, evenly from first to last, so that a sorted class does not show its beginning only.
  private static func spread(_ positions: [Int]) -> [Int] {
    guard positions.count > imagesPerRow else { return positions }
    return (0..<imagesPerRow).map { positions[$0 * (positions.count - 1) / (imagesPerRow - 1)] }
  }

  /// Writes the PNG file and says what it shows.
  func write(to path: String) throws -> String {
    try AtomicFile.write(picture.encodePNG(), to: path)
    let rows = classNames.map(DisplayText.printable)
    let shown = rows.count > 12 ? rows.prefix(11) + ["\(rows.count - 11) more"] : rows[...]
    return "\(picture.width)x\(picture.height) pixels, rows from the top: \(shown.joined(separator: ", "))"
  }
}
