import CommandSupport
import Support

/// Where answers go: standard output, at once, or a file, which gets its name when all is done.
struct PredictionDestination {
  let file: OutputFile
  /// What the place can show.
  let terminal: Terminal

  /// Throws if the file cannot be created.
  init(_ options: PredictionOutputOptions) throws(FileFailure) {
    file = try OutputFile(
      options.output ?? OutputPath.standardOutput, replacing: options.overwriting.overwrite)
    terminal = file.isStandardOutput ? .standardOutput() : Terminal(isInteractive: false)
  }
}
