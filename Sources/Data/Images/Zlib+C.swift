import CImageCodecs

enum Zlib {
  /// What a zlib stream holds; `nil` when it is damaged or holds more than `limit` bytes.
  static func inflated(_ bytes: ArraySlice<UInt8>, limit: Int) -> [UInt8]? {
    let source = Array(bytes)
    var (status, count) = (Int32(ck_codec_failed), 0)
    let result = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
      unsafe status = ck_inflate(buffer.baseAddress, limit, source, source.count, &count)
      initialized = count
    }
    return status == ck_codec_done ? result : nil
  }
}
