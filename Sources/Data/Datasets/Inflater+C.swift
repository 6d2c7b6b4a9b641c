import CZlib

/// zlib's inflate on one gzip member at a time; header, CRC-32 and length are checked by zlib.
@safe final class Inflater {
  struct Step {
    var consumed: Int
    var produced: Int
    var outcome: Outcome
  }
  enum Outcome: Equatable {
    /// More input or more room is needed.
    case going
    /// The member ended, and its checksum and length are right.
    case ended
    case damaged(String)
  }

  // zlib keeps a pointer to its stream, so the stream must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// `nil` if memory ran out.
  init?() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let gzipOnly: Int32 = 16
    let status = unsafe inflateInit2_(
      stream, MAX_WBITS + gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { return nil }
  }

  deinit {
    _ = unsafe inflateEnd(stream)
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  /// Gets ready for the next gzip member.
  func reset() { _ = unsafe inflateReset(stream) }

  /// Inflates from `input[range]` into `output[room]` until one of them is used up or the member ends.
  func inflate(_ input: [UInt8], _ range: Range<Int>, into output: inout [UInt8], _ room: Range<Int>) -> Step {
    precondition(range.upperBound <= input.count && room.upperBound <= output.count, "\(range), \(room)")
    precondition(range.count <= Int(UInt32.max) && room.count <= Int(UInt32.max), "\(range), \(room)")
    let status = unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        // zlib does not write to its input; its C declaration merely lacks the const.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
          mutating: source.baseAddress.map { unsafe $0 + range.lowerBound })
        unsafe stream.pointee.avail_in = UInt32(range.count)
        unsafe stream.pointee.next_out = target.baseAddress.map { unsafe $0 + room.lowerBound }
        unsafe stream.pointee.avail_out = UInt32(room.count)
        return unsafe CZlib.inflate(stream, Z_NO_FLUSH)
      }
    }
    let consumed = unsafe range.count - Int(stream.pointee.avail_in)
    let produced = unsafe room.count - Int(stream.pointee.avail_out)
    let outcome: Outcome =
      switch status {
      case Z_OK, Z_BUF_ERROR: .going
      case Z_STREAM_END: .ended
      case Z_MEM_ERROR: .damaged("out of memory")
      default: unsafe .damaged(stream.pointee.msg.map { unsafe String(cString: $0) } ?? "zlib status \(status)")
      }
    return Step(consumed: consumed, produced: produced, outcome: outcome)
  }
}
