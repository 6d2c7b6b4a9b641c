import CImageCodecs

/// A format that C decodes behind `ck_decoder`. Its library may be one that is loaded when it is first needed.
struct FormatDecoder {
  let format: ImageFormat
  private let code: Int

  private init(_ format: ImageFormat, _ code: Int) { (self.format, self.code) = (format, code) }

  static let jpeg = FormatDecoder(.jpeg, ck_format_jpeg)
  static let webp = FormatDecoder(.webp, ck_format_webp)
  static let gif = FormatDecoder(.gif, ck_format_gif)
  static let tiff = FormatDecoder(.tiff, ck_format_tiff)
  static let heic = FormatDecoder(.heic, ck_format_heif)
  static let avif = FormatDecoder(.avif, ck_format_heif)

  /// Decodes a file and turns it upright.
  ///
  /// - Parameter metadata: what the file says about its orientation, where C does not read it.
  func decode(
    _ bytes: [UInt8], name: String, limits: DecodingLimits, metadata: ImageMetadata? = nil
  ) throws(ImageFailure) -> Image {
    try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(ImageFailure) in
      guard
        let decoder = unsafe ck_decoder_open(Int32(code), buffer.baseAddress, buffer.count, limits.pixels)
      else { throw .noMemory(name: name, format: format, width: 0, height: 0) }
      defer { unsafe ck_decoder_close(decoder) }
      guard unsafe decoder.pointee.status == ck_codec_done else { throw unsafe failure(decoder, name: name) }
      let (width, height) = unsafe (Int(decoder.pointee.width), Int(decoder.pointee.height))
      guard limits.allow(width: width, height: height) else {
        throw .tooLarge(name: name, format: format, width: width, height: height, limits: limits)
      }
      let metadata = unsafe metadata ?? ImageMetadata(of: decoder)
      let size = width * height * 3
      let pixels = LargeImage.decode(width: width, height: height) {
        unsafe [UInt8](unsafeUninitializedCapacity: size) { pixels, initialized in
          let status = unsafe ck_decoder_decode(decoder, pixels.baseAddress)
          initialized = status == ck_codec_done ? size : 0
        }
      }
      guard pixels.count == size else { throw unsafe failure(decoder, name: name) }
      return Image(width: width, height: height, pixels: pixels).turnedUpright(from: metadata.orientation)
    }
  }

  private func failure(_ decoder: UnsafeMutablePointer<ck_decoder>, name: String) -> ImageFailure {
    let offset = unsafe decoder.pointee.offset
    switch unsafe Int(decoder.pointee.status) {
    case ck_codec_ended: return unsafe .truncated(name: name, format: format, count: decoder.pointee.count)
    case ck_codec_no_memory:
      return unsafe .noMemory(
        name: name, format: format, width: Int(decoder.pointee.width), height: Int(decoder.pointee.height))
    case ck_codec_no_library:
      let package = unsafe decoder.pointee.package.map { unsafe String(cString: $0) }
      return .noLibrary(name: name, format: format, package: package ?? "")
    default:
      let reason = unsafe CodecMessage.line(String(cString: ck_decoder_message(decoder)))
      return .undecodable(name: name, format: format, offset: offset == 0 ? nil : offset, reason: reason)
    }
  }
}

extension ImageMetadata {
  fileprivate init(of decoder: UnsafeMutablePointer<ck_decoder>) {
    unsafe self.init(
      tag: Int(decoder.pointee.orientation), exif: Self.slice(decoder.pointee.exif, decoder.pointee.exif_count),
      xmp: Self.slice(decoder.pointee.xmp, decoder.pointee.xmp_count))
  }

  private static func slice(_ start: UnsafePointer<UInt8>?, _ count: Int) -> ArraySlice<UInt8>? {
    guard let start = unsafe start else { return nil }
    return unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))[...]
  }
}
