import Support

/// Tensors in the order in which a file holds them, and the header that describes them.
struct SafetensorsLayout {
  private let tensors: [NamedTensor]
  private let path: String

  /// - Parameter path: for messages only.
  /// - Throws: two tensors of one name, a tensor named `__metadata__`.
  init(_ tensors: [NamedTensor], path: String) throws(SafetensorsFailure) {
    var names: Set<[UInt8]> = []
    for tensor in tensors {
      guard tensor.name != "__metadata__" else { throw .init(path: path, .reservedName) }
      guard names.insert(Array(tensor.name.utf8)).inserted else {
        throw .init(path: path, .duplicateTensor(tensor.name))
      }
    }
    // Wide types first keeps every tensor aligned; within a type, names by their UTF-8 bytes.
    self.tensors = tensors.sorted { left, right in
      let (a, b) = (left.values.elementType.order, right.values.elementType.order)
      return a == b ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8) : a > b
    }
    self.path = path
  }

  /// The bytes of the file.
  /// - Throws: a header over the limit.
  func encode(metadata: [String: String]) throws(SafetensorsFailure) -> [UInt8] {
    var bytes = try header(metadata: metadata)
    bytes.reserveCapacity(bytes.count + tensors.reduce(0) { $0 + Self.byteCount($1) })
    for tensor in tensors {
      switch tensor.values {
      case .floats(let values): LittleEndian.append(values, to: &bytes)
      case .doubles(let values): LittleEndian.append(values, to: &bytes)
      case .integers(let values): LittleEndian.append(values, to: &bytes)
      case .bytes(let values): bytes += values
      }
    }
    return bytes
  }

  /// What precedes the tensors: the length, and the JSON padded with spaces to a multiple of eight.
  /// - Throws: a header over the limit.
  func header(metadata: [String: String]) throws(SafetensorsFailure) -> [UInt8] {
    var members: [[UInt8]] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { Self.quote($0.key) + [UInt8(ascii: ":")] + Self.quote($0.value) }
      members.append(Array("\"__metadata__\":{".utf8) + pairs.joined(separator: Array(",".utf8)) + Array("}".utf8))
    }
    var begin = 0
    for tensor in tensors {
      let shape = tensor.shape.dimensions.map(String.init).joined(separator: ",")
      let (type, end) = (tensor.values.elementType.rawValue, begin + Self.byteCount(tensor))
      let entry = ":{\"dtype\":\"\(type)\",\"shape\":[\(shape)],\"data_offsets\":[\(begin),\(end)]}"
      members.append(Self.quote(tensor.name) + Array(entry.utf8))
      begin = end
    }
    var json = Array("{".utf8) + members.joined(separator: Array(",".utf8)) + Array("}".utf8)
    while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
    guard json.count <= Safetensors.headerLimit else {
      throw .init(path: path, .headerTooLarge(found: UInt64(json.count)))
    }
    var bytes: [UInt8] = []
    LittleEndian.append([UInt64(json.count)], to: &bytes)
    return bytes + json
  }

  /// Hashes the numbers from where they lie, as the file holds them after the header.
  func update(_ stream: inout DigestStream) {
    for tensor in tensors {
      switch tensor.values {
      case .floats(let values): stream.update(values.span)
      case .doubles(let values): stream.update(values.span)
      case .integers(let values): stream.update(values.span)
      case .bytes(let values): stream.update(values)
      }
    }
  }

  private static func byteCount(_ tensor: NamedTensor) -> Int {
    tensor.values.count * tensor.values.elementType.bitCount / 8
  }

  /// A string as the reference writer spells it: short escapes where JSON has them, `\u00xx` for other control
  /// characters, everything else as it is.
  private static func quote(_ text: String) -> [UInt8] {
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
