import Images
import Testing

@Suite struct ImageTests {
  @Test func `one colour fills the image`() {
    let image = Image(width: 2, height: 1, colour: Image.Colour(red: 1, green: 2, blue: 3))
    #expect(image.pixels == [1, 2, 3, 1, 2, 3])
    #expect(image[1, 0] == Image.Colour(red: 1, green: 2, blue: 3))
  }

  @Test func `cropping takes the named rectangle`() {
    let image = pattern(7, 5)
    let part = image.cropped(x: 2, y: 1, width: 3, height: 4)
    #expect(part.width == 3 && part.height == 4)
    for y in 0..<4 {
      for x in 0..<3 { #expect(part[x, y] == image[x + 2, y + 1]) }
    }
    #expect(image.cropped(x: 0, y: 0, width: 7, height: 5) == image)
  }

  @Test func `flipping exchanges left and right`() {
    let image = pattern(5, 3)
    let flipped = image.turnedUpright(from: .mirrored)
    for y in 0..<3 {
      for x in 0..<5 { #expect(flipped[x, y] == image[4 - x, y]) }
    }
    #expect(flipped.turnedUpright(from: .mirrored) == image)
  }

  @Test func `padding keeps the image in the middle`() {
    let image = pattern(3, 2)
    let square = image.padded(width: 3, height: 3, colour: .white)
    #expect(square.width == 3 && square.height == 3)
    #expect(square.cropped(x: 0, y: 0, width: 3, height: 2) == image)
    #expect((0..<3).allSatisfy { square[$0, 2] == .white })
    let wide = image.padded(width: 8, height: 2, colour: .black)
    #expect(wide.cropped(x: 2, y: 0, width: 3, height: 2) == image)
    #expect([0, 1, 5, 6, 7].allSatisfy { wide[$0, 0] == .black && wide[$0, 1] == .black })
  }

  @Test func `magnifying repeats pixels`() {
    let image = pattern(3, 2)
    let large = image.magnified(4)
    #expect(large.width == 12 && large.height == 8)
    for y in 0..<8 {
      for x in 0..<12 { #expect(large[x, y] == image[x / 4, y / 4]) }
    }
    #expect(image.magnified(1) == image)
  }
}
