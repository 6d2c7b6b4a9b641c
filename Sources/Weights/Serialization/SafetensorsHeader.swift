import Support
import Tensors

/// The header of a safetensors file, checked: every tensor has a known type and a shape that fills its bytes, and
/// together they cover the data area without hole or overlap.
struct SafetensorsHeader {
  struct Entry: Equatable {
    let name: String
    let elementType: ElementType
    let shape: [Int]
    /// Relative to the data area.
    let begin: Int
    let end: Int
  }

  /// In the order of their bytes.
  let entries: [Entry]
  let metadata: [String: String]

  /// The length field: the number of bytes of JSON that follow it.
  static func length(prefix: ArraySlice<UInt8>, fileSize: Int, path: String) throws(SafetensorsFailure) -> Int {
    guard prefix.count >= 8 else { throw .init(path: path, .headerTooSmall(found: prefix.count)) }
    let length = prefix.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(Safetensors.headerLimit) else { throw .init(path: path, .headerTooLarge(found: length)) }
    guard Int(length) <= fileSize - 8 else {
      throw .init(path: path, .invalidHeaderLength(header: Int(length), fileSize: fileSize))
    }
    return Int(length)
  }

  /// - Parameters:
  ///   - json: the bytes after the length field.
  ///   - fileSize: of the whole file, which the tensors must fill to the end.
  init(json: ArraySlice<UInt8>, fileSize: Int, path: String) throws(SafetensorsFailure) {
    func failure(_ problem: SafetensorsFailure.Problem) -> SafetensorsFailure { .init(path: path, problem) }
    guard let first = json.first else { throw failure(.invalidJSON(offset: 8, expected: "'{'")) }
    guard first == UInt8(ascii: "{") else { throw failure(.invalidStart(found: first)) }
    let members: [(name: String, value: JSONValue)]
    do {
      // The reference's parser stops at the same depth.
      var parser = JSONParser(json, depthLimit: 128)
      members = try parser.parseMembers()
    } catch {
      let (offset, found) = (8 + error.offset - json.startIndex, error.found.map { ", found \($0)" } ?? "")
      throw failure(.invalidJSON(offset: offset, expected: error.expected + found))
    }

    var entries: [Entry] = []
    entries.reserveCapacity(members.count)
    var metadata: [String: String] = [:]
    for (key, value) in members {
      if key == "__metadata__" {
        metadata = try Self.metadata(value, path: path)
      } else {
        entries.append(try Self.entry(key, value, path: path))
      }
    }
    entries.sort { ($0.begin, $0.end) < ($1.begin, $1.end) }

    var position = 0
    for entry in entries {
      guard entry.begin >= position else {
        throw failure(.overlap(tensor: entry.name, expectedBegin: position, begin: entry.begin))
      }
      guard entry.begin == position else {
        throw failure(.hole(tensor: entry.name, expectedBegin: position, begin: entry.begin))
      }
      let size = try Self.byteCount(entry, path: path)
      guard entry.end - entry.begin == size else {
        throw failure(.sizeMismatch(tensor: entry.name, expected: size, found: entry.end - entry.begin))
      }
      position = entry.end
    }
    let needed = position.addingReportingOverflow(8 + json.count)
    guard !needed.overflow, needed.partialValue == fileSize else {
      throw failure(.incompleteBuffer(expected: needed.overflow ? Int.max : needed.partialValue, found: fileSize))
    }
    self.entries = entries
    self.metadata = metadata
  }

  private static func metadata(_ value: JSONValue, path: String) throws(SafetensorsFailure) -> [String: String] {
    guard value != .null else { return [:] }
    guard case .object(let fields) = value else { throw .init(path: path, .invalidMetadata(key: "__metadata__")) }
    var metadata: [String: String] = [:]
    for (key, field) in fields {
      guard case .string(let text) = field else { throw .init(path: path, .invalidMetadata(key: key)) }
      metadata[key] = text
    }
    return metadata
  }

  /// Fields beyond the three of the format are passed over, as the reference does.
  private static func entry(_ name: String, _ value: JSONValue, path: String) throws(SafetensorsFailure) -> Entry {
    func invalid(_ field: String, _ expected: String) -> SafetensorsFailure {
      .init(path: path, .invalidEntry(tensor: name, field: field, expected: expected))
    }
    guard case .object(let fields) = value else { throw invalid("its entry", "an object") }

    guard case .string(let code) = fields["dtype"] else { throw invalid("dtype", "a string") }
    guard let elementType = ElementType(rawValue: code) else {
      throw .init(path: path, .unknownElementType(tensor: name, found: code))
    }
    guard case .array(let extents) = fields["shape"] else { throw invalid("shape", "an array") }
    let shape = extents.compactMap(size)
    guard shape.count == extents.count else { throw invalid("shape", "an array of whole numbers from 0") }
    guard case .array(let offsets) = fields["data_offsets"], offsets.count == 2, let begin = size(offsets[0]),
      let end = size(offsets[1])
    else { throw invalid("data_offsets", "two whole numbers from 0") }
    guard begin <= end else { throw .init(path: path, .reversedOffsets(tensor: name, begin: begin, end: end)) }
    return Entry(name: name, elementType: elementType, shape: shape, begin: begin, end: end)
  }

  /// A whole number of at most 63 bits, spelt with digits alone.
  private static func size(_ value: JSONValue) -> Int? {
    guard case .number(let text) = value, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }

  private static func byteCount(_ entry: Entry, path: String) throws(SafetensorsFailure) -> Int {
    let failure = SafetensorsFailure(path: path, .shapeOverflow(tensor: entry.name, shape: entry.shape))
    var bits = entry.elementType.bitCount
    // A zero anywhere makes the product 0, but only after the extents before it have fitted: as the reference counts.
    for extent in entry.shape {
      let (product, overflow) = bits.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw failure }
      bits = product
    }
    guard bits % 8 == 0 else { throw .init(path: path, .misaligned(tensor: entry.name, bits: bits)) }
    return bits / 8
  }
}
