import Foundation
import Support

/// A type whose wrapped properties are arguments. `OptionGroup` takes it into commands.
package protocol ParsableArguments: SendableMetatype {
  init()

  /// Checks what no single argument can know, such as two options that exclude each other. Throws `ValidationFailure`.
  mutating func validate() throws
}

extension ParsableArguments {
  package mutating func validate() throws {}
}

/// A command: its wrapped properties are its arguments, `run()` is what it does.
///
///     struct Greet: ParsableCommand {
///       static let configuration = CommandConfiguration(commandName: "greet", abstract: "Says hello.")
///       @Option(help: "How often.", constraint: .atLeast(1)) var times = 1
///       @Argument(help: "Whom to greet.") var name: String
///       func run() { for _ in 0..<times { print("Hello, \(name)!") } }
///     }
///     Greet.runMain()
package protocol ParsableCommand: ParsableArguments {
  static var configuration: CommandConfiguration { get }
  mutating func run() throws
}

extension ParsableCommand {
  package static var configuration: CommandConfiguration { CommandConfiguration() }

  /// A command that only holds others explains them.
  package mutating func run() throws { print(Self.helpMessage(), terminator: "") }

  /// The name it is called by: the configured one, else the type's in lower case, without "Command" at its end.
  package static var commandName: String {
    if let name = configuration.commandName { return name }
    let type = String(describing: Self.self)
    return kebabCase(type.hasSuffix("Command") ? String(type.dropLast("Command".count)) : type)
  }

  /// Turns a command line (without the program's name) into a command that is ready to run.
  ///
  /// - Throws: `UsageFailure`, or what `validate()` throws.
  package static func parse(_ arguments: [String]) throws -> Self {
    try parse(arguments, path: [commandName])
  }

  /// The help text, wrapped at a number of columns.
  package static func helpMessage(columns: Int = HelpText.standardColumns) -> String {
    HelpText(Self.self, path: [commandName], version: configuration.version).rendered(columns: columns)
  }

  /// Parses a command line, runs the command it asks for and prints failures. Returns the exit status.
  package static func execute(_ arguments: [String]) -> ExitStatus {
    CommandRunner.run(tool: commandName) {
      switch try CommandAction(Self.self, arguments) {
      case .print(let text):
        print(text, terminator: "")
      case .run(let parsed):
        var command = parsed
        try command.run()
      }
    }
  }

  /// What a `main.swift` calls: runs the program's command line and ends the process with the right status.
  package static func runMain() -> Never {
    exit(execute(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  static func parse(_ arguments: [String], path: [String]) throws -> Self {
    var command = Self()
    let reader = ArgumentReader(ArgumentSchema(command), path: path)
    try reader.read(arguments)
    try validateAll(&command)
    return command
  }
}
