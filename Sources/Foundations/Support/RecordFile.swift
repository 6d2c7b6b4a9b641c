/// A file that grows by whole records, in the framing of TFRecord: length, its checksum, data, their checksum.
///
/// Each record goes to the system in one write, so that a reader beside it sees whole ones. A record that a full disk
/// cut off is taken back.
package struct RecordFile: ~Copyable, Sendable {
  private let file: OpenFile

  /// Opens the file for appending behind its first records and creates it where there is none. Others, and what is
  /// damaged, are removed.
  ///
  /// - Parameter isKept: whether a record stays; asked in order, until one does not.
  package init(appendingTo path: String, isKept: ([UInt8]) -> Bool) throws(FileFailure) {
    var end = 0
    if FileSystem.exists(path) {
      let bytes = try FileReading.bytes(at: path, limit: Self.limit)
      while let (record, next) = Self.record(in: bytes, at: end), isKept(record) { end = next }
    }
    let file = try OpenFile(path: path, mode: .append)
    if end < file.size { try file.truncate(to: end) }
    self.file = file
  }

  package mutating func append(_ record: [UInt8]) throws(FileFailure) {
    let before = file.size
    let length = Self.bytes(UInt64(record.count))
    let framed = length + Self.bytes(CRC32C.masked(length)) + record + Self.bytes(CRC32C.masked(record))
    do {
      try file.write(framed.span)
    } catch {
      try? file.truncate(to: before)
      throw error
    }
  }

  /// Waits until all records are on the disk.
  package func synchronize() throws(FileFailure) { try file.synchronize() }

  /// All records of a file; `nil` if something in it is damaged or cut off.
  package static func records(at path: String) throws(FileFailure) -> [[UInt8]]? {
    let bytes = try FileReading.bytes(at: path, limit: limit)
    var records: [[UInt8]] = []
    var end = 0
    while let (record, next) = record(in: bytes, at: end) {
      records.append(record)
      end = next
    }
    return end == bytes.count ? records : nil
  }

  private static let limit = 1 << 30

  /// The record at a place and the place behind it.
  private static func record(in bytes: [UInt8], at start: Int) -> (record: [UInt8], end: Int)? {
    let head = start + 12
    guard head + 4 <= bytes.count else { return nil }
    let length = bytes[start..<(start + 8)]
    guard number(bytes[(start + 8)..<head]) == UInt64(CRC32C.masked(length)),
      let count = Int(exactly: number(length)), count <= bytes.count - head - 4
    else { return nil }
    let record = Array(bytes[head..<(head + count)])
    let end = head + count + 4
    return number(bytes[(end - 4)..<end]) == UInt64(CRC32C.masked(record)) ? (record, end) : nil
  }

  /// Little-endian.
  private static func bytes(_ value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
    (0..<(value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
