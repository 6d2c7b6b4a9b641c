/// Decodes pictures of every common kind to 8-bit RGB: PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC and AVIF.
///
/// What the pixels are, chosen to agree with what Python users get from Pillow's `ImageOps.exif_transpose` and
/// `convert("RGB")`:
/// - Alpha and transparent colours are dropped, not blended: a transparent pixel keeps the colour stored under it.
///   Where colours were multiplied by alpha (TIFF), they are divided again. Gamma and profiles are ignored. Of 16-bit
///   samples the high byte is taken (of 16-bit grey, too, which Pillow clips, so that most such images become white).
/// - PNG: grey, grey with alpha, palette, RGB and RGBA of 1 to 16 bits, interlaced or not.
/// - JPEG: grey, YCbCr of any chroma sampling, RGB, CMYK and YCCK (inks inverted, as Adobe writes them), baseline and
///   progressive; decoded with the exact integer transform and smooth chroma, as libjpeg does by default.
/// - WebP: lossy and lossless. GIF and WebP: the first frame of an animation, on the whole canvas.
/// - BMP: palettes of 1, 4 and 8 bits, 16, 24 and 32 bits, run lengths, bit fields, headers of Windows and OS/2.
/// - TIFF: the first page; strips or tiles; grey, palette, RGB, CMYK and YCbCr of 1 to 16 bits; every compression of
///   the installed libtiff.
/// - HEIC and AVIF: the primary image, turned as the file says.
/// - The orientation in EXIF data is applied, or the one in XMP without it.
///
/// Bytes after the end of the image are ignored, and so is what changes no pixel: a missing end marker, stray bytes
/// between segments. A file that ends early or whose data is damaged is a failure; there is no partly grey image.
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
    case .jpeg:
      return try FormatDecoder.jpeg.decode(bytes, name: name, limits: limits, metadata: ImageMetadata(ofJPEG: bytes))
    case .webp: return try FormatDecoder.webp.decode(bytes, name: name, limits: limits)
    case .gif: return try FormatDecoder.gif.decode(bytes, name: name, limits: limits)
    case .bmp: return try BMP.decode(bytes, name: name, limits: limits)
    case .tiff: return try FormatDecoder.tiff.decode(bytes, name: name, limits: limits)
    case .heic: return try FormatDecoder.heic.decode(bytes, name: name, limits: limits)
    case .avif: return try FormatDecoder.avif.decode(bytes, name: name, limits: limits)
    case nil: throw .unknownFormat(name: name, found: ImageFormat.describe(bytes))
    }
  }
}
