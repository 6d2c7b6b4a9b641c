import CImageCodecs

/// JPEG through TurboJPEG.
enum JPEG {
  static func decode(_ bytes: [UInt8], name: String, limits: DecodingLimits) throws(ImageFailure) -> Image {
    var message = CodecMessage()
    guard let decoder = unsafe ck_jpeg_open() else {
      throw .undecodable(name: name, format: .jpeg, offset: nil, reason: "no memory for the decoder")
    }
    defer { unsafe ck_jpeg_close(decoder) }
    var header = ck_jpeg_header()
    guard unsafe ck_jpeg_read_header(decoder, bytes, bytes.count, &header, &message.bytes) == ck_codec_done else {
      throw JPEGComplaint(message.text).failure(bytes, name: name)
    }
    let (width, height) = (Int(header.width), Int(header.height))
    guard limits.allow(width: width, height: height) else {
      throw .tooLarge(name: name, format: .jpeg, width: width, height: height, limits: limits)
    }
    var status = Int32(ck_codec_failed)
    let size = width * height * 3
    let pixels = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      unsafe status = ck_jpeg_decode(decoder, buffer.baseAddress, bytes, bytes.count, header, &message.bytes)
      initialized = status == ck_codec_failed ? 0 : size
    }
    if status != ck_codec_done {
      let complaint = JPEGComplaint(message.text)
      guard status == ck_codec_warned, complaint.isHarmless(in: bytes) else {
        throw complaint.failure(bytes, name: name)
      }
    }
    let image = Image(width: width, height: height, pixels: pixels)
    return image.turnedUpright(from: EXIF.orientation(ofJPEG: bytes))
  }
}

extension Image {
  /// The image as a JPEG file. From quality 90 on, colour keeps its full resolution; below, half in both directions.
  ///
  /// - Parameter quality: 1 (small) to 100 (faithful). Traps outside.
  /// - Throws: `ImageFailure.notEncodable` when a side exceeds the 65,500 pixels of the encoder.
  package func encodeJPEG(quality: Int = 90) throws(ImageFailure) -> [UInt8] {
    precondition(1...100 ~= quality, "JPEG quality \(quality) is not 1 to 100")
    let longestSide = 65_500
    guard width <= longestSide, height <= longestSide else {
      throw .notEncodable(
        format: .jpeg, width: width, height: height, reason: "the longest side it takes is \(longestSide)")
    }
    var message = CodecMessage()
    var file = unsafe ck_buffer()
    defer { unsafe ck_buffer_free(&file) }
    let status = unsafe ck_jpeg_encode(
      &file, pixels, Int32(width), Int32(height), Int32(quality), quality < 90 ? 1 : 0, &message.bytes)
    guard status == ck_codec_done else {
      throw .notEncodable(format: .jpeg, width: width, height: height, reason: message.text)
    }
    return unsafe [UInt8](UnsafeBufferPointer(start: file.bytes, count: file.count))
  }
}
