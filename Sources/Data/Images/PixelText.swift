import Foundation

/// Captions in pictures: letters of a few pixels, which need no font of the system.
///
/// Letters with accents lose them; what is then still no letter of ASCII is a box.
package enum PixelText {
  /// From one letter to the next, and from one line to the next.
  package static let (advance, lineHeight) = (6, 10)

  /// A text that is too long for a number of pixels without its beginning or its end, with "…" in its place.
  package static func fitted(_ text: String, width: Int, keepingEnd: Bool = false) -> String {
    let letters = letters(text)
    let room = max(1, width / advance)
    if letters.count <= room { return String(letters) }
    return keepingEnd ? "…" + String(letters.suffix(room - 1)) : String(letters.prefix(room - 1)) + "…"
  }

  private static func letters(_ text: String) -> [Character] {
    Array(text.folding(options: .diacriticInsensitive, locale: nil))
  }

  /// Draws a line of text; what does not fit into the picture is left out.
  package static func draw(_ text: String, on image: inout Image, x: Int, y: Int, colour: Image.Colour = .black) {
    for (place, letter) in letters(text).enumerated() {
      for (column, bits) in (PixelFont.columns(letter) ?? PixelFont.missing).enumerated() {
        let across = x + place * advance + column
        guard (0..<image.width).contains(across) else { continue }
        for row in 0..<8 where bits >> UInt8(row) & 1 == 1 && (0..<image.height).contains(y + row) {
          let first = ((y + row) * image.width + across) * 3
          image.pixels.replaceSubrange(first..<first + 3, with: [colour.red, colour.green, colour.blue])
        }
      }
    }
  }
}
