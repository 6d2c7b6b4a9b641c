import Support

/// What a command line asks a program to do.
package enum CommandAction {
  case run(any ParsableCommand)
  /// Help, the version, or what an installation puts beside the program.
  case print(String)

  package init(_ root: any ParsableCommand.Type, _ words: [String]) throws {
    if let kind = try GeneratedText(words, command: root.commandName) {
      self = .print(kind.text(of: root))
      return
    }
    let version = root.configuration.version
    var command = root
    var path = [root.commandName]
    var rest = words[...]
    var wantsHelp = false
    while !command.configuration.subcommands.isEmpty {
      guard let word = rest.first else {
        if wantsHelp { break }
        throw UsageFailure(
          command: path.joined(separator: " "), problem: .missingCommand(all: Self.names(of: command)))
      }
      rest = rest.dropFirst()
      if word == "--version", let version {
        self = .print("\(root.commandName) \(version)\n")
        return
      }
      if Self.helpNames.contains(word) || word == "help" {
        wantsHelp = true
        continue
      }
      command = try Self.subcommand(word, of: command, path: path)
      path.append(command.commandName)
    }

    let options = rest.prefix { $0 != "--" }
    if wantsHelp || options.contains(where: Self.helpNames.contains) {
      let help = HelpText(command, path: path, version: version)
      self = .print(help.rendered(columns: HelpText.columns(for: .standardOutput())))
    } else if let version, options.contains("--version") {
      self = .print("\(root.commandName) \(version)\n")
    } else {
      self = .run(try command.parse(Array(rest), path: path))
    }
  }

  private static let helpNames = ["--help", "-h"]

  private static func names(of command: any ParsableCommand.Type) -> [String] {
    command.configuration.subcommands.map { $0.commandName }
  }

  private static func subcommand(
    _ word: String, of command: any ParsableCommand.Type, path: [String]
  ) throws(UsageFailure) -> any ParsableCommand.Type {
    if let found = command.configuration.subcommands.first(where: { $0.commandName == word }) { return found }
    let names = names(of: command)
    let problem: UsageFailure.Problem =
      word.hasPrefix("-")
      ? .unknownOption(word, nearest: nearest(to: word, in: ["--help"]))
      : .unknownCommand(word, nearest: nearest(to: word, in: names), all: names)
    throw UsageFailure(command: path.joined(separator: " "), problem: problem)
  }
}
