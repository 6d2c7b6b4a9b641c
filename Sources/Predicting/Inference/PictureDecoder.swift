import Images
import Parallel

/// A picture before it is one of the model's size.
package enum PictureSource: Sendable {
  /// Path of a picture file.
  case file(String)
  /// Content of such a file, and what messages call it.
  case bytes([UInt8], name: String)
  case image(Image)
}

/// Makes pictures of a model's size.
package struct PictureDecoder {
  private let size: Int
  private let threads: Int

  /// - Parameters:
  ///   - size: height and width of the pictures made, in pixels.
  ///   - threads: how many files are read at a time, which bounds the memory that large ones take.
  package init(size: Int, threads: Int) { (self.size, self.threads) = (size, threads) }

  /// Each picture, or why there is none, in the order of the sources.
  package func decode(_ sources: [PictureSource]) -> [Result<Image, any Error>] {
    Parallel.map(sources.count, threads: threads) { index in Result { try picture(sources[index]) } }
  }

  /// Throws `FileFailure` or `ImageFailure` for a file that cannot be read.
  package func picture(_ source: PictureSource) throws -> Image {
    switch source {
    case .file(let path): return try ImageFile.image(at: path, size: size)
    case .bytes(let bytes, let name): return try ImageFile.image(from: bytes, name: name, size: size)
    case .image(let image):
      return image.width == size && image.height == size ? image : image.resized(width: size, height: size)
    }
  }
}
