/// Reads a JSON text byte by byte and stops at the first that does not belong there.
package struct JSONParser {
  package struct Problem: Error {
    package var offset: Int
    package var expected: String
    /// What stands there instead, where the character alone would not say.
    package var found: String?
  }

  private let bytes: ArraySlice<UInt8>
  private let depthLimit: Int
  private var position: Int

  /// - Parameters:
  ///   - bytes: the text; offsets of problems are indices of this slice.
  ///   - depthLimit: how many lists and objects may lie inside each other; hostile nesting would exhaust the stack.
  package init(_ bytes: ArraySlice<UInt8>, depthLimit: Int = 256) {
    (self.bytes, self.depthLimit, position) = (bytes, depthLimit, bytes.startIndex)
  }

  mutating func parse() throws(Problem) -> JSONValue {
    try checkEncoding()
    let value = try parseValue(depth: 0)
    try parseEnd()
    return value
  }

  /// The members of the one object that is the text, in their order; names differ in their bytes.
  ///
  /// Swift's texts are equal when they show the same characters, so a dictionary would take two spellings of one letter
  /// for the same name.
  package mutating func parseMembers() throws(Problem) -> [(name: String, value: JSONValue)] {
    try checkEncoding()
    skipSpace()
    guard peek == UInt8(ascii: "{") else { throw problem("an object") }
    var members: [(name: String, value: JSONValue)] = []
    var names: Set<[UInt8]> = []
    try parseObject(depth: 0) { name, value in
      members.append((name, value))
      return names.insert(Array(name.utf8)).inserted
    }
    try parseEnd()
    return members
  }

  /// The problem with its line and column, counted from 1.
  func describe(_ problem: Problem) -> JSONFailure.Problem {
    let before = bytes[..<min(problem.offset, bytes.endIndex)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.startIndex
    let column = String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1
    let rest = String(decoding: bytes[before.endIndex...].prefix(32), as: UTF8.self)
    let found = problem.found ?? rest.first.map { "'\($0)'" } ?? "the end of the text"
    return .syntax(line: line, column: column, expected: problem.expected, found: found)
  }

  private mutating func checkEncoding() throws(Problem) {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let offset = bytes.startIndex + error.byteOffsets.lowerBound
      throw Problem(offset: offset, expected: "UTF-8 text", found: "other bytes")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
  }

  private mutating func parseEnd() throws(Problem) {
    skipSpace()
    if position < bytes.endIndex { throw problem("the end of the text") }
  }

  private mutating func parseValue(depth: Int) throws(Problem) -> JSONValue {
    skipSpace()
    guard let first = peek else { throw problem("a value") }
    switch first {
    case UInt8(ascii: "{"):
      try checkDepth(depth)
      var fields: [String: JSONValue] = [:]
      try parseObject(depth: depth) { name, value in fields.updateValue(value, forKey: name) == nil }
      return .object(fields)
    case UInt8(ascii: "["):
      try checkDepth(depth)
      return try parseArray(depth: depth)
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try parseNumber())
    case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
    case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
    case UInt8(ascii: "n"): return try parseWord("null", .null)
    default: throw problem("a value")
    }
  }

  private func checkDepth(_ depth: Int) throws(Problem) {
    if depth >= depthLimit {
      throw problem("at most \(depthLimit) lists or objects inside each other", found: "more")
    }
  }

  /// - Parameter add: takes a member; false if there is one of that name.
  private mutating func parseObject(depth: Int, add: (String, JSONValue) -> Bool) throws(Problem) {
    position += 1
    skipSpace()
    if take("}") { return }
    while true {
      skipSpace()
      let start = position
      guard peek == UInt8(ascii: "\"") else { throw problem("a field name in double quotes") }
      let name = try parseString()
      skipSpace()
      guard take(":") else { throw problem("':'") }
      guard add(name, try parseValue(depth: depth + 1)) else {
        throw Problem(offset: start, expected: "each field once", found: "'\(name)' for the second time")
      }
      skipSpace()
      if take("}") { return }
      guard take(",") else { throw problem("',' or '}'") }
    }
  }

  private mutating func parseArray(depth: Int) throws(Problem) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(elements) }
    while true {
      elements.append(try parseValue(depth: depth + 1))
      skipSpace()
      if take("]") { return .array(elements) }
      guard take(",") else { throw problem("',' or ']'") }
    }
  }

  private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(Problem) -> JSONValue {
    let letters = Array(word.description.utf8)
    guard bytes[position...].starts(with: letters) else { throw problem("a value") }
    position += letters.count
    return value
  }

  private mutating func parseNumber() throws(Problem) -> String {
    let start = position
    _ = take("-")
    if !take("0") { try skipDigits() }
    if take(".") { try skipDigits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try skipDigits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipDigits() throws(Problem) {
    let start = position
    while let byte = peek, JSONParser.isDigit(byte) { position += 1 }
    if position == start { throw problem("a digit") }
  }

  private mutating func parseString() throws(Problem) -> String {
    position += 1
    var text = ""
    var start = position
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        text += String(decoding: bytes[start..<position], as: UTF8.self)
        guard byte == UInt8(ascii: "\\") else {
          position += 1
          return text
        }
        text.unicodeScalars.append(try parseEscape())
        start = position
      case 0..<0x20:
        throw problem("no control character inside a text", found: "byte \(byte)")
      default:
        position += 1
      }
    }
    throw problem("a closing '\"'")
  }

  private mutating func parseEscape() throws(Problem) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let letter = peek else { throw problem("an escaped character") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw Problem(offset: start, expected: "an escape that JSON knows", found: nil)
    }
    var code = try parseHexadecimal()
    // Characters beyond 16 bits come as two halves.
    if (0xD800..<0xDC00).contains(code), take("\\"), take("u") {
      let second = try parseHexadecimal()
      if (0xDC00..<0xE000).contains(second) { code = 0x10000 + (code - 0xD800) << 10 + (second - 0xDC00) }
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw Problem(offset: start, expected: "a whole character", found: "half of one")
    }
    return scalar
  }

  private mutating func parseHexadecimal() throws(Problem) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw problem("four hexadecimal digits")
      }
      code = code << 4 + UInt32(digit)
      position += 1
    }
    return code
  }

  private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private func problem(_ expected: String, found: String? = nil) -> Problem {
    Problem(offset: position, expected: expected, found: found)
  }
}
