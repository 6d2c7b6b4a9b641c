import Support
import TestSupport
import Testing

struct RecordFileTests {
  /// The check value of the Castagnoli polynomial, and those of RFC 3720, B.4.
  @Test func checksums() {
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(0..<32) == 0x46DD_794E)
    #expect(CRC32C.checksum([]) == 0)
  }

  @Test func recordsGrow() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("records")
    for records in [[[1, 2, 3], []], [[UInt8](repeating: 7, count: 300)]] as [[[UInt8]]] {
      var file = try RecordFile(appendingTo: path) { _ in true }
      for record in records { try file.append(record) }
    }
    #expect(try RecordFile.records(at: path) == [[1, 2, 3], [], [UInt8](repeating: 7, count: 300)])
    // Length 3, its checksum, the data, theirs.
    #expect(try folder.read("records").prefix(8) == [3, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func recordsThatAreNotKeptAreRemoved() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("records")
    do {
      var file = try RecordFile(appendingTo: path) { _ in true }
      for number in 1...5 { try file.append([UInt8(number)]) }
    }
    var file = try RecordFile(appendingTo: path) { $0[0] < 3 }
    try file.append([9])
    #expect(try RecordFile.records(at: path) == [[1], [2], [9]])
  }

  /// Wherever a record is damaged or cut off, those before it stay.
  @Test func damage() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("records")
    do {
      var file = try RecordFile(appendingTo: path) { _ in true }
      for number in 1...2 { try file.append([UInt8](repeating: UInt8(number), count: 10)) }
    }
    let whole = try folder.read("records")
    let first = [UInt8](repeating: 1, count: 10)
    for place in whole.count / 2..<whole.count {
      var damaged = whole
      damaged[place] ^= 0x10
      for bytes in [damaged, Array(whole[..<place])] {
        try folder.write(bytes, to: "records")
        let isWhole = bytes.count == whole.count / 2
        #expect(try RecordFile.records(at: path) == (isWhole ? [first] : nil))
        _ = try RecordFile(appendingTo: path) { _ in true }
        #expect(try RecordFile.records(at: path) == [first])
      }
    }
  }
}
