/// Completion for fish: a line for each name, with the condition under which it is offered.
struct FishCompletion {
  private let tree: CompletionTree
  init(_ tree: CompletionTree) { self.tree = tree }

  var text: String {
    """
    # fish completion for \(tree.program) \(tree.version), made by '\(tree.program) \(GeneratedText.option) fish'.

    # Whether none of some options was given. Behind 'value' they take one: just before the cursor such a name does not
    # count, since its value is what is wanted then.
    function \(prefix)_lacks
      set -l words (commandline -opc)[2..]
      if test "$argv[1]" = value
        set -e argv[1]
        contains -- "$words[-1]" $argv; and set -e words[-1]
      end
      for word in $words
        contains -- (string replace -r '=.*' '' -- $word) $argv; and return 1
      end
      return 0
    end

    # Whether the cursor is behind a command; without one, behind none.
    function \(prefix)_in
      set -l words
      for word in (commandline -opc)[2..]
        string match -qr -- '^-|^help$' $word; or set -a words $word
      end
      test "$words[1]" = "$argv[1]"
    end

    complete -c \(tree.program) -f
    \(lines.joined(separator: "\n"))

    """
  }

  private var prefix: String { "__" + tree.identifier }

  private var lines: [String] {
    let commands = tree.subcommands.map { command in
      line(["-n", "'\(prefix)_in'", "-a", command.name, "-d", CompletionTree.quoted(command.summary)])
    }
    let help =
      tree.subcommands.isEmpty
      ? []
      : [line(["-n", "'\(prefix)_in; and \(prefix)_lacks help'", "-a", "help", "-d", "'Print the help of a command'"])]
    return commands + help
      + tree.commands.flatMap { command in
        command.options.flatMap { lines(of: $0, in: command) }
          + command.arguments.flatMap { lines(of: $0, in: command) }
      }
  }

  private func line(_ words: [String]) -> String { (["complete", "-c", tree.program] + words).joined(separator: " ") }

  private func inside(_ command: CompletionTree.Command) -> String {
    "\(prefix)_in" + (command.name.isEmpty ? "" : " \(command.name)")
  }

  /// Names of one meaning share a line; those that switch a flag off have one of their own.
  private func lines(of option: CompletionTree.Option, in command: CompletionTree.Command) -> [String] {
    var conditions = tree.subcommands.isEmpty ? [] : [inside(command)]
    let lacks = "\(prefix)_lacks" + (option.value == nil ? "" : " value")
    if !option.isRepeating { conditions.append("\(lacks) \(option.allNames.joined(separator: " "))") }
    let condition = conditions.isEmpty ? [] : ["-n", CompletionTree.quoted(conditions.joined(separator: "; and "))]
    func line(_ names: [String], _ summary: String) -> String {
      let names = names.flatMap {
        $0.hasPrefix("--") ? ["-l", String($0.dropFirst(2))] : ["-s", String($0.dropFirst())]
      }
      let value = option.value.map(self.value) ?? []
      return self.line(condition + names + value + ["-d", CompletionTree.quoted(summary)])
    }
    let off = option.inverse.map { line([$0], "Not: \(option.summary)") }
    return [line(option.names, option.summary)] + off
  }

  private func lines(of argument: CompletionTree.Value, in command: CompletionTree.Command) -> [String] {
    let condition = tree.subcommands.isEmpty ? [] : ["-n", CompletionTree.quoted(inside(command))]
    var lines: [String] = []
    if argument.completion.paths != nil { lines.append(line(condition + ["-F"])) }
    let words = argument.completion.words
    if !words.isEmpty {
      lines.append(line(condition + ["-a", CompletionTree.quoted(words.joined(separator: " "))]))
    }
    return lines
  }

  /// What follows a name: a path, words, or something that only the user knows.
  private func value(_ value: CompletionTree.Value) -> [String] {
    let words = value.completion.words.joined(separator: " ")
    switch value.completion.paths {
    case .files: return ["-r", "-F"] + (words.isEmpty ? [] : ["-a", CompletionTree.quoted(words)])
    case .folders:
      return ["-x", "-a", CompletionTree.quoted("(__fish_complete_directories)" + (words.isEmpty ? "" : " " + words))]
    case nil: break
    }
    guard !words.isEmpty else { return ["-x"] }
    guard let separator = value.separator else { return ["-x", "-a", CompletionTree.quoted(words)] }
    return ["-x", "-a", CompletionTree.quoted("(__fish_complete_list \(separator) 'string split \" \" \"\(words)\"')")]
  }
}
