import CImageCodecs

/// Room for a codec's complaint, a C string.
struct CodecMessage {
  var bytes = [UInt8](repeating: 0, count: Int(ck_message_capacity))

  var text: String { Self.line(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)) }

  /// One line, whatever a library or the file puts into it.
  static func line(_ text: String) -> String { text.split(whereSeparator: \.isNewline).joined(separator: " ") }
}
