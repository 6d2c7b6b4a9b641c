/// Why a JSON text could not be read or written, with the file and the field.
package struct JSONFailure: Failure, Equatable {
  package enum Problem: Sendable, Equatable {
    /// The text is no JSON from this place on; lines and columns are counted from 1.
    case syntax(line: Int, column: Int, expected: String, found: String)
    /// A field that the object lacks; a name in it that may be the same, misspelt.
    case missingField(similar: String?)
    case unknownField(nearest: String?)
    case wrongKind(expected: String, found: String)
    /// The value is of the right kind and still impossible.
    case other(String)
  }

  package var path: String?
  /// The way to the value: `optimizer.momentum`, `layers[3].name`; `nil` for the whole text.
  package var field: String?
  package var problem: Problem

  package init(path: String?, field: String?, problem: Problem) {
    self.path = path
    self.field = field
    self.problem = problem
  }

  package var message: String {
    let place = [path.map { "'\($0)'" }, field.map { "field '\($0)'" }].compactMap { $0 }
    let prefix = place.isEmpty ? "JSON: " : place.joined(separator: ", ") + ": "
    switch problem {
    case .syntax(let line, let column, let expected, let found):
      return prefix + "line \(line), column \(column): expected \(expected), found \(found)"
    case .missingField: return prefix + "expected a value, found no such field"
    case .unknownField: return prefix + "unknown field"
    case .wrongKind(let expected, let found): return prefix + "expected \(expected), found \(found)"
    case .other(let words): return prefix + words
    }
  }

  package var hint: String? {
    switch problem {
    case .syntax: "the text must be JSON; it may be cut off or be another kind of file"
    case .missingField(let similar): similar.map { "is it what '\($0)' should be called?" } ?? "add the field"
    case .unknownField(let nearest): nearest.map { "did you mean '\($0)'?" } ?? "remove it"
    case .wrongKind, .other: nil
    }
  }

  package var status: ExitStatus { .malformedInput }
}

/// Why a JSON file could not be read or written.
package enum JSONFileFailure: Failure, Equatable {
  case file(FileFailure)
  case json(JSONFailure)

  private var cause: any Failure {
    switch self {
    case .file(let failure): failure
    case .json(let failure): failure
    }
  }
  package var message: String { cause.message }
  package var hint: String? { cause.hint }
  package var status: ExitStatus { cause.status }
}

extension JSONFailure {
  /// What went wrong while values were made: mostly failures already, else what initializers of other types throw.
  init(_ error: any Error, path: String?) {
    switch error {
    case let failure as JSONFailure:
      self.init(path: path, field: failure.field, problem: failure.problem)
    case let failure as any Failure:
      self.init(path: path, field: nil, problem: .other(failure.message))
    case DecodingError.dataCorrupted(let context), DecodingError.typeMismatch(_, let context),
      DecodingError.valueNotFound(_, let context), DecodingError.keyNotFound(_, let context):
      let words = (context.underlyingError as? any Failure)?.message ?? Self.plain(context.debugDescription)
      self.init(path: path, field: Self.field(context.codingPath), problem: .other(words))
    default:
      self.init(path: path, field: nil, problem: .other(Self.plain("\(error)")))
    }
  }

  /// The way to a value in words: `layers[3].name`.
  static func field(_ path: [any CodingKey]) -> String? {
    var text = ""
    for key in path {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + key.stringValue
      }
    }
    return text.isEmpty ? nil : text
  }

  /// One line, lower case at the start, no full stop at the end.
  private static func plain(_ words: String) -> String {
    let line = words.split(whereSeparator: \.isNewline).joined(separator: " ")
    let body = line.hasSuffix(".") ? String(line.dropLast()) : line
    return body.prefix(1).lowercased() + body.dropFirst()
  }
}
