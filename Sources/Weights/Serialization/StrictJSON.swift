/// A value of a safetensors header. Objects keep their order; numbers keep their spelling.
indirect enum StrictJSON: Equatable {
  struct Member: Equatable {
    let key: String
    let value: StrictJSON
  }

  case object([Member])
  case array([StrictJSON])
  case string(String)
  case number(String)
  case bool(Bool)
  case null

  /// A whole number of at most 63 bits, spelt with digits alone; `nil` for anything else.
  var count: Int? {
    guard case .number(let text) = self, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}

/// Scans JSON by RFC 8259 and, unlike Foundation's parser, refuses an object that has a key twice: two entries of one
/// tensor would let two readers see different weights.
struct StrictJSONScanner {
  enum Problem: Error, Equatable {
    case expected(String, offset: Int)
    case duplicateKey(String, offset: Int)
  }

  /// The reference's parser stops at the same depth; it keeps hostile nesting from exhausting the stack.
  static let depthLimit = 128

  private let bytes: ArraySlice<UInt8>
  private var position: Int

  private init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// One value, with nothing but white space around it. Offsets in problems are indices of `bytes`.
  static func parse(_ bytes: ArraySlice<UInt8>) throws(Problem) -> StrictJSON {
    var scanner = StrictJSONScanner(bytes)
    let value = try scanner.value(depth: 0)
    scanner.skipWhitespace()
    guard scanner.position == bytes.endIndex else { throw scanner.expected("the end of the header") }
    return value
  }

  private func expected(_ what: String) -> Problem { .expected(what, offset: position) }
  private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func skipWhitespace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(Problem) -> StrictJSON {
    skipWhitespace()
    guard depth < Self.depthLimit else { throw expected("at most \(Self.depthLimit) levels of nesting") }
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ text: StaticString, _ value: StrictJSON) throws(Problem) -> StrictJSON {
    let word = Array(text.description.utf8)
    guard bytes[position...].starts(with: word) else { throw expected("a value") }
    position += word.count
    return value
  }

  private mutating func object(depth: Int) throws(Problem) -> StrictJSON {
    position += 1
    var members: [StrictJSON.Member] = []
    // Bytes, not characters: Swift's strings compare equal when two spellings of one letter differ.
    var seen: Set<[UInt8]> = []
    skipWhitespace()
    if take("}") { return .object(members) }
    while true {
      skipWhitespace()
      let keyOffset = position
      guard next == UInt8(ascii: "\"") else { throw expected("a key in quotes") }
      let key = try string()
      guard seen.insert(Array(key.utf8)).inserted else { throw .duplicateKey(key, offset: keyOffset) }
      skipWhitespace()
      guard take(":") else { throw expected("':'") }
      members.append(.init(key: key, value: try value(depth: depth + 1)))
      skipWhitespace()
      if take("}") { return .object(members) }
      guard take(",") else { throw expected("',' or '}'") }
    }
  }

  private mutating func array(depth: Int) throws(Problem) -> StrictJSON {
    position += 1
    var elements: [StrictJSON] = []
    skipWhitespace()
    if take("]") { return .array(elements) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipWhitespace()
      if take("]") { return .array(elements) }
      guard take(",") else { throw expected("',' or ']'") }
    }
  }

  private mutating func digits() throws(Problem) {
    guard let first = next, (0x30...0x39).contains(first) else { throw expected("a digit") }
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
  }

  private mutating func number() throws(Problem) -> StrictJSON {
    let start = position
    let isNegative = take("-")
    guard let first = next, (0x30...0x39).contains(first) else { throw expected(isNegative ? "a digit" : "a value") }
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func string() throws(Problem) -> String {
    position += 1
    var text: [UInt8] = []
    let start = position
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else {
          throw .expected("UTF-8 text", offset: start)
        }
        return string
      case UInt8(ascii: "\\"):
        text.append(contentsOf: Array(String(try escape()).utf8))
      case 0..<0x20:
        throw expected("no control character in a string")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw expected("a closing quote")
  }

  private mutating func escape() throws(Problem) -> Unicode.Scalar {
    position += 1
    guard let byte = next else { throw expected("an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default:
      position -= 1
      throw expected("an escape")
    }
  }

  /// `\uXXXX`, or two of them that form a surrogate pair.
  private mutating func unicodeEscape() throws(Problem) -> Unicode.Scalar {
    let start = position
    var code = try fourHexDigits()
    if (0xD800..<0xDC00).contains(code) {
      guard take("\\"), take("u") else { throw expected("the second half of a surrogate pair") }
      let low = try fourHexDigits()
      guard (0xDC00..<0xE000).contains(low) else { throw .expected("a surrogate pair", offset: start) }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw .expected("a surrogate pair", offset: start) }
    return scalar
  }

  private mutating func fourHexDigits() throws(Problem) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else {
        throw expected("four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}

extension StrictJSON {
  /// A string as the reference writer spells it: short escapes where JSON has them, `\u00xx` for other control
  /// characters, everything else as it is.
  static func quote(_ text: String) -> [UInt8] {
    let hexadecimal = Array("0123456789abcdef".utf8)
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x08: bytes += Array("\\b".utf8)
      case 0x09: bytes += Array("\\t".utf8)
      case 0x0A: bytes += Array("\\n".utf8)
      case 0x0C: bytes += Array("\\f".utf8)
      case 0x0D: bytes += Array("\\r".utf8)
      case 0..<0x20: bytes += Array("\\u00".utf8) + [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
    return bytes
  }
}
