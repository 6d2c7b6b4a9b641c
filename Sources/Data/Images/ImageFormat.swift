/// The file formats that can be decoded, told apart by their first bytes, never by the file's name.
package enum ImageFormat: String, Sendable, CaseIterable {
  case png = "PNG"
  case jpeg = "JPEG"
  case webp = "WebP"
  case gif = "GIF"
  case bmp = "BMP"
  case tiff = "TIFF"
  case heic = "HEIC"
  case avif = "AVIF"

  /// All of them, for messages.
  static let expected = "a PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC or AVIF image"

  static let pngSignature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  static let jpegSignature: [UInt8] = [0xff, 0xd8, 0xff]

  /// The format of a file that starts with these bytes, or `nil`.
  package init?(_ bytes: [UInt8]) {
    if bytes.starts(with: Self.pngSignature) {
      self = .png
    } else if bytes.starts(with: Self.jpegSignature) {
      self = .jpeg
    } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
      self = .webp
    } else if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) {
      self = .gif
    } else if BMPHeader.begins(bytes) {
      self = .bmp
    } else if Self.tiffSignatures.contains(where: { bytes.starts(with: $0) }) {
      self = .tiff
    } else if let brand = Self.brand(bytes) {
      self = brand
    } else {
      return nil
    }
  }

  /// Either byte order, the classic form (42) and BigTIFF (43).
  private static let tiffSignatures: [[UInt8]] = [
    [0x49, 0x49, 42, 0], [0x4d, 0x4d, 0, 42], [0x49, 0x49, 43, 0], [0x4d, 0x4d, 0, 43],
  ]

  /// The format by the brands of the file's first box (ISO/IEC 14496-12, 4.3): HEIF files are containers, and `mif1`
  /// says no more than that.
  private static func brand(_ bytes: [UInt8]) -> ImageFormat? {
    guard bytes.count >= 12, bytes[4..<8].elementsEqual("ftyp".utf8) else { return nil }
    let length = bytes[0..<4].reduce(0) { $0 << 8 | Int($1) }
    // The length, the name, the brand and its version stand before the compatible brands.
    let end = min(length, bytes.count, 256)
    let others = stride(from: 16, to: end - 3, by: 4).map { Array(bytes[$0..<$0 + 4]) }
    let brands = Set(([Array(bytes[8..<12])] + others).map { String(decoding: $0, as: UTF8.self) })
    if !brands.isDisjoint(with: ["avif", "avis"]) { return .avif }
    let known: Set = ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"]
    return brands.isDisjoint(with: known) ? nil : .heic
  }

  /// What a file of none of them seems to be, for messages: "a PDF document", "text", "bytes 00 01 02".
  package static func describe(_ bytes: [UInt8]) -> String {
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
