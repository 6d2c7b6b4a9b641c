/// Trees of settings by dotted name, `optimizer.momentum`: how configurations are completed and compared.
extension JSONValue {
  package init(encoding value: some Encodable) throws(JSONFailure) {
    try self.init(parsing: Array(try JSONText.encode(value, layout: .line).utf8))
  }

  /// The value of a dotted name; `nil` where there is none, or `null`. Assigning makes the objects on the way,
  /// assigning `nil` removes the field.
  package subscript(name: String) -> JSONValue? {
    get {
      var value: JSONValue? = self
      for field in name.split(separator: ".") {
        guard case .object(let fields)? = value else { return nil }
        value = fields[String(field)]
      }
      return value == .null ? nil : value
    }
    set {
      var fields: [String: JSONValue] = [:]
      if case .object(let own) = self { fields = own }
      let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
      if parts.count == 1 {
        fields[parts[0]] = newValue
      } else {
        var inner = fields[parts[0]] ?? .object([:])
        inner[parts[1]] = newValue
        fields[parts[0]] = inner
      }
      self = .object(fields)
    }
  }

  /// This object with the fields that it lacks taken from a template, at every depth.
  ///
  /// - Parameters:
  ///   - known: an object with every field there is, for a refusal of misspelt ones. An object in it stands in for one
  ///     that the template lacks. `nil` accepts every field.
  ///   - unknownFields: what happens to those that `known` lacks.
  ///   - path: what the text is called in messages.
  package func completed(
    from template: JSONValue, known: JSONValue? = nil, unknownFields: JSONText.UnknownFields = .refused,
    path: String? = nil
  ) throws(JSONFailure) -> JSONValue {
    try completed(from: template, known: known, at: "") { name in
      if unknownFields == .ignored { return nil }
      // Values and the objects that hold them.
      let names = known?.flattened.keys.flatMap { name in
        let parts = (name.hasSuffix("[0]") ? name.dropLast(3) : name[...]).split(separator: ".")
        return parts.indices.map { parts[...$0].joined(separator: ".") }
      }
      return JSONFailure(
        path: path, field: name, problem: .unknownField(nearest: nearest(to: name, in: Set(names ?? []).sorted())))
    }
  }

  private func completed(
    from template: JSONValue, known: JSONValue?, at place: String, unknown: (String) -> JSONFailure?
  ) throws(JSONFailure) -> JSONValue {
    guard case .object(let fields) = self, case .object(var result) = template else { return self }
    var names: [String: JSONValue]?
    if case .object(let fields)? = known { names = fields }
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      let sample = names?[name]
      if names != nil, sample == nil, let failure = unknown(place + name) { throw failure }
      let start = result[name] ?? sample ?? .object([:])
      result[name] = try value.completed(from: start, known: sample, at: "\(place)\(name).", unknown: unknown)
    }
    return .object(result)
  }

  /// Every value in text by its dotted name: `{"a": {"b": [1]}}` gives `["a.b[0]": "1"]`.
  package var flattened: [String: String] {
    var result: [String: String] = [:]
    collect("", into: &result)
    return result
  }

  private func collect(_ name: String, into result: inout [String: String]) {
    switch self {
    case .object(let fields):
      for (field, value) in fields { value.collect(name.isEmpty ? field : "\(name).\(field)", into: &result) }
    case .array(let elements):
      for (index, element) in elements.enumerated() { element.collect("\(name)[\(index)]", into: &result) }
    case .null: result[name] = "null"
    case .bool(let flag): result[name] = "\(flag)"
    case .string(let text): result[name] = text
    case .number(let text):
      // Whole numbers by themselves: large seeds are not told apart as Double.
      result[name] =
        (UInt64(text) ?? Double(text).flatMap(UInt64.init(exactly:))).map { "\($0)" }
        ?? Double(text).map { "\($0)" } ?? text
    }
  }
}
