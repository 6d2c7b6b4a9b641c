/// A gzip file inflated as it is read: any number of members, each checked by its CRC-32 and length.
///
/// As `gzip` does, zero padding and other bytes after the last complete member are ignored (they are counted in
/// `ignoredBytes`); a file that ends inside a member, or a member that is damaged, is a failure. Source: RFC 1952.
package final class GzipReader: ByteSource {
  package let path: String
  /// Bytes after the last member, ignored; known when the end was reached.
  package private(set) var ignoredBytes = 0

  private let source: any ByteSource
  private let inflater: Inflater
  private var input = [UInt8](repeating: 0, count: 1 << 16)
  private var pending = 0..<0
  /// Compressed bytes before `pending`.
  private var offset = 0
  private var state = State.memberStart

  private enum State { case memberStart, insideMember, done }

  package static let magic: [UInt8] = [0x1F, 0x8B]

  /// Fails if the source does not start with a gzip member.
  package init(_ source: any ByteSource) throws(ArchiveFailure) {
    guard let inflater = Inflater() else {
      throw .corruptGzip(path: source.path, offset: 0, detail: "out of memory")
    }
    (self.path, self.source, self.inflater) = (source.path, source, inflater)
    try fill(atLeast: Self.magic.count)
    if pending.isEmpty { throw .emptyFile(path: path) }
    guard startsMember else { throw .notGzip(path: path, found: Array(input[pending].prefix(2))) }
  }

  package func read(_ count: Int, into buffer: inout [UInt8], at start: Int) throws(ArchiveFailure) -> Int {
    precondition(
      start >= 0 && count >= 0 && start + count <= buffer.count, "\(count) bytes at \(start) of \(buffer.count)")
    var done = 0
    while done < count {
      switch state {
      case .done: return done
      case .memberStart: try startMember()
      case .insideMember: done += try inflate(into: &buffer, start + done..<start + count)
      }
    }
    return done
  }

  private var startsMember: Bool { input[pending].starts(with: Self.magic) }

  /// At the start of the file or after a member: goes on with the next member, or ends.
  private func startMember() throws(ArchiveFailure) {
    try fill(atLeast: Self.magic.count)
    if startsMember {
      inflater.reset()
      state = .insideMember
      return
    }
    while !pending.isEmpty {
      ignoredBytes += pending.count
      consume(pending.count)
      try fill(atLeast: 1)
    }
    state = .done
  }

  private func inflate(into buffer: inout [UInt8], _ room: Range<Int>) throws(ArchiveFailure) -> Int {
    try fill(atLeast: 1)
    if pending.isEmpty { throw .truncatedGzip(path: path, offset: offset) }
    let largest = 1 << 30  // zlib counts in 32 bits
    let step = inflater.inflate(input, pending, into: &buffer, room.prefix(largest))
    consume(step.consumed)
    switch step.outcome {
    case .going: break
    case .ended: state = .memberStart
    case .damaged(let detail): throw .corruptGzip(path: path, offset: offset, detail: detail)
    }
    return step.produced
  }

  private func consume(_ count: Int) {
    pending = pending.lowerBound + count..<pending.upperBound
    offset += count
  }

  /// Reads on until `count` bytes are pending, or the source ends.
  private func fill(atLeast count: Int) throws(ArchiveFailure) {
    if pending.count >= count { return }
    let rest = Array(input[pending])
    for index in rest.indices { input[index] = rest[index] }
    let got = try source.read(input.count - rest.count, into: &input, at: rest.count)
    pending = 0..<rest.count + got
  }
}
