import CImageCodecs

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
