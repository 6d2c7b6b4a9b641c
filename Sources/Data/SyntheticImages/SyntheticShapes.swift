import Tensors

/// Draws flat shapes: turned, stretched, filled or outlined, before a random background.
enum SyntheticShapes {
  static let classNames = ["circle", "square", "triangle", "star", "cross", "heart"]
  static let size = 32

  /// One picture of the class: [32, 32, 3].
  static func draw(_ label: Int, _ random: inout RandomStream) -> [UInt8] {
    var canvas = SyntheticCanvas(size: size)
    SyntheticBackground.paint(&canvas, clutter: 0.3, &random)
    canvas.blur(random.uniform(0, 0.25))
    let behind = canvas.meanColours()
    let colour = random.colour(against: behind, contrast: 0.32) { random in
      random.bool(probability: 0.2) ? random.grey(0.03, 0.97) : random.colour(saturation: 0.2...1, value: 0.15...1)
    }
    let border = random.colour(against: behind, contrast: 0.32) { $0.colour(saturation: 0...0.8, value: 0.05...1) }

    let radius = random.uniform(7, 14)
    let room = Float(size) / 2 - radius * 1.05
    let centre = random.point(around: Point(16, 16), max(room, 0))
    let pose = Pose(centre: centre, radius: radius, &random)
    let unit = outline(label, &random)
    canvas.resetCoverage()
    if random.bool(probability: 0.3) {
      let shadow = random.point(around: .zero, 2.5)
      canvas.fill([unit.map { pose($0) + shadow }], Colour(repeating: 0.1), opacity: random.uniform(0.2, 0.5))
      canvas.resetCoverage()
    }
    let contour = unit.map { pose($0) }
    let closed = contour + contour.prefix(1)
    switch random.integer(below: 8) {
    case 0: canvas.path(closed, width: random.uniform(1.6, 2.6), colour)
    case 1, 2:
      canvas.fill([contour], colour)
      canvas.path(closed, width: random.uniform(1, 1.8), border)
    default: canvas.fill([contour], colour)
    }
    if random.bool(probability: 0.25) { SyntheticBackground.occlude(&canvas, visible: 0.92, &random) }
    SyntheticBackground.finish(&canvas, maximumNoise: 0.04, &random)
    return canvas.bytes()
  }

  /// Turn, stretch and a little perspective.
  private struct Pose {
    private let centre: Point
    private let first: Point
    private let second: Point
    private let tilt: Point

    init(centre: Point, radius: Float, _ random: inout RandomStream) {
      // Shapes stand more or less upright, as on signs and toys.
      let turn = direction(random.uniform(-0.5, 0.5))
      let lean = direction(random.uniform(-0.22, 0.22))
      let stretch = random.uniform(0.85, 1)
      self.centre = centre
      first = turn * radius
      // Perpendicular to the first axis but for the lean.
      let normal = Point(-turn.y, turn.x)
      second = (normal * lean.x + turn * lean.y) * radius * stretch
      tilt = random.point(around: .zero, 0.15)
    }
    func callAsFunction(_ point: Point) -> Point {
      centre + (first * point.x + second * point.y) / (1 + (tilt * point).sum())
    }
  }

  /// The contour within the unit circle.
  private static func outline(_ label: Int, _ random: inout RandomStream) -> [Point] {
    switch classNames[label] {
    case "circle": return regular(28)
    case "square": return regular(4)
    case "triangle": return regular(3)
    case "star":
      let depth = random.uniform(0.38, 0.48)
      return (0..<10).map { direction(Float($0) * 0.628_318_5 - 1.570_796_4) * ($0.isMultiple(of: 2) ? 1 : depth) }
    case "cross":
      let half = random.uniform(0.22, 0.3)
      let corners = [Point(half, half), Point(half, 0.97), Point(-half, 0.97)]
      return (0..<4).flatMap { quarter -> [Point] in
        let axis = direction(Float(quarter) * 1.570_796_4)
        return corners.map { Point($0.x * axis.x - $0.y * axis.y, $0.x * axis.y + $0.y * axis.x) }
      }
    default:  // Heart: the classic curve x = 16 sin^3 t, y = 13 cos t - 5 cos 2t - 2 cos 3t - cos 4t.
      return (0..<28).map {
        let t = Float($0) * 0.224_399_5
        let (one, two, three, four) = (direction(t), direction(2 * t), direction(3 * t), direction(4 * t))
        let x = 16 * one.y * one.y * one.y
        let y = 13 * one.x - 5 * two.x - 2 * three.x - four.x
        return Point(x, -y - 2.5) / 16.5
      }
    }
  }
  private static func regular(_ corners: Int) -> [Point] {
    // One corner at the top, but a square stands on a side.
    let start: Float = corners == 4 ? -0.785_398_2 : -1.570_796_4
    return (0..<corners).map { direction(start + Float($0) * 6.283_185_3 / Float(corners)) }
  }
}
