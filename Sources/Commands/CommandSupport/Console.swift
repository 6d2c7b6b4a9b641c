import Support

/// What a program says besides its results: on standard error, so that it mixes with no output, after its name.
package struct Console: Sendable {
  private let tool: String
  private let isQuiet: Bool

  /// - Parameter isQuiet: whether the user wants nothing but results and errors.
  package init(_ tool: String, isQuiet: Bool = false) { (self.tool, self.isQuiet) = (tool, isQuiet) }

  /// Something to know.
  package func note(_ text: String) { if !isQuiet { warn(text) } }

  /// Something to read even by who wants errors only.
  package func warn(_ text: String) { StandardStreams.writeError("\(tool): \(text)\n") }
}
