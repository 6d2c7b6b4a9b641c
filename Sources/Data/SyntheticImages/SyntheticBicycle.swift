import Tensors

/// Two thin wheels with spokes, a frame of tubes, saddle, handlebar and cranks.
struct SyntheticBicycle {
  private let radius: Float
  private let tyre: Float
  private let tube: Float
  private let saddleHeight: Float
  private let headHeight: Float
  /// Where the top tube meets the seat tube, as a fraction of the seat tube: low on a step-through frame.
  private let topTube: Float
  private let handlebar: Int
  private let steer: Point

  init(_ random: inout RandomStream) {
    radius = random.uniform(0.28, 0.35)
    tyre = random.bool(probability: 0.25) ? random.uniform(0.06, 0.085) : random.uniform(0.03, 0.055)
    tube = random.uniform(0.04, 0.065)
    saddleHeight = random.uniform(0.46, 0.6)
    headHeight = saddleHeight + random.uniform(-0.06, 0.08)
    topTube = random.bool(probability: 0.25) ? random.uniform(0.25, 0.5) : random.uniform(0.78, 0.9)
    handlebar = random.integer(below: 3)
    steer = direction(random.bool(probability: 0.3) ? random.uniform(-0.6, 0.6) : 0)
  }

  func draw(on sketch: inout SyntheticSketch, _ random: inout RandomStream) {
    let background = sketch.background
    let frame = random.colour(against: background, contrast: 0.32) { random in
      random.bool(probability: 0.3) ? random.grey(0.05, 0.95) : random.colour(saturation: 0.3...0.95, value: 0.2...0.95)
    }
    let dark = random.colour(against: background, contrast: 0.3) { random in
      random.bool(probability: 0.75) ? random.grey(0.04, 0.25) : random.grey(0.3, 0.9)
    }
    let metal = random.grey(0.5, 0.8)
    let rear = Point(-0.5, 0)
    let front = Point(0.5, 0)

    wheel(rear, steer: Point(1, 0), dark, metal, on: &sketch)
    wheel(front, steer: steer, dark, metal, on: &sketch)

    let bracket: (Float, Float) = (-0.07, -0.06)
    let saddle: (Float, Float) = (-0.24, saddleHeight)
    let joint = (bracket.0 + (saddle.0 - bracket.0) * topTube, bracket.1 + (saddle.1 - bracket.1) * topTube)
    let head: (Float, Float) = (0.33, headHeight - 0.05)
    let crown: (Float, Float) = (0.37, headHeight - 0.17)
    sketch.pipe([(rear.x, rear.y), bracket], width: tube * 0.8, frame)
    sketch.pipe([(rear.x, rear.y), (saddle.0 * 0.96, saddle.1 - 0.16)], width: tube * 0.7, frame)
    sketch.pipe([bracket, saddle], width: tube, frame)
    sketch.pipe([joint, head], width: tube, frame)
    sketch.pipe([bracket, crown], width: tube * 1.1, frame)
    sketch.pipe([head, crown], width: tube * 1.1, frame)
    sketch.pipe([crown, (front.x, front.y)], width: tube * 0.9, frame)

    // Cranks and chain wheel.
    let crank = direction(random.uniform(0, 6.2832)) * 0.15
    sketch.disc(Point(bracket.0, bracket.1), radius: 0.075, metal * 0.7)
    sketch.pipe(
      SIMD3(bracket.0 - crank.x, bracket.1 - crank.y, 0.06), SIMD3(bracket.0 + crank.x, bracket.1 + crank.y, -0.06),
      width: 0.04, dark)

    // Saddle and handlebar.
    sketch.pipe(
      [(saddle.0 - 0.12, saddle.1 + 0.03), (saddle.0 + 0.11, saddle.1 + 0.02)], width: random.uniform(0.06, 0.09), dark)
    let grip = bars(head, dark, on: &sketch)

    if random.bool(probability: 0.2) { sketch.mudguards(radius: radius + 0.04, width: 0.045, frame * 0.8) }
    if random.bool(probability: 0.18) {
      let basket = random.colour(saturation: 0.1...0.5, value: 0.3...0.7)
      sketch.body(
        [(0.42, headHeight - 0.1), (0.66, headHeight - 0.1), (0.7, headHeight + 0.1), (0.4, headHeight + 0.1)],
        thickness: 0.2, basket)
    }
    if random.bool(probability: 0.2) {
      sketch.pipe([(-0.26, radius + 0.07), (-0.72, radius + 0.07)], width: 0.04, dark)
      sketch.pipe([(-0.66, radius + 0.07), (-0.5, 0)], width: 0.03, dark)
    }
    if random.bool(probability: 0.12) {
      sketch.rider(
        seat: (saddle.0, saddle.1 + 0.06), foot: (bracket.0 + crank.x, bracket.1 + crank.y), hands: grip, &random)
    }
  }

  private func wheel(_ hub: Point, steer: Point, _ dark: Colour, _ metal: Colour, on sketch: inout SyntheticSketch) {
    sketch.spokes(hub, radius: radius, count: 5, steer: steer, width: 0.014, metal)
    sketch.ring(hub, outer: radius, inner: radius - tyre, steer: steer, dark)
    sketch.ring(hub, outer: radius - tyre, inner: radius - tyre - 0.025, steer: steer, metal)
    sketch.disc(hub, radius: 0.04, steer: steer, dark)
  }

  /// Draws the bars and answers where the hands go.
  private func bars(
    _ head: (Float, Float), _ dark: Colour, on sketch: inout SyntheticSketch
  ) -> (Float, Float) {
    let stem: (Float, Float) = (head.0 - 0.03, head.1 + 0.12)
    sketch.pipe([head, stem], width: 0.045, dark)
    switch handlebar {
    case 0:  // Flat.
      sketch.pipe(SIMD3(stem.0, stem.1, -0.26), SIMD3(stem.0, stem.1, 0.26), width: 0.05, dark)
      return stem
    case 1:  // Swept back.
      for side: Float in [0.22, -0.22] {
        sketch.pipe(SIMD3(stem.0, stem.1, 0), SIMD3(stem.0, stem.1 + 0.05, side), width: 0.045, dark)
        sketch.pipe(SIMD3(stem.0, stem.1 + 0.05, side), SIMD3(stem.0 - 0.18, stem.1 + 0.03, side), width: 0.05, dark)
      }
      return (stem.0 - 0.15, stem.1)
    default:  // Dropped.
      for side: Float in [0.18, -0.18] {
        sketch.pipe(SIMD3(stem.0, stem.1, 0), SIMD3(stem.0 + 0.12, stem.1, side), width: 0.045, dark)
        sketch.pipe(
          [(stem.0 + 0.12, stem.1), (stem.0 + 0.19, stem.1 - 0.06), (stem.0 + 0.08, stem.1 - 0.14)], width: 0.04, dark,
          z: side)
      }
      return (stem.0 + 0.12, stem.1)
    }
  }
}
