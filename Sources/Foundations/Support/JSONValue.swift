/// A JSON text as a tree.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// The digits as they were written, so that no precision is lost before the type is known.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Reads a JSON text (RFC 8259), nothing more: no comments, no trailing commas, no field given twice.
  ///
  /// - Parameter path: what the text is called in messages.
  package init(parsing bytes: [UInt8], path: String? = nil) throws(JSONFailure) {
    var parser = JSONParser(bytes[...])
    do {
      self = try parser.parse()
    } catch {
      throw JSONFailure(path: path, field: nil, problem: parser.describe(error))
    }
  }

  /// What messages call it: "the number 3", "a list".
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let text): "the number \(text.count > 40 ? text.prefix(40) + "…" : text)"
    case .string(let text): "the text '\(text.count > 40 ? text.prefix(40) + "…" : text)'"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
