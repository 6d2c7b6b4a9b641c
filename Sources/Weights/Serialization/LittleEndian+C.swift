#if _endian(big)
  #error("safetensors files are little-endian, and so must be the machine")
#endif

/// Copies between numbers and the bytes of a file. Both are little-endian, so a copy of memory is the conversion.
enum LittleEndian {
  /// Plain numbers: every pattern of bits is a value, so bytes from anywhere can be taken for them.
  protocol Number: BitwiseCopyable {}

  static func append<Element: Number>(_ values: [Element], to bytes: inout [UInt8]) {
    unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }

  /// Traps if the bytes are no whole number of elements.
  static func decode<Element: Number>(_ bytes: ArraySlice<UInt8>, as _: Element.Type) -> [Element] {
    let size = MemoryLayout<Element>.size
    precondition(bytes.count % size == 0, "\(bytes.count) bytes are no whole number of elements of \(size)")
    return unsafe [Element](unsafeUninitializedCapacity: bytes.count / size) { buffer, count in
      unsafe bytes.withUnsafeBytes { unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
      count = bytes.count / size
    }
  }
}

extension Float: LittleEndian.Number {}
extension Double: LittleEndian.Number {}
extension Int8: LittleEndian.Number {}
extension Int16: LittleEndian.Number {}
extension Int32: LittleEndian.Number {}
extension Int64: LittleEndian.Number {}
extension UInt16: LittleEndian.Number {}
extension UInt32: LittleEndian.Number {}
extension UInt64: LittleEndian.Number {}
