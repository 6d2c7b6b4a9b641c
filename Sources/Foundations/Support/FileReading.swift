/// Reads whole files, never more than the caller allows.
package enum FileReading {
  /// The largest file that is read whole unless the caller says otherwise.
  package static let defaultLimit = 4 << 30

  /// The whole content of a file or pipe.
  ///
  /// - Throws: `.tooLarge` when there are more than `limit` bytes, known before anything of that size is allocated.
  package static func bytes(at path: String, limit: Int = defaultLimit) throws(FileFailure) -> [UInt8] {
    precondition(limit >= 0 && limit < Int.max, "limit \(limit) must lie in 0..<Int.max")
    let file = try OpenFile(path: path, mode: .read)
    let limit = file.isDevice ? min(limit, deviceLimit) : limit
    let size = file.size
    if size > limit { throw .tooLarge(path: path, limit: limit) }
    // One byte more than expected, so that the end shows without growing; pipes report 0 and grow.
    var content = [UInt8](repeating: 0, count: min(max(size, smallestBuffer), limit) + 1)
    var used = 0
    while true {
      let count = try file.read(into: &content, from: used)
      if count == 0 { break }
      used += count
      if used > limit { throw .tooLarge(path: path, limit: limit) }
      if used == content.count {
        content.append(contentsOf: repeatElement(0, count: min(content.count, limit + 1 - content.count)))
      }
    }
    content.removeLast(content.count - used)
    return content
  }

  /// The whole content of a text file in UTF-8.
  package static func text(at path: String, limit: Int = 256 << 20) throws(FileFailure) -> String {
    let content = try bytes(at: path, limit: limit)
    do {
      return String(copying: try UTF8Span(validating: content.span))
    } catch {
      throw .notText(path: path, offset: error.byteOffsets.lowerBound)
    }
  }

  private static let smallestBuffer = 4096

  /// A terminal gives less; `/dev/zero` would fill the memory.
  private static let deviceLimit = 16 << 20
}
