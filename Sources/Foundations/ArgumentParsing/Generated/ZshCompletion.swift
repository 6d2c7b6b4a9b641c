/// Completion for zsh, by the specifications of `_arguments`: it keeps track of what was given and describes each name.
struct ZshCompletion {
  private let tree: CompletionTree
  init(_ tree: CompletionTree) { self.tree = tree }

  var text: String {
    """
    #compdef \(tree.program)
    # zsh completion for \(tree.program) \(tree.version), made by '\(tree.program) \(GeneratedText.option) zsh'.

    \(name)() {
      local curcontext=$curcontext state line ret=1
      local -A opt_args
    \(tree.subcommands.isEmpty ? arguments(of: tree.root, indentation: "  ") + "\n  return ret" : dispatch)
    }

    # Loaded by its name it completes at once; a script that reads the file gets the function.
    if [[ ${funcstack[1]} == \(name) ]]; then
      \(name) "$@"
    else
      compdef \(name) \(tree.program)
    fi

    """
  }

  private var name: String { "_" + tree.program }

  /// The commands, then the arguments of the one that was given.
  private var dispatch: String {
    let commands = tree.subcommands.map { CompletionTree.quoted("\($0.name):\(escaped($0.summary))") }
    let cases = tree.subcommands.map { command in
      "    \(command.name))\n\(arguments(of: command, indentation: "      "))\n      ;;"
    }
    return """
      \(arguments(of: tree.root, indentation: "  ", places: ["'1: :->command'", "'*:: :->arguments'"], flags: "-C "))
        case $state in
        command)
          local -a commands=(
            \(commands.joined(separator: "\n      "))
            'help:Print the help of a command'
          )
          _describe -t commands command commands && ret=0
          ;;
        arguments)
          curcontext="${curcontext%:*:*}:\(tree.program)-$words[1]:"
          case $words[1] in
      \(cases.joined(separator: "\n"))
          help) _values command \(tree.subcommands.map(\.name).joined(separator: " ")) && ret=0 ;;
          esac
          ;;
        esac
        return ret
      """
  }

  private func arguments(
    of command: CompletionTree.Command, indentation: String, places: [String]? = nil, flags: String = ""
  ) -> String {
    let own = command.arguments.enumerated().map { place, value in
      CompletionTree.quoted((value.takesAll ? "*" : "\(place + 1)") + field(value))
    }
    let lines = command.options.flatMap(specifications) + (places ?? own)
    let margin = " \\\n" + indentation + "  "
    return indentation + "_arguments \(flags)-s -S :" + lines.map { margin + $0 }.joined() + " && ret=0"
  }

  /// One specification for each name; all of them exclude each other, unless it may be given again.
  private func specifications(_ option: CompletionTree.Option) -> [String] {
    option.allNames.map { name in
      var text = ""
      if option.standsAlone {
        text = "(- *)"
      } else if option.isRepeating {
        text = "*"
      } else if option.allNames.count > 1 {
        text = "(\(option.allNames.joined(separator: " ")))"
      }
      // The value follows a long name behind = or as the next word, a short one at once or as the next word.
      text += name + (option.value == nil ? "" : name.hasPrefix("--") ? "=" : "+")
      let summary = option.inverse.contains(name) ? "Not: \(option.summary)" : option.summary
      return CompletionTree.quoted("\(text)[\(escaped(summary))]" + (option.value.map(field) ?? ""))
    }
  }

  /// `:what the value is called:what it can be`.
  private func field(_ value: CompletionTree.Value) -> String {
    let words = value.completion.words.map(escaped)
    let paths: String? =
      switch value.completion.paths {
      case .files: "_files"
      case .folders: "_files -/"
      case nil: nil
      }
    var action = " "
    if let paths {
      action = words.isEmpty ? paths : "{compadd -- \(words.joined(separator: " ")); \(paths)}"
    } else if !words.isEmpty {
      action =
        value.separator.map { "_values -s \($0) \(escaped(value.name)) \(words.joined(separator: " "))" }
        ?? "(\(words.joined(separator: " ")))"
    }
    return ":\(escaped(value.name)):\(action)"
  }

  /// Signs that end a part of a specification.
  private func escaped(_ text: String) -> String {
    text.reduce(into: "") { $0 += "[]:\\".contains($1) ? "\\\($1)" : String($1) }
  }
}
