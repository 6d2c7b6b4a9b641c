/// The records of one CIFAR file, their pixels already in the order of the rest of the program.
struct CIFARRecords {
  let file: String
  let version: CIFARVersion
  /// [N, 32, 32, 3]
  var pixels: [UInt8] = []
  /// The label bytes as they stand in the file: [N, 1] or [N, 2].
  var labels: [UInt8] = []

  var count: Int { labels.count / version.labelBytes }

  /// Reads whole records to the end of the source.
  ///
  /// - Parameter expectedBytes: the size announced, to claim memory once.
  init(_ source: any ByteSource, file: String, version: CIFARVersion, expectedBytes: Int) throws {
    (self.file, self.version) = (file, version)
    let recordsPerRead = 256
    let record = version.recordBytes
    var buffer = [UInt8](repeating: 0, count: record * recordsPerRead)
    pixels.reserveCapacity(expectedBytes / record * CIFARVersion.pixelsPerImage)
    labels.reserveCapacity(expectedBytes / record * version.labelBytes)
    while true {
      let got = try source.read(buffer.count, into: &buffer, at: 0)
      append(buffer, records: got / record)
      guard got % record == 0 else {
        throw CIFARFailure.partialRecord(file: file, offset: count * record, expected: record, found: got % record)
      }
      if got < buffer.count { break }
    }
    if count == 0 { throw CIFARFailure.emptyFile(file: file, recordBytes: record) }
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
  func labels(_ level: LabelLevel, classes: [LabelLevel: Int]) throws(CIFARFailure) -> [Int] {
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
