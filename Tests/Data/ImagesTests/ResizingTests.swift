import Images
import Testing

@Suite struct ResizingTests {
  static let stretched = Fixture.all.filter { $0.name.hasPrefix("stretch-") }
  static let cut = Fixture.all.filter { $0.name.hasPrefix("crop-") }
  static let padded = Fixture.all.filter { $0.name.hasPrefix("pad-") }
  static let source = pattern(23, 17)

  @Test(arguments: stretched) func `stretching gives Pillow's pixels`(_ fixture: Fixture) {
    let (width, height) = (fixture.expected.width, fixture.expected.height)
    #expect(Self.source.resized(width: width, height: height) == fixture.expected)
    #expect(Self.source.resized(width: width, height: height, policy: .stretch) == fixture.expected)
  }

  /// Pillow keeps the rectangle in single precision, so one sample in many may be rounded the other way.
  @Test(arguments: cut) func `cutting the middle gives the pixels of Pillow's fit`(_ fixture: Fixture) throws {
    let image = Self.source.resized(width: fixture.expected.width, height: fixture.expected.height, policy: .crop)
    #expect(try #require(largestDifference(image, fixture.expected)) <= 1)
  }

  @Test(arguments: padded) func `bordering gives the pixels of Pillow's pad`(_ fixture: Fixture) throws {
    let image = Self.source.resized(width: fixture.expected.width, height: fixture.expected.height, policy: .pad)
    #expect(image == fixture.expected)
  }

  @Test func `fixtures are there`() {
    #expect(Self.stretched.count == 7 && Self.cut.count == 5 && Self.padded.count == 4)
  }

  @Test(arguments: ResizePolicy.allCases) func `the same size gives the same pixels`(_ policy: ResizePolicy) {
    #expect(Self.source.resized(width: 23, height: 17, policy: policy) == Self.source)
  }

  @Test(arguments: [(1, 1), (3, 200), (200, 3), (1, 300), (97, 101)])
  func `one colour stays that colour at any size`(_ width: Int, _ height: Int) {
    let colour = Image.Colour(red: 255, green: 128, blue: 1)
    let image = Image(width: width, height: height, colour: colour)
    for (newWidth, newHeight) in [(1, 1), (2, 3), (32, 32), (64, 5)] {
      let expected = Image(width: newWidth, height: newHeight, colour: colour)
      #expect(image.resized(width: newWidth, height: newHeight, policy: .stretch) == expected)
      #expect(image.resized(width: newWidth, height: newHeight, policy: .crop) == expected)
      #expect(image.resized(width: newWidth, height: newHeight, policy: .pad).width == newWidth)
    }
  }

  @Test func `shrinking averages instead of picking`() {
    // Stripes one pixel wide: picking pixels would give black or white.
    let stripes = Image(
      width: 64, height: 64, pixels: (0..<64 * 64).flatMap { [UInt8](repeating: $0 % 2 == 0 ? 0 : 255, count: 3) })
    let small = stripes.resized(width: 8, height: 8)
    #expect(small.pixels.allSatisfy { 120...135 ~= $0 })
  }

  @Test func `cropping loses the ends of the longer side only`() {
    var image = Image(width: 30, height: 10, colour: .white)
    for y in 0..<10 {
      for x in Array(0..<8) + Array(22..<30) {
        let first = (y * 30 + x) * 3
        image.pixels.replaceSubrange(first..<first + 3, with: [0, 0, 0])
      }
    }
    #expect(image.resized(width: 10, height: 10, policy: .crop) == Image(width: 10, height: 10, colour: .white))
    #expect(image.resized(width: 10, height: 10, policy: .stretch)[0, 0] == .black)
  }
}
