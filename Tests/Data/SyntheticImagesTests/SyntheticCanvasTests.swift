import SyntheticImages
import Testing

@Suite struct SyntheticCanvasTests {
  private static let white = Colour(repeating: 1)

  @Test func aPolygonCoversItsArea() {
    var canvas = SyntheticCanvas(size: 32)
    let triangle = [Point(3.3, 4.1), Point(27.7, 9.4), Point(11.2, 29.5)]
    canvas.fill([triangle], Self.white)
    // Half of (27.7 - 3.3)(29.5 - 4.1) - (11.2 - 3.3)(9.4 - 4.1).
    #expect(abs(canvas.coverage.reduce(0, +) - 288.945) < 1)
    #expect(canvas.pixels[12 * 32 + 14] == Self.white)
    #expect(canvas.pixels[0] == .zero)
  }

  @Test func aContourWithinAnotherIsAHole() {
    var canvas = SyntheticCanvas(size: 16)
    func square(_ low: Float, _ high: Float) -> [Point] {
      [Point(low, low), Point(high, low), Point(high, high), Point(low, high)]
    }
    canvas.fill([square(2, 14), square(5, 11)], Self.white)
    #expect(abs(canvas.coverage.reduce(0, +) - (144 - 36)) < 0.01)
    #expect(canvas.coverage[8 * 16 + 8] == 0)
    #expect(canvas.coverage[3 * 16 + 3] == 1)
  }

  /// Thin lines fade in proportion to their width.
  @Test(arguments: [Float(0.25), 0.5, 1, 2, 3])
  func aLineCoversLengthTimesWidth(_ width: Float) {
    var canvas = SyntheticCanvas(size: 32)
    canvas.line(Point(6, 10.3), Point(26, 10.3), width: width, Self.white)
    let ends = width * max(width, 1)
    #expect(abs(canvas.coverage.reduce(0, +) - 20 * width - ends * 0.8) < 0.1 * 20 * width)
  }

  @Test func drawingOutsideIsCutOff() {
    var canvas = SyntheticCanvas(size: 8)
    canvas.line(Point(-1e9, 4), Point(1e9, 4), width: 1, Self.white)
    canvas.fill([[Point(-100, -100), Point(200, -100), Point(200, 3), Point(-100, 3)]], Self.white)
    #expect(canvas.coverage[0] == 1)
    #expect(canvas.coverage[63] == 0)
  }

  @Test func blurKeepsTheSumAwayFromTheEdge() {
    var canvas = SyntheticCanvas(size: 9)
    canvas.map { x, y, _ in x == 4 && y == 4 ? Self.white : .zero }
    canvas.blur(0.2)
    #expect(abs(canvas.pixels.reduce(.zero, +).x - 1) < 1e-6)
    #expect(abs(canvas.pixels[40].x - 0.36) < 1e-6)
    #expect(abs(canvas.pixels[30].x - 0.04) < 1e-6)
  }

  @Test func bytesAreRoundedAndClamped() {
    var canvas = SyntheticCanvas(size: 1)
    canvas.map { _, _, _ in Colour(-1, 0.5, 7) }
    #expect(canvas.bytes() == [0, 128, 255])
  }
}
