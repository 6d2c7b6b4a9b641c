import Auditing
import Testing

@Suite struct OrientationHistogramTests {
  static let planes = Planting.pictures(8).map { image in
    Luminance.plane(image.pixels.span, image: 0, height: 32, width: 32)
  }

  static func describe(_ plane: [Float]) -> [Float] {
    OrientationHistogram.describe(plane.span, height: 32, width: 32)
  }
  static func product(_ one: [Float], _ two: [Float]) -> Float { zip(one, two).reduce(0) { $0 + $1.0 * $1.1 } }

  @Test func descriptorsHaveLengthOneAndMeanZero() {
    for plane in Self.planes {
      let descriptor = Self.describe(plane)
      #expect(descriptor.count == 200)
      #expect(abs(Self.product(descriptor, descriptor) - 1) < 1e-5 && abs(descriptor.reduce(0, +)) < 1e-4)
    }
  }

  @Test func brightnessAndContrastDoNotMatter() {
    for plane in Self.planes {
      let changed = Self.describe(plane.map { 0.6 * $0 + 40 })
      #expect(Self.product(Self.describe(plane), changed) > 0.9999)
    }
  }

  @Test func theMirroredDescriptorIsThatOfTheMirrorImage() {
    for plane in Self.planes {
      let expected = Self.describe(Luminance.mirrored(plane, height: 32, width: 32))
      let found = OrientationHistogram.mirrored(Self.describe(plane))
      // Roots make much of rounding where a count is nearly 0.
      #expect(zip(expected, found).allSatisfy { abs($0 - $1) < 0.02 } && Self.product(expected, found) > 0.9999)
    }
  }

  @Test func anImageWithoutEdgesIsZero() {
    #expect(Self.describe([Float](repeating: 77, count: 1024)) == [Float](repeating: 0, count: 200))
  }

  /// A ramp has one direction: to the right, and in its mirror image to the left.
  @Test func directionsAreTold() {
    let ramp = Self.describe((0..<1024).map { Float($0 % 32) })
    let strongest = (0..<200).filter { ramp[$0] > 0 }
    #expect(strongest.count == 25 && strongest.allSatisfy { $0 % 8 == 0 })
    #expect((0..<200).filter { OrientationHistogram.mirrored(ramp)[$0] > 0 }.allSatisfy { $0 % 8 == 4 })
  }
}
