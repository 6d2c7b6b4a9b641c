/// What a command is called and what help says about it.
package struct CommandConfiguration: Sendable {
  package var commandName: String?
  /// One sentence.
  package var abstract: String
  /// Further paragraphs; lines that begin with a space are printed as they are.
  package var discussion: String
  package var examples: [CommandExample]
  /// Printed by `--version`, which is an unknown option without it.
  package var version: String?
  /// The programs that the manual page refers to.
  package var related: [String]
  /// The commands below this one; such a command has no arguments of its own.
  package var subcommands: [any ParsableCommand.Type]

  package init(
    commandName: String? = nil, abstract: String = "", discussion: String = "", examples: [CommandExample] = [],
    version: String? = nil, related: [String] = [], subcommands: [any ParsableCommand.Type] = []
  ) {
    self.commandName = commandName
    self.abstract = abstract
    self.discussion = discussion
    self.examples = examples
    self.version = version
    self.related = related
    self.subcommands = subcommands
  }
}

/// A command line that help shows.
package struct CommandExample: Sendable {
  package var command: String
  package var explanation: String

  package init(_ command: String, _ explanation: String = "") {
    self.command = command
    self.explanation = explanation
  }
}
