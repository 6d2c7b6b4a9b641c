import Serialization

/// An entry of a TensorBoard event file: what one epoch showed, or the version that begins the file.
///
/// The message `Event` of TensorFlow's `event.proto`, with `Summary` of `summary.proto`: fields 1 wall time, 2 step,
/// 3 file version, 5 summary; in that 1 value, of which 1 tag, 2 number.
package struct ScalarEvent: Equatable, Sendable {
  /// Seconds since 1970.
  package var time: Double
  package var step: Int
  package var version: String?
  package var scalars: [Scalar]

  package struct Scalar: Equatable, Sendable {
    package var tag: String
    package var value: Float
  }

  static func version(time: Double) -> ScalarEvent {
    ScalarEvent(time: time, step: 0, version: "brain.Event:2", scalars: [])
  }

  private init(time: Double, step: Int, version: String?, scalars: [Scalar]) {
    (self.time, self.step, self.version, self.scalars) = (time, step, version, scalars)
  }

  /// The tags are those of PyTorch's examples for `SummaryWriter`, so that runs of both stand in the same charts.
  init(_ record: EpochRecord, time: Double) {
    let figures = [
      ("Loss/train", record.trainLoss), ("Loss/validation", record.validationLoss),
      ("Accuracy/train", record.trainAccuracy), ("Accuracy/validation", record.validationAccuracy),
      ("LearningRate", Double(record.learningRate)),
    ]
    self.init(
      time: time, step: record.epoch, version: nil,
      scalars: figures.compactMap { tag, value in value.map { Scalar(tag: tag, value: Float($0)) } })
  }

  // MARK: Bytes

  var bytes: [UInt8] {
    var bytes = Self.field(1, fixed: time.bitPattern)
    if step != 0 { bytes += Self.varint(2 << 3) + Self.varint(UInt64(step)) }
    if let version { bytes += Self.field(3, Array(version.utf8)) }
    if !scalars.isEmpty {
      let values = scalars.map { scalar in
        Self.field(1, Self.field(1, Array(scalar.tag.utf8)) + Self.field(2, fixed: scalar.value.bitPattern))
      }
      bytes += Self.field(5, values.flatMap { $0 })
    }
    return bytes
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var (bytes, rest) = ([UInt8](), value)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private static func field(_ number: UInt64, _ content: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(UInt64(content.count)) + content
  }

  private static func field<Bits: FixedWidthInteger>(_ number: UInt64, fixed bits: Bits) -> [UInt8] {
    let kind: UInt64 = Bits.bitWidth == 64 ? 1 : 5
    return varint(number << 3 | kind) + (0..<(Bits.bitWidth / 8)).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
  }

  /// Reads what this program writes: `nil` for any other field, order or length.
  package init?(_ bytes: [UInt8]) {
    var fields = Fields(bytes[...])
    guard let time = fields.fixed(1, Double.self) else { return nil }
    self.init(time: time, step: 0, version: nil, scalars: [])
    if let step = fields.varint(2) { self.step = Int(truncatingIfNeeded: step) }
    if let text = fields.content(3) { version = String(decoding: text, as: UTF8.self) }
    if let summary = fields.content(5) {
      var values = Fields(summary)
      while let content = values.content(1) {
        var value = Fields(content)
        guard let tag = value.content(1), let number = value.fixed(2, Float.self), value.isAtEnd else { return nil }
        scalars.append(Scalar(tag: String(decoding: tag, as: UTF8.self), value: number))
      }
      guard values.isAtEnd else { return nil }
    }
    guard fields.isAtEnd else { return nil }
  }

  /// Reads the fields of a message one after the other; a field that does not come next is not there.
  private struct Fields {
    private var rest: ArraySlice<UInt8>
    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    private mutating func number() -> UInt64? {
      var (value, shift) = (UInt64(0), UInt64(0))
      while let byte = rest.popFirst(), shift < 64 {
        value |= UInt64(byte & 0x7F) << shift
        if byte & 0x80 == 0 { return value }
        shift += 7
      }
      return nil
    }

    private mutating func key(_ key: UInt64) -> Bool {
      let before = rest
      if number() == key { return true }
      rest = before
      return false
    }

    mutating func varint(_ field: UInt64) -> UInt64? { key(field << 3) ? number() : nil }

    mutating func content(_ field: UInt64) -> ArraySlice<UInt8>? {
      guard key(field << 3 | 2), let count = number(), count <= UInt64(rest.count) else { return nil }
      defer { rest = rest.dropFirst(Int(count)) }
      return rest.prefix(Int(count))
    }

    mutating func fixed(_ field: UInt64, _ type: Double.Type) -> Double? {
      bits(field << 3 | 1, count: 8).map(Double.init(bitPattern:))
    }

    mutating func fixed(_ field: UInt64, _ type: Float.Type) -> Float? {
      bits(field << 3 | 5, count: 4).map { Float(bitPattern: UInt32($0)) }
    }

    private mutating func bits(_ key: UInt64, count: Int) -> UInt64? {
      guard self.key(key), rest.count >= count else { return nil }
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
