/// Decodes PNG and JPEG files of every common kind to 8-bit RGB.
///
/// What the pixels are, chosen to agree with what Python users get from Pillow's `convert("RGB")`:
/// - PNG: grey, grey with alpha, palette, RGB and RGBA of 1 to 16 bits, interlaced or not. Alpha and transparent
///   colours are dropped, not blended: a transparent pixel keeps the colour stored under it. Of 16-bit samples the high
///   byte is taken (for 16-bit grey Pillow clips instead, which makes most such images white). Gamma and profiles are
///   ignored.
/// - JPEG: grey, YCbCr of any chroma sampling, RGB, CMYK and YCCK (inks inverted, as Adobe writes them), baseline and
///   progressive; decoded with the exact integer transform and smooth chroma, as libjpeg does by default.
/// - The orientation in the EXIF data of either is applied, as by Pillow's `ImageOps.exif_transpose`.
///
/// Bytes after the end of the image are ignored. A file that ends early or whose data is damaged is a failure; there is
/// no partly grey image.
package enum ImageDecoder {
  /// Decodes the content of a file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what failures call the file, such as its path.
  ///   - limits: the largest image to decode, checked before memory is taken for its pixels.
  /// - Throws: `ImageFailure` with the name, what was expected and what was found. Never traps, whatever the bytes.
  package static func decode(
    _ bytes: [UInt8], name: String, limits: DecodingLimits = .default
  ) throws(ImageFailure) -> Image {
    guard !bytes.isEmpty else { throw .empty(name: name) }
    switch ImageFormat(bytes) {
    case .png: return try PNG.decode(bytes, name: name, limits: limits)
    case .jpeg: return try JPEG.decode(bytes, name: name, limits: limits)
    case nil: throw .unknownFormat(name: name, found: ImageFormat.describe(bytes))
    }
  }
}
