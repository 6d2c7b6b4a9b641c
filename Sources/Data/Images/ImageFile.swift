import Support

/// One image file on its way into a model.
///
/// Training, evaluation and prediction all come through here, so that a model is asked about the very pixels that it
/// would have been trained on: decoded by `ImageDecoder`, then stretched to a square of the model's size.
package enum ImageFile {
  /// More bytes than any photograph has.
  package static let largest = 256 << 20

  /// How names of pictures end. What a file is, its content decides.
  private static let endings: Set<String> = [
    "png", "jpg", "jpeg", "jpe", "jfif", "webp", "gif", "bmp", "dib", "tif", "tiff", "heic", "heif", "avif",
  ]

  /// Whether the name ends as those of pictures do, in capitals or not.
  package static func isNamedAsImage(_ name: String) -> Bool {
    guard let point = name.lastIndex(of: ".") else { return false }
    return endings.contains(name[name.index(after: point)...].lowercased())
  }

  /// Reads, decodes and resizes a file to `size` by `size`.
  ///
  /// - Throws: `FileFailure` or `ImageFailure`, with the path.
  package static func image(at path: String, size: Int) throws -> Image {
    try image(from: FileReading.bytes(at: path, limit: largest), name: path, size: size)
  }

  /// Decodes the content of a file and resizes it to `size` by `size`.
  ///
  /// - Parameter name: what failures call the file.
  package static func image(from bytes: [UInt8], name: String, size: Int) throws(ImageFailure) -> Image {
    let image = try ImageDecoder.decode(bytes, name: name)
    return image.width == size && image.height == size ? image : image.resized(width: size, height: size)
  }
}
