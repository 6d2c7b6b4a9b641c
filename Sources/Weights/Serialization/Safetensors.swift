import Support
import Tensors

/// The safetensors format: a length, a JSON header, then the numbers, little-endian and row-major.
///
///     u64 N | N bytes {"__metadata__":{…}, "name":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}, …} | data
///
/// Written files are byte for byte those of the reference implementation (with the metadata keys sorted, which the
/// reference leaves to chance). Read files are checked more strictly than the reference does: a key that comes twice
/// and a header that does not begin with `{` are refused. Source: the format's own README and reader.
package enum Safetensors {
  /// The format's limit for the header, in bytes.
  package static let headerLimit = 100_000_000

  /// What a file holds.
  package struct Contents: Sendable, Equatable {
    /// In the order of their bytes.
    package let tensors: [NamedTensor]
    package let metadata: [String: String]

    package init(tensors: [NamedTensor], metadata: [String: String] = [:]) {
      (self.tensors, self.metadata) = (tensors, metadata)
    }

    /// The tensor of that name.
    package subscript(name: String) -> NamedTensor? { tensors.first { $0.name == name } }
  }

  /// The bytes of a file.
  /// - Parameter path: for messages only.
  /// - Throws: two tensors of one name, a tensor named `__metadata__`, a header over the limit.
  package static func encode(
    _ tensors: [NamedTensor], metadata: [String: String] = [:], path: String = "safetensors"
  ) throws(SafetensorsFailure) -> [UInt8] {
    try SafetensorsLayout(tensors, path: path).encode(metadata: metadata)
  }

  /// Writes a file so that at every moment the path holds either the former file or the whole new one.
  package static func write(
    _ tensors: [NamedTensor], metadata: [String: String] = [:], to path: String
  ) throws(SafetensorsFailure) {
    let bytes = try encode(tensors, metadata: metadata, path: path)
    do {
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw .init(path: path, .file(error))
    }
  }

  /// Reads and checks a file of at most `FileReading.defaultLimit` bytes.
  package static func read(_ path: String) throws(SafetensorsFailure) -> Contents {
    let bytes: [UInt8]
    do {
      bytes = try FileReading.bytes(at: path)
    } catch {
      throw .init(path: path, .file(error))
    }
    return try decode(bytes, path: path)
  }

  /// What the bytes of a file hold.
  /// - Parameter path: for messages only.
  package static func decode(_ bytes: [UInt8], path: String = "safetensors") throws(SafetensorsFailure) -> Contents {
    let length = try SafetensorsHeader.length(prefix: bytes[...], fileSize: bytes.count, path: path)
    let header = try SafetensorsHeader(json: bytes[8..<8 + length], fileSize: bytes.count, path: path)
    let data = 8 + length
    var tensors: [NamedTensor] = []
    tensors.reserveCapacity(header.entries.count)
    for entry in header.entries {
      let values = try self.values(entry, bytes[data + entry.begin..<data + entry.end], path: path)
      tensors.append(NamedTensor(entry.name, Shape(entry.shape), values))
    }
    return Contents(tensors: tensors, metadata: header.metadata)
  }

  private static func values(
    _ entry: SafetensorsHeader.Entry, _ bytes: ArraySlice<UInt8>, path: String
  ) throws(SafetensorsFailure) -> TensorValues {
    switch entry.elementType {
    case .float32: return .floats(LittleEndian.decode(bytes, as: Float.self))
    case .float64: return .doubles(LittleEndian.decode(bytes, as: Double.self))
    case .bool, .uint8: return .bytes(Array(bytes))
    case .int8: return .integers(bytes.map { Int64(Int8(bitPattern: $0)) })
    case .int16: return .integers(LittleEndian.decode(bytes, as: Int16.self).map(Int64.init))
    case .uint16: return .integers(LittleEndian.decode(bytes, as: UInt16.self).map(Int64.init))
    case .int32: return .integers(LittleEndian.decode(bytes, as: Int32.self).map(Int64.init))
    case .uint32: return .integers(LittleEndian.decode(bytes, as: UInt32.self).map(Int64.init))
    case .int64: return .integers(LittleEndian.decode(bytes, as: Int64.self))
    case .uint64:
      let wide = LittleEndian.decode(bytes, as: UInt64.self)
      if let element = wide.firstIndex(where: { $0 > UInt64(Int64.max) }) {
        throw .init(path: path, .integerTooLarge(tensor: entry.name, element: element))
      }
      return .integers(wide.map(Int64.init))
    case .bfloat16:
      return .floats(LittleEndian.decode(bytes, as: UInt16.self).map { Float(bitPattern: UInt32($0) << 16) })
    case .float16: return .floats(LittleEndian.decode(bytes, as: UInt16.self).map(HalfPrecision.widen))
    case .float4, .float6e2m3, .float6e3m2, .float8e5m2, .float8e4m3, .float8e8m0, .float8e4m3fnuz, .float8e5m2fnuz,
      .complex64:
      throw .init(path: path, .unsupportedElementType(tensor: entry.name, found: entry.elementType.rawValue))
    }
  }
}
