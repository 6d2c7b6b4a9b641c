/// What a command is called and what help says about it.
public struct CommandConfiguration: Sendable {
  public var commandName: String?
  /// One sentence.
  public var abstract: String
  /// Further paragraphs; lines that begin with a space are printed as they are.
  public var discussion: String
  public var examples: [CommandExample]
  /// Printed by `--version`, which is an unknown option without it.
  public var version: String?
  /// The commands below this one; such a command has no arguments of its own.
  public var subcommands: [any ParsableCommand.Type]

  public init(
    commandName: String? = nil, abstract: String = "", discussion: String = "", examples: [CommandExample] = [],
    version: String? = nil, subcommands: [any ParsableCommand.Type] = []
  ) {
    self.commandName = commandName
    self.abstract = abstract
    self.discussion = discussion
    self.examples = examples
    self.version = version
    self.subcommands = subcommands
  }
}

/// A command line that help shows.
public struct CommandExample: Sendable {
  public var command: String
  public var explanation: String

  public init(_ command: String, _ explanation: String = "") {
    self.command = command
    self.explanation = explanation
  }
}
