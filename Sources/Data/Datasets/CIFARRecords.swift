/// The records of one CIFAR file, their pixels already in the order of the rest of the program.
struct CIFARRecords: Sendable {
  let file: String
  let version: CIFARVersion
  /// [N, 32, 32, 3]
  var pixels: [UInt8] = []
  /// The label bytes as they stand in the file: [N, 1] or [N, 2].
  var labels: [UInt8] = []

  var count: Int { labels.count / version.labelBytes }

  /// An unfinished record or none at all; `labels` throws it.
  private var damage: CIFARFailure?

  /// Reads whole records to the end.
  ///
  /// - Parameters:
  ///   - expectedBytes: the size announced, to claim memory once.
  ///   - fill: fills the buffer with what comes next; returns less than its size at the end.
  init(file: String, version: CIFARVersion, expectedBytes: Int, fill: (inout [UInt8]) throws -> Int) throws {
    (self.file, self.version) = (file, version)
    let recordsPerRead = 256
    let record = version.recordBytes
    var buffer = [UInt8](repeating: 0, count: record * recordsPerRead)
    pixels.reserveCapacity(expectedBytes / record * CIFARVersion.pixelsPerImage)
    labels.reserveCapacity(expectedBytes / record * version.labelBytes)
    while true {
      let got = try fill(&buffer)
      append(buffer, records: got / record)
      if got % record != 0 {
        damage = .partialRecord(file: file, offset: count * record, expected: record, found: got % record)
      }
      if got < buffer.count { break }
    }
    if count == 0, damage == nil { damage = .emptyFile(file: file, recordBytes: record) }
  }

  private mutating func append(_ buffer: [UInt8], records: Int) {
    let (labelBytes, recordBytes, imageBytes) = (version.labelBytes, version.recordBytes, CIFARVersion.pixelsPerImage)
    let start = pixels.count
    for index in 0..<records { labels += buffer[index * recordBytes..<index * recordBytes + labelBytes] }
    pixels.append(contentsOf: repeatElement(0, count: records * imageBytes))
    let input = buffer.span
    var output = pixels.mutableSpan
    for index in 0..<records {
      Self.interleave(input, from: index * recordBytes + labelBytes, into: &output, at: start + index * imageBytes)
    }
  }

  /// [3, 32, 32] to [32, 32, 3].
  private static func interleave(
    _ planes: Span<UInt8>, from source: Int, into pixels: inout MutableSpan<UInt8>, at target: Int
  ) {
    let plane = CIFARVersion.imageSize * CIFARVersion.imageSize
    for index in 0..<plane {
      pixels[target + 3 * index] = planes[source + index]
      pixels[target + 3 * index + 1] = planes[source + plane + index]
      pixels[target + 3 * index + 2] = planes[source + 2 * plane + index]
    }
  }

  /// The labels of one level, each checked against the number of classes of its level.
  ///
  /// - Throws: `CIFARFailure` for an empty or unfinished file, and for a label outside the classes.
  func labels(_ level: LabelLevel, classes: [LabelLevel: Int]) throws(CIFARFailure) -> [Int] {
    if let damage { throw damage }
    let levels = version.levels
    var chosen: [Int] = []
    chosen.reserveCapacity(count)
    for (place, each) in levels.enumerated() {
      let limit = classes[each] ?? 0
      for index in 0..<count {
        let label = Int(labels[index * levels.count + place])
        guard label < limit else {
          throw .label(file: file, offset: index * version.recordBytes + place, found: label, classes: limit)
        }
        if each == level { chosen.append(label) }
      }
    }
    return chosen
  }
}
