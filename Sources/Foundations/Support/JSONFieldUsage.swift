/// Which fields of which objects were asked for; the others are misspelt or belong to another version.
final class JSONFieldUsage {
  /// Names by the object's place.
  private var known: [String: Set<String>] = [:]

  func note(_ key: any CodingKey, in object: [any CodingKey]) {
    known[place(object), default: []].insert(key.stringValue)
  }
  func noteAll(_ names: some Sequence<String>, in object: [any CodingKey]) {
    known[place(object), default: []].formUnion(names)
  }

  /// The first field that was never asked for, in objects of which fields were asked for at all.
  func unknownField(in value: JSONValue, at path: [any CodingKey] = []) -> JSONFailure? {
    switch value {
    case .object(let fields):
      guard let names = known[place(path)] else { return nil }
      for name in fields.keys.sorted() {
        let inner = path + [JSONFieldKey(name)]
        if !names.contains(name) {
          let nearest = nearest(to: name, in: names.subtracting(fields.keys).sorted())
          return JSONFailure(path: nil, field: JSONFailure.field(inner), problem: .unknownField(nearest: nearest))
        }
        if let found = fields[name].flatMap({ unknownField(in: $0, at: inner) }) { return found }
      }
      return nil
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        if let found = unknownField(in: element, at: path + [JSONFieldKey(index)]) { return found }
      }
      return nil
    default: return nil
    }
  }

  private func place(_ path: [any CodingKey]) -> String { JSONFailure.field(path) ?? "" }
}
