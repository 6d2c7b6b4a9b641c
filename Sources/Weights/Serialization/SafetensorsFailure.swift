import Support

/// Why a safetensors file cannot be read or written.
package struct SafetensorsFailure: Failure, Equatable {
  /// Which demand of the format is broken, and how.
  package enum Problem: Sendable, Equatable {
    /// The file is missing, cannot be read or cannot be written.
    case file(FileFailure)
    /// Fewer than the eight bytes of the header length.
    case headerTooSmall(found: Int)
    /// The header length is over the format's limit.
    case headerTooLarge(found: UInt64)
    /// The header length points beyond the end of the file.
    case invalidHeaderLength(header: Int, fileSize: Int)
    /// The header does not begin with `{`.
    case invalidStart(found: UInt8)
    /// The header is not UTF-8 or not JSON, or one of its objects has a name twice; the offset counts bytes from the
    /// start of the file.
    case invalidJSON(offset: Int, expected: String)
    /// A tensor's entry lacks a field or has one of the wrong kind.
    case invalidEntry(tensor: String, field: String, expected: String)
    /// `__metadata__` holds something other than strings.
    case invalidMetadata(key: String)
    case unknownElementType(tensor: String, found: String)
    /// A type of the format that this reader does not turn into numbers.
    case unsupportedElementType(tensor: String, found: String)
    /// An unsigned 64-bit integer that does not fit 63 bits.
    case integerTooLarge(tensor: String, element: Int)
    /// The end lies before the start.
    case reversedOffsets(tensor: String, begin: Int, end: Int)
    case overlap(tensor: String, expectedBegin: Int, begin: Int)
    case hole(tensor: String, expectedBegin: Int, begin: Int)
    /// The bytes between the offsets are not shape times element size.
    case sizeMismatch(tensor: String, expected: Int, found: Int)
    /// Shape times element size exceeds 64 bits.
    case shapeOverflow(tensor: String, shape: [Int])
    /// The number of bits is not a multiple of eight.
    case misaligned(tensor: String, bits: Int)
    /// The tensors end before or beyond the end of the file.
    case incompleteBuffer(expected: Int, found: Int)
    /// Two tensors to be written have one name.
    case duplicateTensor(String)
    /// `__metadata__` is no name for a tensor.
    case reservedName
    /// A value of the metadata that is missing or makes no sense (see `WeightsMetadata`).
    case metadataField(key: String, expected: String, found: String)
  }

  package let path: String
  package let problem: Problem

  package init(path: String, _ problem: Problem) { (self.path, self.problem) = (path, problem) }

  package var message: String {
    if case .file(let failure) = problem { failure.message } else { "'\(path)': \(detail)" }
  }

  private var detail: String {
    switch problem {
    case .file(let failure): failure.message
    case .headerTooSmall(let found): "expected at least 8 bytes for the header length, found \(found)"
    case .headerTooLarge(let found):
      Self.otherForm(found).map { "expected a safetensors file, found \($0.name)" }
        ?? "header length at offset 0 is \(found), expected at most \(Safetensors.headerLimit)"
    case .invalidHeaderLength(let header, let fileSize):
      "header of \(header) bytes at offset 8 does not fit into the file of \(fileSize) bytes"
    case .invalidStart(let found): "expected '{' at offset 8, found \(SafetensorsFailure.show(found))"
    case .invalidJSON(let offset, let expected): "header is not valid JSON: expected \(expected) at offset \(offset)"
    case .invalidEntry(let tensor, let field, let expected): "tensor '\(tensor)': \(field) must be \(expected)"
    case .invalidMetadata(let key): "metadata '\(key)' must be a string"
    case .unknownElementType(let tensor, let found): "tensor '\(tensor)': unknown dtype '\(found)'"
    case .unsupportedElementType(let tensor, let found): "tensor '\(tensor)': dtype \(found) is not supported"
    case .integerTooLarge(let tensor, let element):
      "tensor '\(tensor)': element \(element) is over the largest signed 64-bit integer"
    case .reversedOffsets(let tensor, let begin, let end):
      "tensor '\(tensor)': data_offsets end at \(end) before they begin at \(begin)"
    case .overlap(let tensor, let expected, let begin):
      "tensor '\(tensor)' overlaps the one before: expected data to begin at \(expected), found \(begin)"
    case .hole(let tensor, let expected, let begin):
      "tensor '\(tensor)' leaves a hole: expected data to begin at \(expected), found \(begin)"
    case .sizeMismatch(let tensor, let expected, let found):
      "tensor '\(tensor)': shape and dtype need \(expected) bytes, data_offsets span \(found)"
    case .shapeOverflow(let tensor, let shape): "tensor '\(tensor)': shape \(shape) overflows 64 bits"
    case .misaligned(let tensor, let bits): "tensor '\(tensor)': \(bits) bits are no whole number of bytes"
    case .incompleteBuffer(let expected, let found):
      "tensors need a file of \(expected) bytes, found \(found)\(found < expected ? " (truncated)" : "")"
    case .duplicateTensor(let name): "two tensors are named '\(name)'"
    case .reservedName: "a tensor must not be named '__metadata__'"
    case .metadataField(let key, let expected, let found):
      "metadata '\(key)': expected \(expected), found \(found)"
    }
  }

  package var hint: String? {
    switch problem {
    case .file(let failure): failure.hint
    case .duplicateTensor, .reservedName: nil
    case .unsupportedElementType: "convert the tensor to F32, F16 or BF16"
    case .integerTooLarge: "convert the tensor to I64"
    case .metadataField: "the file was not written by this version of the program, or was changed since"
    case .incompleteBuffer(let expected, let found) where found < expected:
      "the file was cut short: copy or download it again"
    case .headerTooLarge(let found) where Self.otherForm(found) != nil: Self.otherForm(found)?.hint
    default: "the file is damaged or not a safetensors file: copy or download it again"
    }
  }

  package var status: ExitStatus {
    switch problem {
    case .file(let failure): failure.status
    case .duplicateTensor, .reservedName: .software
    default: .malformedInput
    }
  }

  /// What a file is whose first eight bytes are this number, lowest byte first.
  private static func otherForm(_ number: some BinaryInteger) -> (name: String, hint: String)? {
    let start = lowBytes(number)
    let forms: [(start: String, name: String, hint: String)] = [
      ("version ", "a Git LFS pointer", "get the file itself: git lfs pull"),
      ("PK\u{3}\u{4}", "a zip file, such as PyTorch writes", "give the weights as a safetensors file"),
      ("<!DOCTY", "a web page", "get the file itself, not the page about it"),
      ("<!docty", "a web page", "get the file itself, not the page about it"),
      ("<html", "a web page", "get the file itself, not the page about it"),
    ]
    return forms.first { start.starts(with: $0.start.utf8) }.map { ($0.name, $0.hint) }
  }

  private static func lowBytes(_ number: some BinaryInteger) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private static func show(_ byte: UInt8) -> String {
    (0x21..<0x7F).contains(byte) ? "'\(Character(UnicodeScalar(byte)))'" : "byte \(byte)"
  }
}
