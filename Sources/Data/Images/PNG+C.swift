import CImageCodecs

/// PNG through libpng.
enum PNG {
  static func decode(_ bytes: [UInt8], name: String, limits: DecodingLimits) throws(ImageFailure) -> Image {
    let header = try PNGHeader(bytes, name: name)
    let (width, height) = (header.width, header.height)
    guard limits.allow(width: width, height: height) else {
      throw .tooLarge(name: name, format: .png, width: width, height: height, limits: limits)
    }
    var message = CodecMessage()
    var (status, offset) = (Int32(ck_codec_failed), 0)
    let size = width * height * 3
    let pixels = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      unsafe status = ck_png_decode(
        buffer.baseAddress, bytes, bytes.count, UInt32(width), UInt32(height), &message.bytes, &offset)
      initialized = status == ck_codec_done ? size : 0
    }
    switch Int(status) {
    case ck_codec_done:
      let metadata = ImageMetadata(ofPNG: bytes)
      return Image(width: width, height: height, pixels: pixels).turnedUpright(from: metadata.orientation)
    case ck_codec_no_memory: throw .noMemory(name: name, format: .png, width: width, height: height)
    case ck_codec_ended: throw .truncated(name: name, format: .png, count: bytes.count)
    default: throw .undecodable(name: name, format: .png, offset: offset, reason: message.text)
    }
  }
}

extension Image {
  /// The image as a PNG file, 8-bit RGB. The same pixels give the same bytes.
  /// Throws when the encoder has no memory.
  package func encodePNG() throws(ImageFailure) -> [UInt8] {
    guard let width = UInt32(exactly: width), let height = UInt32(exactly: height) else {
      throw .notEncodable(format: .png, width: width, height: height, reason: "a side is too long")
    }
    var message = CodecMessage()
    var file = unsafe ck_buffer()
    defer { unsafe ck_buffer_free(&file) }
    guard unsafe ck_png_encode(&file, pixels, width, height, &message.bytes) == ck_codec_done else {
      throw .notEncodable(format: .png, width: self.width, height: self.height, reason: message.text)
    }
    return unsafe [UInt8](UnsafeBufferPointer(start: file.bytes, count: file.count))
  }
}
