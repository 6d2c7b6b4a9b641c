import Foundation

/// JSON for files that people read and compare: keys sorted, numbers as short as they round-trip.
///
/// JSON has no infinity and no not-a-number. They are written as the strings `"Infinity"`, `"-Infinity"` and `"NaN"`,
/// which reading understands where a number is expected.
package enum JSONText {
  package enum Layout: Sendable {
    /// Indented, one field a line, with a final line break.
    case pretty
    /// One line without a line break, as JSON Lines need it.
    case line
  }

  package static func encode(_ value: some Encodable, layout: Layout = .pretty) throws(JSONFailure) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if layout == .pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: infinity, negativeInfinity: "-" + infinity, nan: notANumber)
    do {
      let text = String(decoding: try encoder.encode(value), as: UTF8.self)
      return layout == .pretty ? text + "\n" : text
    } catch {
      throw JSONFailure(path: nil, field: nil, problem: .other("it cannot be written as JSON: \(error)"))
    }
  }

  /// What happens to fields that the type does not know.
  package enum UnknownFields: Sendable { case ignored, refused }

  /// - Parameters:
  ///   - path: what the text is called in messages; `nil` when it comes from no file.
  ///   - unknownFields: `.refused` for files that people write, where an unknown field is a misspelt one.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], path: String? = nil, unknownFields: UnknownFields = .ignored
  ) throws(JSONFailure) -> Value {
    try decode(type, from: try JSONValue(parsing: bytes, path: path), path: path, unknownFields: unknownFields)
  }

  package static func decode<Value: Decodable>(
    _ type: Value.Type, from tree: JSONValue, path: String? = nil, unknownFields: UnknownFields = .ignored
  ) throws(JSONFailure) -> Value {
    let usage = JSONFieldUsage()
    let decoder = JSONValueDecoder(value: tree, codingPath: [], usage: usage)
    let value: Value
    do { value = try decoder.decode(type) } catch { throw JSONFailure(error, path: path) }
    if unknownFields == .refused, let failure = usage.unknownField(in: tree) { throw JSONFailure(failure, path: path) }
    return value
  }

  package static func decode<Value: Decodable>(
    _ type: Value.Type, from text: String, path: String? = nil, unknownFields: UnknownFields = .ignored
  ) throws(JSONFailure) -> Value {
    try decode(type, from: Array(text.utf8), path: path, unknownFields: unknownFields)
  }

  /// Reads and decodes a file of at most `limit` bytes.
  package static func read<Value: Decodable>(
    _ type: Value.Type, from path: String, limit: Int = 64 << 20, unknownFields: UnknownFields = .ignored
  ) throws(JSONFileFailure) -> Value {
    let bytes: [UInt8]
    do { bytes = try FileReading.bytes(at: path, limit: limit) } catch { throw .file(error) }
    do { return try decode(type, from: bytes, path: path, unknownFields: unknownFields) } catch { throw .json(error) }
  }

  /// Encodes a value, indented, and replaces the file in one step.
  package static func write(_ value: some Encodable, to path: String) throws(JSONFileFailure) {
    let text: String
    do { text = try encode(value) } catch { throw .json(error) }
    do { try AtomicFile.write(text, to: path) } catch { throw .file(error) }
  }

  private static let infinity = "Infinity"
  private static let notANumber = "NaN"
}
