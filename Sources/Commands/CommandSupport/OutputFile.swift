import ArgumentParsing
import Support

/// The file that an option names, or standard output for `-`.
///
/// Opened before the work, so that no result is lost to a mistyped path. It gets its name at `commit()`: work that
/// fails or is stopped leaves an older file as it was.
package final class OutputFile {
  private var writer: AtomicFileWriter?
  package var isStandardOutput: Bool { writer == nil }

  /// Throws if the file cannot be created, or is there already and not to be replaced.
  package init(_ path: String, replacing: Bool) throws(FileFailure) {
    try OutputPath.checkFree(path, replacing: replacing)
    writer = path == OutputPath.standardOutput ? nil : try AtomicFileWriter(path: path)
  }

  package func append(_ text: String) throws(FileFailure) {
    if isStandardOutput { print(text, terminator: "") } else { try writer?.append(text) }
  }

  /// Makes sure that readers of standard output have all that was written.
  package func flush() throws(FileFailure) { if isStandardOutput { try StandardStreams.flushOutput() } }

  package func commit() throws(FileFailure) { try writer?.commit() }

  /// Writes all there is.
  package func write(_ text: String) throws(FileFailure) {
    try append(text)
    try commit()
  }

  /// Writes all there is, of something that standard output does not take.
  package func write(_ bytes: [UInt8]) throws(FileFailure) {
    try writer?.append(bytes)
    try writer?.commit()
  }
}

/// The output options of a command that were given.
package struct OutputOptions {
  package let given: [(option: String, path: String)]

  /// - Parameter all: names without hyphens and paths, in the order of the help.
  package init(_ all: [(option: String, path: String?)]) {
    given = all.compactMap { option, path in path.map { (option, $0) } }
  }

  /// Throws for an output in the place of a file that is read: it would be destroyed, also where replacing is wanted.
  package func check(inputs: [String]) throws(OutputOverInput) {
    for (option, path) in given where path != OutputPath.standardOutput && FileSystem.exists(path) {
      let own = FileSystem.identity(of: path)
      if inputs.contains(where: { FileSystem.identity(of: $0) == own }) {
        throw OutputOverInput(option: option, path: path)
      }
    }
  }

  /// Throws if two options name the same place, or if one that writes pictures names standard output.
  package func validate(pictures: [String]) throws {
    for (index, first) in given.enumerated() {
      if let second = given[(index + 1)...].first(where: { OutputPath.areSame($0.path, first.path) }) {
        throw ValidationFailure(
          "--\(first.option) and --\(second.option) name the same file: '\(second.path)'", hint: "give each its own")
      }
    }
    for (option, path) in given where pictures.contains(option) && path == OutputPath.standardOutput {
      throw ValidationFailure("--\(option) writes pictures, which standard output does not take", hint: "name a file")
    }
  }
}

/// An output that would take the place of what the command reads.
package struct OutputOverInput: Failure, Equatable {
  let option: String
  let path: String
  package var message: String { "--\(option): '\(path)' is read by this command or belongs to the run" }
  package var hint: String? { "name another file" }
  package var status: ExitStatus { .usage }
}
