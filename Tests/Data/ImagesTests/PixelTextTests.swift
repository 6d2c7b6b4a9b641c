import Images
import Testing

struct PixelTextTests {
  private func drawn(_ text: String, width: Int = 40) -> [String] {
    var image = Image(width: width, height: 10, colour: .white)
    PixelText.draw(text, on: &image, x: 0, y: 0)
    return (0..<8).map { y in String((0..<width).map { image[$0, y] == .black ? "#" : "." }) }
  }

  @Test func lettersAreDrawn() {
    #expect(
      drawn("T1", width: 11) == [
        "#####...#..", "..#....##..", "..#...#.#..", "..#.....#..", "..#.....#..", "..#.....#..", "..#...#####",
        "...........",
      ])
    let letters = (32..<127).map { String(Character(Unicode.Scalar(UInt8($0)))) }
    #expect(Set(letters.map { drawn($0) }).count == letters.count, "two letters look the same")
  }

  @Test func accentsAreLeftOutAndOtherLettersAreBoxes() {
    #expect(drawn("é") == drawn("e") && drawn("車") == drawn("\u{7}") && drawn("車") != drawn(" "))
  }

  @Test func whatDoesNotFitIsCut() {
    #expect(PixelText.fitted("bicycle", width: 42) == "bicycle")
    #expect(PixelText.fitted("bicycle", width: 41) == "bicyc…")
    #expect(PixelText.fitted("bicycle", width: 24, keepingEnd: true) == "…cle")
    #expect(drawn("WWWWWWWWWW", width: 12).allSatisfy { $0.count == 12 })
  }
}
