import Support

/// What an installation puts beside a program, made from the declarations that help is made from: `PROGRAM --generate
/// man`. Not shown in help: only `make install` asks for it.
enum GeneratedText: String, CaseIterable, ExpressibleByArgument {
  case man, bash, zsh, fish

  static let option = "--generate"

  /// What a command line asks for; `nil` if it asks for something else.
  init?(_ words: [String], command: String) throws(UsageFailure) {
    guard let first = words.first, first == Self.option || first.hasPrefix(Self.option + "=") else { return nil }
    let values = first == Self.option ? Array(words.dropFirst()) : [String(first.dropFirst(Self.option.count + 1))]
    func failure(_ problem: UsageFailure.Problem) -> UsageFailure { UsageFailure(command: command, problem: problem) }
    guard let value = values.first else {
      throw failure(.missingValue(option: Self.option, valueName: "kind", next: nil))
    }
    guard let kind = Self(argument: value) else {
      throw failure(
        .impossibleValue(
          title: "option '\(Self.option)'", expected: Self.expectedArgument, found: value,
          nearest: nearest(to: value, in: Self.argumentChoices)))
    }
    let rest = words.dropFirst(first == Self.option ? 2 : 1)
    if let word = rest.first { throw failure(.unexpectedArgument(word, nearest: nil)) }
    self = kind
  }

  func text(of root: any ParsableCommand.Type) -> String {
    switch self {
    case .man: ManPage(root).text
    case .bash: BashCompletion(CompletionTree(root)).text
    case .zsh: ZshCompletion(CompletionTree(root)).text
    case .fish: FishCompletion(CompletionTree(root)).text
    }
  }
}
