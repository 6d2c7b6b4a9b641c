import Tensors

/// Draws bicycles and motorcycles: a solid model seen from a random side, before a random background.
enum SyntheticVehicles {
  static let classNames = ["bicycle", "motorcycle"]
  static let size = 32

  /// One picture of the class: [32, 32, 3].
  static func draw(_ label: Int, _ random: inout RandomStream) -> [UInt8] {
    var canvas = SyntheticCanvas(size: size)
    SyntheticBackground.paint(&canvas, clutter: 0.35, &random)
    let camera = SyntheticCamera(canvasSize: size, &random)
    var sketch = SyntheticSketch(canvas: canvas, camera: camera, background: canvas.meanColours())
    if random.bool(probability: 0.75) { sketch.shadow(&random) }
    sketch.canvas.resetCoverage()
    if label == 0 {
      SyntheticBicycle(&random).draw(on: &sketch, &random)
    } else {
      SyntheticMotorcycle(&random).draw(on: &sketch, &random)
    }
    canvas = sketch.canvas
    if random.bool(probability: 0.35) { SyntheticBackground.occlude(&canvas, visible: 0.75, &random) }
    SyntheticBackground.finish(&canvas, maximumNoise: 0.045, &random)
    return canvas.bytes()
  }
}
