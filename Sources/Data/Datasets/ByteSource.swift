/// Bytes that are read once, from first to last: a file, a stream being inflated, a member of an archive.
package protocol ByteSource: AnyObject {
  /// What to call the bytes in messages.
  var path: String { get }
  /// Reads `count` bytes into `buffer[start...]`; fewer only if the source ends. Returns how many were read.
  ///
  /// Traps if the buffer is too short.
  func read(_ count: Int, into buffer: inout [UInt8], at start: Int) throws(ArchiveFailure) -> Int
}
