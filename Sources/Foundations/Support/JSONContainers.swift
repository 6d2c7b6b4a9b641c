/// The fields of an object.
struct JSONKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: JSONValueDecoder
  let fields: [String: JSONValue]

  var codingPath: [any CodingKey] { decoder.codingPath }

  /// In order of the names, so that messages and results are always the same.
  var allKeys: [Key] {
    decoder.usage.noteAll(fields.keys, in: codingPath)
    return fields.keys.sorted().compactMap { Key(stringValue: $0) }
  }

  func contains(_ key: Key) -> Bool {
    decoder.usage.note(key, in: codingPath)
    return fields[key.stringValue] != nil
  }

  func decodeNil(forKey key: Key) throws -> Bool { try field(key).decodeNil() }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try field(key).decode(type) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try field(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try field(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try field(JSONFieldKey("super")) }
  func superDecoder(forKey key: Key) throws -> any Decoder { try field(key) }

  private func field(_ key: any CodingKey) throws(JSONFailure) -> JSONValueDecoder {
    decoder.usage.note(key, in: codingPath)
    guard let value = fields[key.stringValue] else {
      let similar = nearest(to: key.stringValue, in: fields.keys.sorted())
      throw JSONFailure(
        path: nil, field: JSONFailure.field(codingPath + [key]), problem: .missingField(similar: similar))
    }
    return decoder.inner(value, key)
  }
}

/// The elements of a list.
struct JSONListContainer: UnkeyedDecodingContainer {
  let decoder: JSONValueDecoder
  let elements: [JSONValue]
  private(set) var currentIndex = 0

  init(decoder: JSONValueDecoder, elements: [JSONValue]) {
    self.decoder = decoder
    self.elements = elements
  }

  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex] == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().decode(type) }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try next().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
  mutating func superDecoder() throws -> any Decoder { try next() }

  private mutating func next() throws(JSONFailure) -> JSONValueDecoder {
    guard !isAtEnd else {
      let found = "\(elements.count) elements"
      throw JSONFailure(
        path: nil, field: JSONFailure.field(codingPath), problem: .wrongKind(expected: "a longer list", found: found))
    }
    defer { currentIndex += 1 }
    return decoder.inner(elements[currentIndex], JSONFieldKey(currentIndex))
  }
}

/// A place in a JSON text.
struct JSONFieldKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(_ index: Int) {
    stringValue = "\(index)"
    intValue = index
  }
  init(_ name: String) {
    stringValue = name
    intValue = nil
  }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { self.init(intValue) }
}
