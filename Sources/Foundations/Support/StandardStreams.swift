import CShims

/// What programs print.
package enum StandardStreams {
  /// Writes to standard error at once. What cannot be written is lost: there is nowhere left to say so.
  package static func writeError(_ text: String) {
    _ = SystemCall.write(2, Array(text.utf8).span)
  }

  /// Makes sure that all that was printed has arrived.
  package static func flushOutput() throws(FileFailure) {
    let code = ck_standard_output_flush()
    if code != 0 { throw .writing("standard output", code: code) }
  }
}
