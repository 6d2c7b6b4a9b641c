import Support

/// A file on disk, read from first to last byte.
package final class FileSource: ByteSource {
  package let path: String
  /// The file's size when it was opened.
  package let size: Int
  private let file: OpenFile

  package init(path: String) throws(FileFailure) {
    self.file = try OpenFile(path: path, mode: .read)
    (self.path, self.size) = (path, file.size)
  }

  package func read(_ count: Int, into buffer: inout [UInt8], at start: Int) throws(ArchiveFailure) -> Int {
    precondition(start >= 0 && count >= 0 && start + count <= buffer.count, "\(count) at \(start) of \(buffer.count)")
    if count == 0 { return 0 }
    var done = 0
    do {
      if start == 0 && count == buffer.count {
        while done < count {
          let got = try file.read(into: &buffer, from: done)
          if got == 0 { break }
          done += got
        }
        return done
      }
      // The file fills a buffer to its end, so a part of one goes through a piece of its own.
      var piece = [UInt8](repeating: 0, count: count)
      while done < count {
        let got = try file.read(into: &piece, from: done)
        if got == 0 { break }
        done += got
      }
      buffer.replaceSubrange(start..<start + done, with: piece.prefix(done))
      return done
    } catch {
      throw .file(error)
    }
  }
}
