import Tensors

/// What lies behind, in front of and over a drawn object.
enum SyntheticBackground {
  /// Smooth noise in [0, 1]: random values on a grid of `cells` per side, smoothly interpolated. [size, size]
  static func noise(size: Int, cells: Int, _ random: inout RandomStream) -> [Float] {
    let width = cells + 2
    let lattice = (0..<width * width).map { _ in random.uniform() }
    let (shiftX, shiftY) = (random.uniform(), random.uniform())
    var result: [Float] = []
    result.reserveCapacity(size * size)
    for y in 0..<size {
      for x in 0..<size {
        let u = Float(x) / Float(size) * Float(cells) + shiftX
        let v = Float(y) / Float(size) * Float(cells) + shiftY
        let corner = Int(v) * width + Int(u)
        let s = smooth(u - u.rounded(.down))
        let t = smooth(v - v.rounded(.down))
        let upper = lattice[corner] + (lattice[corner + 1] - lattice[corner]) * s
        let lower = lattice[corner + width] + (lattice[corner + width + 1] - lattice[corner + width]) * s
        result.append(upper + (lower - upper) * t)
      }
    }
    return result
  }
  private static func smooth(_ fraction: Float) -> Float { fraction * fraction * (3 - 2 * fraction) }

  /// Fills the canvas with one of six kinds of background; clutter comes on top of some.
  static func paint(_ canvas: inout SyntheticCanvas, clutter: Float, _ random: inout RandomStream) {
    switch random.integer(below: 6) {
    case 0: studio(&canvas, &random)
    case 1: gradient(&canvas, &random)
    case 2, 3: landscape(&canvas, &random)
    case 4: texture(&canvas, &random)
    default: wall(&canvas, &random)
    }
    if random.bool(probability: clutter) { self.clutter(&canvas, &random) }
  }

  private static func studio(_ canvas: inout SyntheticCanvas, _ random: inout RandomStream) {
    let light =
      random.bool(probability: 0.8) ? random.grey(0.8, 1) : random.colour(saturation: 0...0.3, value: 0.2...0.9)
    let fade = random.uniform(-0.12, 0.05)
    canvas.map { _, y, _ in light + fade * Float(y) / 32 }
  }

  private static func gradient(_ canvas: inout SyntheticCanvas, _ random: inout RandomStream) {
    let first = random.colour(saturation: 0...0.7, value: 0.25...1)
    let second = random.colour(saturation: 0...0.7, value: 0.25...1)
    let slope = direction(random.uniform(0, 6.2832)) / Float(canvas.size)
    canvas.map { x, y, _ in
      mix(first, second, min(max((Float(x) - 16) * slope.x + (Float(y) - 16) * slope.y + 0.5, 0), 1))
    }
  }

  private static func landscape(_ canvas: inout SyntheticCanvas, _ random: inout RandomStream) {
    let size = canvas.size
    let blue = random.uniform(0.5, 0.65)
    let sky = Colour(hue: blue, saturation: random.uniform(0, 0.5), value: random.uniform(0.6, 1))
    let haze = mix(sky, Colour(repeating: 0.95), random.uniform(0.2, 0.8))
    let isGrass = random.bool(probability: 0.4)
    let ground =
      isGrass
      ? Colour(hue: random.uniform(0.2, 0.36), saturation: random.uniform(0.3, 0.7), value: random.uniform(0.3, 0.6))
      : random.colour(saturation: 0...0.25, value: 0.3...0.7)
    let trees = Colour(
      hue: random.uniform(0.2, 0.4), saturation: random.uniform(0.1, 0.6), value: random.uniform(0.2, 0.5))
    let treeHeight = random.bool() ? random.uniform(2, 12) : 0
    let horizon = random.uniform(0.35, 0.8) * Float(size)
    let coarse = noise(size: size, cells: 5, &random)
    let fine = noise(size: size, cells: 16, &random)
    canvas.map { x, y, _ in
      let grain = fine[y * size + x] - 0.5
      let below = Float(y) + 0.5 - horizon
      if below > 0 { return ground * (0.85 + 0.3 * coarse[y * size + x] + 0.3 * grain) }
      if -below < treeHeight * (0.6 + 0.8 * coarse[x]) { return trees * (1 + 0.9 * grain) }
      return mix(haze, sky, min(-below / 20, 1)) + 0.08 * (coarse[y * size + x] - 0.5)
    }
  }

  private static func texture(_ canvas: inout SyntheticCanvas, _ random: inout RandomStream) {
    let size = canvas.size
    let first = random.colour(saturation: 0...0.6, value: 0.3...0.9)
    let second = mix(first, random.colour(saturation: 0...0.6, value: 0.1...0.9), random.uniform(0.3, 0.8))
    let coarse = noise(size: size, cells: 4 + random.integer(below: 4), &random)
    let fine = noise(size: size, cells: 12 + random.integer(below: 8), &random)
    canvas.map { x, y, _ in mix(first, second, coarse[y * size + x] * 0.6 + fine[y * size + x] * 0.4) }
  }

  /// Bricks or boards over a floor.
  private static func wall(_ canvas: inout SyntheticCanvas, _ random: inout RandomStream) {
    let size = canvas.size
    let base = random.colour(saturation: 0.05...0.5, value: 0.35...0.85)
    let joint = base * random.uniform(0.6, 0.9)
    let floor = random.colour(saturation: 0...0.2, value: 0.3...0.75)
    let (brickWidth, brickHeight) = (random.uniform(4, 12), random.uniform(2.5, 7))
    let floorLine = random.uniform(0.6, 1) * Float(size)
    let grain = noise(size: size, cells: 14, &random)
    canvas.map { x, y, _ in
      let shade = 0.85 + 0.3 * grain[y * size + x]
      if Float(y) > floorLine { return floor * shade }
      let course = (Float(y) / brickHeight).rounded(.down)
      let along = Float(x) / brickWidth + course * 0.5
      let isJoint = Float(y) - course * brickHeight < 1 || (along - along.rounded(.down)) * brickWidth < 1
      return (isJoint ? joint : base) * shade
    }
  }

  /// Poles, boxes, blobs and scratches.
  private static func clutter(_ canvas: inout SyntheticCanvas, _ random: inout RandomStream) {
    let size = Float(canvas.size)
    for _ in 0..<(1 + random.integer(below: 4)) {
      let colour = random.colour(saturation: 0...0.7, value: 0.15...0.95)
      let opacity = random.uniform(0.3, 0.8)
      let start = Point(random.uniform(0, size), random.uniform(0, size))
      switch random.integer(below: 4) {
      case 0:
        canvas.line(start, random.point(around: start, 14), width: random.uniform(0.6, 1.8), colour, opacity: opacity)
      case 1:
        let lean = random.uniform(-2, 2)
        let (top, bottom) = (Point(start.x, -2), Point(start.x + lean, size + 2))
        canvas.line(top, bottom, width: random.uniform(0.6, 3), colour, opacity: opacity)
      case 2:
        let extent = Point(random.uniform(3, 10), random.uniform(3, 12))
        let corners = [start, start + Point(extent.x, 0), start + extent, start + Point(0, extent.y)]
        canvas.fill([corners], colour, opacity: opacity)
      default:
        canvas.fill([blob(start, radius: random.uniform(1.5, 5), &random)], colour, opacity: opacity)
      }
    }
    canvas.resetCoverage()
  }

  /// An uneven round outline.
  static func blob(_ centre: Point, radius: Float, _ random: inout RandomStream) -> [Point] {
    (0..<9).map { centre + direction(Float($0) * 0.698) * radius * random.uniform(0.75, 1.2) }
  }

  /// Draws something in front of the object that was painted since `resetCoverage()`, unless it would leave less
  /// than `visible` of it to be seen.
  static func occlude(_ canvas: inout SyntheticCanvas, visible: Float, _ random: inout RandomStream) {
    let object = canvas.coverage
    let size = Float(canvas.size)
    var covered = canvas
    covered.resetCoverage()
    let colour = random.colour(saturation: 0...0.6, value: 0.1...0.9)
    let grass = Colour(
      hue: random.uniform(0.1, 0.36), saturation: random.uniform(0, 0.6), value: random.uniform(0.2, 0.7))
    switch random.integer(below: 3) {
    case 0:
      let x = random.uniform(0, size)
      covered.line(
        Point(x, -2), Point(x + random.uniform(-4, 4), size + 2), width: random.uniform(1, 3.5), colour)
    case 1:
      let centre = Point(random.uniform(2, size - 2), random.uniform(6, size))
      covered.fill([blob(centre, radius: random.uniform(2, 5.5), &random)], colour)
    default:
      // Grass or a kerb along the lower edge.
      for x in stride(from: Float(0), to: size, by: 1.5) {
        let height = random.uniform(2, 8)
        covered.line(
          Point(x, size + 1), Point(x + random.uniform(-1, 1), size - height), width: 1.1,
          grass * random.uniform(0.7, 1.2))
      }
    }
    var (whole, hidden): (Float, Float) = (0, 0)
    for index in object.indices {
      whole += object[index]
      hidden += object[index] * covered.coverage[index]
    }
    if hidden <= whole * (1 - visible) { canvas = covered }
  }

  /// The camera's fraction: contrast, brightness, colour cast, blur and sensor noise.
  static func finish(_ canvas: inout SyntheticCanvas, maximumNoise: Float, _ random: inout RandomStream) {
    let contrast = random.uniform(0.65, 1.15)
    let brightness = random.uniform(-0.1, 0.1)
    let cast = Colour(random.uniform(0.93, 1.07), random.uniform(0.96, 1.04), random.uniform(0.93, 1.07))
    let blur = random.uniform(0, 0.22)
    let noise = random.uniform(0.005, maximumNoise)
    canvas.blur(blur)
    canvas.map { _, _, colour in
      let grey = random.roughNormal()
      let grain = Colour(random.roughNormal(), random.roughNormal(), random.roughNormal())
      return ((colour - 0.5) * contrast + 0.5 + brightness) * cast + (grain * 0.6 + grey * 0.8) * noise
    }
  }
}
