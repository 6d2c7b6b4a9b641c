import CImageCodecs

/// Room for a codec's complaint, a C string.
struct CodecMessage {
  var bytes = [UInt8](repeating: 0, count: Int(ck_message_capacity))

  var text: String { String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
}
