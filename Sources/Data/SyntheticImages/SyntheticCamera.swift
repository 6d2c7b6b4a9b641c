import Tensors

/// Sees a solid object from a random side.
///
/// Object space: x forward, y up from the axles, z away from the viewer; one unit is a wheelbase.
struct SyntheticCamera: Sendable {
  /// Pixels per unit at the object's middle.
  let scale: Float
  private let centre: Point
  private let mirror: Float
  private let yaw: Point
  private let pitch: Point
  private let roll: Point
  private let perspective: Float

  init(canvasSize: Int, _ random: inout RandomStream) {
    let size = Float(canvasSize)
    mirror = random.bool() ? 1 : -1
    // The square favours side views, as photographs do.
    let turn = random.uniform(-1, 1)
    yaw = direction(turn * abs(turn) * 1.05)
    pitch = direction(random.uniform(-0.05, 0.3))
    roll = direction(random.uniform(-0.18, 0.18))
    perspective = random.uniform(0.1, 0.4)
    scale = size * random.uniform(0.41, 0.6)
    centre = Point(
      size * (0.5 + random.uniform(-0.08, 0.08)), size * (0.66 + random.uniform(-0.06, 0.06)))
  }

  func callAsFunction(_ x: Float, _ y: Float, _ z: Float = 0) -> Point {
    let turned = Point(x * mirror * yaw.x + z * yaw.y, z * yaw.x - x * mirror * yaw.y)
    let tilted = Point(y * pitch.x + turned.y * pitch.y, turned.y * pitch.x - y * pitch.y)
    let nearness = scale / (1 + perspective * tilted.y)
    let flat = Point(turned.x, -tilted.x) * nearness
    return centre + Point(flat.x * roll.x - flat.y * roll.y, flat.x * roll.y + flat.y * roll.x)
  }
}
