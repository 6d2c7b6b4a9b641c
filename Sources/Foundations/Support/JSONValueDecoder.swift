/// Makes values of Swift types from a JSON tree.
///
/// Foundation's decoder on Linux names neither the place of a syntax error nor the field of a number that does not fit;
/// a configuration file that was written by hand needs both.
struct JSONValueDecoder: Decoder {
  let value: JSONValue
  let codingPath: [any CodingKey]
  /// Notes which fields somebody asked for.
  let usage: JSONFieldUsage
  let userInfo: [CodingUserInfoKey: Any] = [:]

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let fields) = value else { throw wrongKind("an object") }
    usage.noteAll([], in: codingPath)
    return KeyedDecodingContainer(JSONKeyedContainer<Key>(decoder: self, fields: fields))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else { throw wrongKind("a list") }
    return JSONListContainer(decoder: self, elements: elements)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

  /// The decoder of something inside this value.
  func inner(_ value: JSONValue, _ key: any CodingKey) -> JSONValueDecoder {
    JSONValueDecoder(value: value, codingPath: codingPath + [key], usage: usage)
  }

  func wrongKind(_ expected: String) -> JSONFailure {
    JSONFailure(
      path: nil, field: JSONFailure.field(codingPath), problem: .wrongKind(expected: expected, found: value.kind))
  }
}

extension JSONValueDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { value == .null }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .bool(let flag) = value else { throw wrongKind("true or false") }
    return flag
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .string(let text) = value else { throw wrongKind("text") }
    return text
  }

  func decode(_ type: Double.Type) throws -> Double { try floatingPoint() }
  func decode(_ type: Float.Type) throws -> Float { try floatingPoint() }
  func decode(_ type: Int.Type) throws -> Int { try wholeNumber() }
  func decode(_ type: Int8.Type) throws -> Int8 { try wholeNumber() }
  func decode(_ type: Int16.Type) throws -> Int16 { try wholeNumber() }
  func decode(_ type: Int32.Type) throws -> Int32 { try wholeNumber() }
  func decode(_ type: Int64.Type) throws -> Int64 { try wholeNumber() }
  func decode(_ type: UInt.Type) throws -> UInt { try wholeNumber() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try wholeNumber() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try wholeNumber() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try wholeNumber() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try wholeNumber() }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    do {
      return try Value(from: self)
    } catch DecodingError.dataCorrupted(let context) {
      // What an enum says of a text that is none of its cases does not tell which there are.
      guard case .string = value, context.codingPath.count == codingPath.count,
        let type = Value.self as? any (CaseIterable & RawRepresentable).Type
      else { throw DecodingError.dataCorrupted(context) }
      throw wrongKind("one of \(Format.list(choices(of: type).map { "'\($0)'" }, "or"))")
    }
  }

  private func choices<Choice: CaseIterable & RawRepresentable>(of type: Choice.Type) -> [String] {
    type.allCases.map { "\($0.rawValue)" }
  }

  private func floatingPoint<Number: BinaryFloatingPoint & LosslessStringConvertible>() throws -> Number {
    switch value {
    case .string("Infinity"): return .infinity
    case .string("-Infinity"): return -.infinity
    case .string("NaN"): return .nan
    case .number(let text):
      guard let number = Number(text), number.isFinite else {
        throw wrongKind("a number of at most \(Number.greatestFiniteMagnitude)")
      }
      return number
    default: throw wrongKind("a number")
    }
  }

  private func wholeNumber<Number: FixedWidthInteger>() throws -> Number {
    guard case .number(let text) = value else { throw wrongKind("a whole number") }
    if let number = Number(text) { return number }
    // 30.0 and 1e3 are whole too.
    guard let amount = Double(text), amount.rounded() == amount else { throw wrongKind("a whole number") }
    guard let number = Number(exactly: amount) else {
      throw wrongKind("a whole number from \(Number.min) to \(Number.max)")
    }
    return number
  }
}
