import Foundation

/// Why a JSON text could not be read or written, with the file and the field.
public struct JSONFailure: Failure, Equatable {
  public enum Problem: Sendable, Equatable {
    /// The text is no JSON; what the parser says about it.
    case syntax(String)
    case missingField
    case wrongKind(expected: String, found: String)
    /// The value is of the right kind and still impossible.
    case other(String)
  }

  public var path: String?
  /// The way to the value: `optimizer.momentum`, `layers[3].name`; `nil` for the whole text.
  public var field: String?
  public var problem: Problem

  public init(path: String?, field: String?, problem: Problem) {
    self.path = path
    self.field = field
    self.problem = problem
  }

  public var message: String {
    let place = [path.map { "'\($0)'" }, field.map { "field '\($0)'" }].compactMap { $0 }
    let prefix = place.isEmpty ? "JSON: " : place.joined(separator: ", ") + ": "
    switch problem {
    case .syntax(let words): return prefix + "expected JSON, found \(words)"
    case .missingField: return prefix + "expected a value, found no such field"
    case .wrongKind(let expected, let found): return prefix + "expected \(expected), found \(found)"
    case .other(let words): return prefix + words
    }
  }

  public var hint: String? {
    switch problem {
    case .syntax: "the file may be cut off or be another kind of file"
    case .missingField: "add the field"
    case .wrongKind, .other: nil
    }
  }

  public var status: ExitStatus { .malformedInput }
}

/// Why a JSON file could not be read or written.
public enum JSONFileFailure: Failure, Equatable {
  case file(FileFailure)
  case json(JSONFailure)

  private var cause: any Failure {
    switch self {
    case .file(let failure): failure
    case .json(let failure): failure
    }
  }
  public var message: String { cause.message }
  public var hint: String? { cause.hint }
  public var status: ExitStatus { cause.status }
}

extension JSONFailure {
  /// Puts what `JSONDecoder` throws into one line of plain words.
  init(_ error: any Error, path: String?) {
    switch error {
    case DecodingError.typeMismatch(let type, let context):
      self.init(path, context, .wrongKind(expected: Self.name(of: type), found: Self.found(in: context)))
    case DecodingError.valueNotFound(let type, let context):
      self.init(path, context, .wrongKind(expected: Self.name(of: type), found: "null"))
    case DecodingError.keyNotFound(let key, let context):
      self.init(path: path, field: Self.field(context.codingPath + [key]), problem: .missingField)
    case DecodingError.dataCorrupted(let context):
      if let failure = context.underlyingError as? any Failure {
        self.init(path, context, .other(failure.message))
      } else if let cause = context.underlyingError as? NSError {
        let words = cause.userInfo["NSDebugDescription"] as? String ?? "\(cause.localizedDescription)"
        self.init(path, context, .syntax(Self.plain(words)))
      } else {
        self.init(path, context, .other(Self.plain(context.debugDescription)))
      }
    case let failure as any Failure:
      self.init(path: path, field: nil, problem: .other(failure.message))
    default:
      self.init(path: path, field: nil, problem: .other(Self.plain("\(error)")))
    }
  }

  private init(_ path: String?, _ context: DecodingError.Context, _ problem: Problem) {
    self.init(path: path, field: Self.field(context.codingPath), problem: problem)
  }

  private static func field(_ path: [any CodingKey]) -> String? {
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

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is any BinaryInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type, is NSNumber.Type: "a number"
    case is String.Type: "text"
    case is Bool.Type: "true or false"
    case is any ExpressibleByDictionaryLiteral.Type: "an object"
    case is any ExpressibleByArrayLiteral.Type: "a list"
    default: "a value of another kind"
    }
  }

  /// The decoder says "Expected to decode Int but found a string instead."; the middle is what a reader wants.
  private static func found(in context: DecodingError.Context) -> String {
    let words = context.debugDescription
    guard let start = words.range(of: "but found "), let end = words.range(of: " instead", options: .backwards),
      start.upperBound <= end.lowerBound
    else { return "another kind of value" }
    let found = String(words[start.upperBound..<end.lowerBound])
    let plainWords = [
      "a string": "text", "a dictionary": "an object", "an array": "a list", "bool": "true or false",
      "a bool": "true or false", "number": "a number", "null value": "null",
    ]
    return plainWords[found] ?? found
  }

  /// One line, lower case at the start, no full stop at the end.
  private static func plain(_ words: String) -> String {
    let line = words.split(whereSeparator: \.isNewline).joined(separator: " ")
    let body = line.hasSuffix(".") ? String(line.dropLast()) : line
    return body.prefix(1).lowercased() + body.dropFirst()
  }
}
