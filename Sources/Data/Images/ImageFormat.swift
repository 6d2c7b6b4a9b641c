/// The file formats that can be decoded, told apart by their first bytes, never by the file's name.
package enum ImageFormat: String, Sendable, CaseIterable {
  case png = "PNG"
  case jpeg = "JPEG"

  static let pngSignature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  static let jpegSignature: [UInt8] = [0xff, 0xd8, 0xff]

  /// The format of a file that starts with these bytes, or `nil`.
  package init?(_ bytes: [UInt8]) {
    if bytes.starts(with: Self.pngSignature) {
      self = .png
    } else if bytes.starts(with: Self.jpegSignature) {
      self = .jpeg
    } else {
      return nil
    }
  }

  /// What a file that is neither seems to be, for messages: "a GIF image", "text", "bytes 00 01 02".
  static func describe(_ bytes: [UInt8]) -> String {
    let start = Array(bytes.prefix(16))
    for (offset, signature, meaning) in wellKnown where start.dropFirst(offset).starts(with: signature.utf8) {
      return meaning
    }
    for (signature, meaning) in wellKnownBytes where start.starts(with: signature) { return meaning }
    let isText = bytes.prefix(64).allSatisfy { (0x20..<0x7f).contains($0) || (0x09...0x0d).contains($0) }
    guard isText else { return "bytes " + start.prefix(8).map(hexadecimal).joined(separator: " ") }
    let excerpt = start.map { $0 < 0x20 ? " " : String(UnicodeScalar($0)) }.joined()
    return "text starting \"\(excerpt)\""
  }

  private static let wellKnown: [(offset: Int, signature: String, meaning: String)] = [
    (0, "GIF8", "a GIF image"), (8, "WEBP", "a WebP image"), (0, "BM", "a BMP image"), (0, "II*\0", "a TIFF image"),
    (0, "MM\0*", "a TIFF image"), (8, "avif", "an AVIF image"), (8, "heic", "a HEIC image"),
    (8, "mif1", "a HEIF image"),
    (0, "%PDF", "a PDF document"), (0, "PK\u{3}\u{4}", "a zip archive"), (0, "<svg", "an SVG drawing"),
    (0, "<!DOCTYPE", "a web page"), (0, "<html", "a web page"), (0, "version https://", "a Git LFS pointer"),
  ]

  private static let wellKnownBytes: [(signature: [UInt8], meaning: String)] = [
    ([0x1f, 0x8b], "a gzip archive"), ([0xff, 0x4f, 0xff, 0x51], "a JPEG 2000 image"),
    ([0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20], "a JPEG 2000 image"), ([0xff, 0x0a], "a JPEG XL image"),
    ([0x89, 0x50, 0x4e, 0x47], "a PNG whose signature is damaged, as by a transfer in text mode"),
  ]

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
}
