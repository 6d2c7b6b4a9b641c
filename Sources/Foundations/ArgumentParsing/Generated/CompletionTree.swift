import Support

/// What a shell has to know of a program: its commands, and the options and arguments of each.
struct CompletionTree {
  /// An option with all its names, or a flag.
  struct Option {
    /// As they are typed: those of an option, those that switch a flag on, those that switch it off.
    var names: [String]
    var inverse: [String] = []
    /// One sentence without its full stop.
    var summary: String
    /// `nil` for a flag.
    var value: Value?
    var isRepeating = false
    /// Nothing else makes sense beside it, as with `--help`.
    var standsAlone = false

    var allNames: [String] { names + inverse }
  }

  struct Value {
    var name: String
    var completion: ValueCompletion
    var separator: Character?
    /// Whether it is an argument that takes all that are left.
    var takesAll = false
  }

  struct Command {
    /// Empty for the program itself.
    var name: String
    var summary: String
    var options: [Option]
    var arguments: [Value]
  }

  let program: String
  let version: String
  /// The program first.
  let commands: [Command]

  var root: Command { commands[0] }
  var subcommands: ArraySlice<Command> { commands.dropFirst() }
  /// The program's name as shells allow it in the name of a function.
  var identifier: String { program.replacing("-", with: "_") }

  /// - Precondition: commands below the program have none below them.
  init(_ root: any ParsableCommand.Type) {
    program = root.commandName
    let version = root.configuration.version
    self.version = version ?? ""
    commands =
      [Self.command(root, name: "", hasVersion: version != nil)]
      + root.configuration.subcommands.map { command in
        precondition(command.configuration.subcommands.isEmpty, "completion goes one level down")
        return Self.command(command, name: command.commandName, hasVersion: version != nil)
      }
  }

  private static func command(_ type: any ParsableCommand.Type, name: String, hasVersion: Bool) -> Command {
    var command = Command(
      name: name, summary: summary(type.configuration.abstract), options: [], arguments: [])
    for definition in ArgumentSchema(type.init()).definitions where !definition.help.isHidden {
      let value = Value(
        name: definition.valueName, completion: definition.completion, separator: definition.separator,
        takesAll: definition.isRepeating)
      if definition.kind == .positional {
        command.arguments.append(value)
      } else {
        command.options.append(
          Option(
            names: definition.shortNames.map { "-\($0)" } + definition.longNames.map { "--\($0)" },
            inverse: definition.inverseNames.map { "--\($0)" }, summary: summary(definition.help.abstract),
            value: definition.kind == .option ? value : nil, isRepeating: definition.isRepeating))
      }
    }
    command.options.append(Option(names: ["-h", "--help"], summary: "Print this help", standsAlone: true))
    if hasVersion {
      command.options.append(Option(names: ["--version"], summary: "Print the version", standsAlone: true))
    }
    return command
  }

  /// The first sentence without its full stop, up to a colon: what comes after that is detail.
  private static func summary(_ text: String) -> String {
    let ends = [". ", ": "].compactMap { text.firstRange(of: $0)?.lowerBound }
    let sentence = text[..<(ends.min() ?? text.endIndex)]
    return DisplayText.printable(String(sentence.hasSuffix(".") ? sentence.dropLast() : sentence))
  }
}

extension CompletionTree {
  /// A text in single quotes, for all three shells: none of them sees anything in it but the quote.
  static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
