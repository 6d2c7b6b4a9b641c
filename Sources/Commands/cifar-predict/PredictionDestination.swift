import Support

/// Where answers go: standard output, at once, or a file, which gets its name when all is done.
struct PredictionDestination: ~Copyable {
  private var file: AtomicFileWriter?
  /// What the place can show.
  let terminal: Terminal

  /// Throws if the file cannot be created.
  init(_ options: PredictionOutputOptions) throws(FileFailure) {
    if let path = options.output, path != "-" {
      file = try AtomicFileWriter(path: path)
      terminal = Terminal(isInteractive: false)
    } else {
      file = nil
      terminal = .standardOutput()
    }
  }

  mutating func write(_ text: String) throws(FileFailure) {
    if file == nil { print(text, terminator: "") } else { try file?.append(text) }
  }

  /// Makes sure that readers have all that was written to standard output.
  func flush() throws(FileFailure) {
    if file == nil { try StandardStreams.flushOutput() }
  }

  mutating func commit() throws(FileFailure) { try file?.commit() }
}

/// A form in which answers are written, piece by piece.
protocol PredictionForm {
  /// What stands before the first answer.
  mutating func head() throws -> String
  mutating func text(of answer: PredictionAnswer) throws -> String
  /// What stands after the last one.
  mutating func tail() throws -> String
}
