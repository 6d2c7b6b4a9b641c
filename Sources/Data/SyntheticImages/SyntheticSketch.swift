import Tensors

/// A canvas that is drawn on in object space.
struct SyntheticSketch {
  var canvas: SyntheticCanvas
  let camera: SyntheticCamera
  /// Mean colours behind the parts of the object.
  let background: [Colour]

  /// A pipe through points of the object's middle plane; `width` in units.
  mutating func pipe(_ points: [(Float, Float)], width: Float, _ colour: Colour, z: Float = 0) {
    canvas.path(points.map { camera($0.0, $0.1, z) }, width: width * camera.scale, colour)
  }
  /// A pipe between two points in space.
  mutating func pipe(_ start: SIMD3<Float>, _ end: SIMD3<Float>, width: Float, _ colour: Colour) {
    canvas.line(
      camera(start.x, start.y, start.z), camera(end.x, end.y, end.z), width: width * camera.scale, colour)
  }
  /// A flat plate parallel to the middle plane.
  mutating func plate(_ points: [(Float, Float)], _ colour: Colour, z: Float = 0) {
    canvas.fill([points.map { camera($0.0, $0.1, z) }], colour)
  }
  /// A body: a darker far side and a near side, `thickness` apart.
  mutating func body(_ points: [(Float, Float)], thickness: Float, _ colour: Colour) {
    plate(points, colour * 0.65, z: thickness / 2)
    plate(points, colour * 0.85, z: 0)
    plate(points, colour, z: -thickness / 2)
  }
  /// The outline of a wheel that stands at `hub` and is turned by `steer` about the vertical.
  func circle(_ hub: Point, radius: Float, steer: Point, z: Float = 0) -> [Point] {
    (0..<24).map {
      let spoke = SyntheticSketch.spokes[$0] * radius
      return camera(hub.x + spoke.x * steer.x, hub.y + spoke.y, z + spoke.x * steer.y)
    }
  }
  private static let spokes = (0..<24).map { direction(Float($0) * 0.261_799_4) }

  mutating func ring(
    _ hub: Point, outer: Float, inner: Float, steer: Point, z: Float = 0, _ colour: Colour, opacity: Float = 1
  ) {
    let contours = [
      circle(hub, radius: outer, steer: steer, z: z), circle(hub, radius: inner, steer: steer, z: z),
    ]
    canvas.fill(contours, colour, opacity: opacity)
  }
  mutating func disc(
    _ hub: Point, radius: Float, steer: Point = Point(1, 0), z: Float = 0, _ colour: Colour, opacity: Float = 1
  ) {
    canvas.fill([circle(hub, radius: radius, steer: steer, z: z)], colour, opacity: opacity)
  }

  /// Lines across a wheel; `count` of them make twice as many spokes.
  mutating func spokes(
    _ hub: Point, radius: Float, count: Int, steer: Point, z: Float = 0, width: Float, _ colour: Colour
  ) {
    for number in 0..<count {
      let spoke = direction(Float(number) * (3.141_592_7 / Float(count)) + hub.x) * radius
      let away = Point(spoke.x * steer.x, spoke.x * steer.y)
      pipe(
        SIMD3(hub.x - away.x, hub.y - spoke.y, z - away.y), SIMD3(hub.x + away.x, hub.y + spoke.y, z + away.y),
        width: width, colour)
    }
  }
  /// An arc over each wheel.
  mutating func mudguards(radius: Float, width: Float, _ colour: Colour) {
    for hub: Float in [-0.5, 0.5] {
      let arc = (0..<7).map { step in
        let reach = direction(0.5 + Float(step) * 0.38) * radius
        return (hub - reach.x, reach.y)
      }
      pipe(arc, width: width, colour)
    }
  }

  /// A soft dark patch on the ground.
  mutating func shadow(_ random: inout RandomStream) {
    let depth = random.uniform(0.1, 0.35)
    let shift = random.uniform(-0.1, 0.1)
    let opacity = random.uniform(0.15, 0.5)
    for grow in [Float(1), 0.8] {
      let outline = (0..<16).map {
        let corner = direction(Float($0) * 0.3927) * grow
        return camera(corner.x * 0.8 + shift, -0.31, corner.y * depth)
      }
      canvas.fill([outline], Colour(repeating: 0.1), opacity: opacity * 0.6)
    }
  }

  /// A person: trousers, jacket, head.
  mutating func rider(seat: (Float, Float), foot: (Float, Float), hands: (Float, Float), _ random: inout RandomStream) {
    let jacket = random.colour(saturation: 0...0.8, value: 0.15...0.95)
    let trousers = random.colour(saturation: 0...0.5, value: 0.1...0.6)
    let knee = ((seat.0 + foot.0) / 2 + 0.16, (seat.1 + foot.1) / 2 + 0.1)
    let shoulder = (seat.0 + random.uniform(0.12, 0.25), seat.1 + random.uniform(0.38, 0.46))
    pipe([seat, knee, foot], width: 0.12, trousers, z: -0.06)
    pipe([seat, shoulder], width: 0.2, jacket)
    pipe([shoulder, ((shoulder.0 + hands.0) / 2, (shoulder.1 + hands.1) / 2 - 0.06), hands], width: 0.08, jacket * 0.9)
    let head = random.bool() ? random.colour(saturation: 0...0.8, value: 0.2...0.95) : Colour(0.75, 0.58, 0.48)
    disc(Point(shoulder.0 + 0.07, shoulder.1 + 0.15), radius: 0.1, head)
  }
}
