import Tensors

/// Two fat wheels, an engine block, tank, seat, fork, handlebar, headlight and exhaust.
struct SyntheticMotorcycle {
  private enum Style: Int { case cruiser, sport, standard }

  private let style: Style
  private let radius: Float
  private let tyre: Float
  private let seatHeight: Float
  private let tankHeight: Float
  private let headX: Float
  private let steer: Point

  init(_ random: inout RandomStream) {
    style = Style(rawValue: random.integer(below: 3)) ?? .standard
    radius = random.uniform(0.25, 0.32)
    tyre = random.uniform(0.075, 0.13)
    seatHeight = style == .cruiser ? random.uniform(0.26, 0.34) : random.uniform(0.34, 0.44)
    tankHeight = seatHeight + random.uniform(0.06, 0.14)
    headX = style == .cruiser ? random.uniform(0.2, 0.28) : random.uniform(0.28, 0.34)
    steer = direction(random.bool(probability: 0.3) ? random.uniform(-0.5, 0.5) : 0)
  }

  func draw(on sketch: inout SyntheticSketch, _ random: inout RandomStream) {
    let background = sketch.background
    let paint = random.colour(against: background, contrast: 0.26) { random in
      random.bool(probability: 0.35) ? random.grey(0.05, 0.95) : random.colour(saturation: 0.4...1, value: 0.2...0.95)
    }
    let dark = random.colour(against: background, contrast: 0.3) { random in
      random.bool(probability: 0.85) ? random.grey(0.04, 0.22) : random.grey(0.3, 0.6)
    }
    let metal = random.grey(0.45, 0.85)
    let rear = Point(-0.5, 0)
    let front = Point(0.5, 0)
    let forkTop: (Float, Float) = (headX, tankHeight + 0.06)

    wheel(rear, steer: Point(1, 0), dark, metal, on: &sketch)
    sketch.pipe([forkTop, (front.x, front.y)], width: 0.07, metal * 0.8, z: 0.08)
    wheel(front, steer: steer, dark, metal, on: &sketch)

    // Frame, swing arm and engine.
    sketch.pipe([(-0.5, 0), (-0.08, 0.02)], width: 0.08, dark)
    sketch.pipe([(-0.5, 0), (-0.36, seatHeight - 0.04)], width: 0.05, metal * 0.9, z: -0.07)
    let engine = random.bool() ? metal * 0.75 : dark * 1.3
    sketch.body(
      [(-0.2, -0.13), (0.16, -0.15), (0.24, 0.05), (0.14, 0.24), (-0.18, 0.22)], thickness: random.uniform(0.14, 0.24),
      engine)
    for fin in 0..<3 {
      let y = 0.04 + Float(fin) * 0.06
      sketch.pipe([(-0.1, y), (0.15, y)], width: 0.025, dark, z: -0.1)
    }

    // Seat, tail and tank.
    let seat = random.bool(probability: 0.8) ? dark : random.colour(saturation: 0.2...0.6, value: 0.2...0.5)
    let tail: Float = style == .sport ? 0.12 : 0.02
    sketch.body(
      [
        (-0.1, seatHeight - 0.07), (-0.1, seatHeight + 0.03), (-0.36, seatHeight + 0.04),
        (-0.62, seatHeight + 0.04 + tail), (-0.58, seatHeight - 0.03 + tail), (-0.34, seatHeight - 0.07),
      ], thickness: 0.16, seat)
    sketch.body(
      [
        (-0.14, seatHeight - 0.03), (-0.06, tankHeight - 0.02), (0.08, tankHeight + 0.05),
        (headX - 0.03, tankHeight + 0.02), (headX, tankHeight - 0.12), (0.05, seatHeight - 0.1),
      ], thickness: 0.18, paint)
    if random.bool(probability: 0.6) { sketch.mudguards(radius: radius + 0.03, width: 0.07, paint * 0.9) }
    if style == .sport { fairing(paint, on: &sketch) }

    // Exhaust, near fork leg, bars, light.
    let low = random.uniform(-0.16, -0.08)
    let lift: Float = style == .sport ? 0.2 : 0.03
    sketch.pipe(
      [(0.16, 0.08), (0.12, low), (-0.2, low), (-0.66, low + lift)], width: random.uniform(0.06, 0.1), metal, z: -0.12)
    sketch.pipe([forkTop, (front.x, front.y)], width: 0.07, metal, z: -0.08)
    let grip = bars(forkTop, dark, on: &sketch)
    let lamp = Point(headX + 0.1, tankHeight - 0.01)
    sketch.disc(lamp, radius: 0.08, dark)
    sketch.disc(lamp + Point(0.03, 0), radius: 0.055, Colour(0.95, 0.93, 0.8))

    if random.bool(probability: 0.15) {
      sketch.body(
        [(-0.66, 0.06), (-0.34, 0.06), (-0.32, 0.28), (-0.68, 0.28)], thickness: 0.36, mix(dark, paint, 0.4))
    }
    if random.bool(probability: 0.15) {
      sketch.rider(seat: (-0.2, seatHeight + 0.06), foot: (-0.02, -0.08), hands: grip, &random)
    }
  }

  private func wheel(_ hub: Point, steer: Point, _ dark: Colour, _ metal: Colour, on sketch: inout SyntheticSketch) {
    for z: Float in [0.05, 0, -0.05] {
      sketch.ring(hub, outer: radius, inner: radius - tyre, steer: steer, z: z, dark)
    }
    let rim = radius - tyre
    sketch.disc(hub, radius: rim, steer: steer, z: -0.03, dark * 1.2, opacity: 0.35)
    sketch.ring(hub, outer: rim, inner: rim - 0.04, steer: steer, z: -0.05, metal)
    sketch.spokes(hub, radius: rim, count: 3, steer: steer, z: -0.05, width: 0.035, metal)
    sketch.disc(hub, radius: 0.07, steer: steer, z: -0.06, metal * 0.8)
  }

  /// Draws the bars and answers where the hands go.
  private func bars(
    _ forkTop: (Float, Float), _ dark: Colour, on sketch: inout SyntheticSketch
  ) -> (Float, Float) {
    let rise: Float = style == .cruiser ? 0.18 : style == .standard ? 0.1 : 0.02
    let back: Float = style == .cruiser ? 0.14 : style == .standard ? 0.06 : 0.0
    for side: Float in [0.26, -0.26] {
      sketch.pipe(
        SIMD3(forkTop.0, forkTop.1, side * 0.2), SIMD3(forkTop.0 - back / 2, forkTop.1 + rise, side * 0.7), width: 0.05,
        dark)
      sketch.pipe(
        SIMD3(forkTop.0 - back / 2, forkTop.1 + rise, side * 0.7), SIMD3(forkTop.0 - back, forkTop.1 + rise, side),
        width: 0.06, dark)
    }
    return (forkTop.0 - back, forkTop.1 + rise)
  }

  private func fairing(_ paint: Colour, on sketch: inout SyntheticSketch) {
    sketch.body(
      [
        (headX - 0.12, tankHeight), (headX + 0.03, tankHeight + 0.13), (headX + 0.18, tankHeight - 0.02),
        (headX + 0.05, 0.1), (0.16, -0.12), (0.0, -0.13), (0.1, 0.16),
      ], thickness: 0.22, paint * 0.95)
  }
}
