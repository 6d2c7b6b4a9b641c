/// Completion for bash that needs no other package: a function that finds out where on the command line
/// the cursor is, and tables of what is possible there.
struct BashCompletion {
  private let tree: CompletionTree
  init(_ tree: CompletionTree) { self.tree = tree }

  var text: String {
    """
    # bash completion for \(tree.program) \(tree.version), made by '\(tree.program) \(GeneratedText.option) bash'.

    # What the value of an option can be: sets words, paths and separator. Fails for what takes no value.
    \(name)_value() {
      words='' paths='' separator=''
      case "$1 $2" in
    \(values)
      *) return 1 ;;
      esac
    }

    # What the argument at a place can be, counted from 1.
    \(name)_argument() {
      words='' paths='' separator=''
      case "$1 $2" in
    \(arguments)
      *) return 1 ;;
      esac
    }

    # The names of options that exclude each other, separated by commas; those with a + in front may be given again.
    \(name)_options() {
      case "$1" in
    \(options)
      esac
    }

    \(logic)
    complete -F \(name) \(tree.program)

    """
  }

  private var name: String { "_" + tree.identifier }

  // MARK: Tables

  private var values: String {
    tree.commands.flatMap { command in
      command.options.compactMap { option in
        option.value.map { value in
          row(option.names.map { "\(command.name) \($0)" }, value)
        }
      }
    }.joined(separator: "\n")
  }

  private var arguments: String {
    let commands = (tree.subcommands.map(\.name) + ["help"]).joined(separator: " ")
    let first = tree.subcommands.isEmpty ? [] : ["  ' 1') words=\(CompletionTree.quoted(commands)) ;;"]
    let rows = tree.commands.flatMap { command in
      command.arguments.enumerated().map { place, value in
        let pattern =
          value.takesAll
          ? CompletionTree.quoted("\(command.name) ") + "*" : CompletionTree.quoted("\(command.name) \(place + 1)")
        return "  \(pattern)) \(assignments(value)) ;;"
      }
    }
    return (first + rows).joined(separator: "\n")
  }

  private var options: String {
    tree.commands.map { command in
      let names = command.options.map { ($0.isRepeating ? "+," : "") + $0.allNames.joined(separator: ",") }
      return "  \(CompletionTree.quoted(command.name))) printf '%s\\n' \(names.joined(separator: " ")) ;;"
    }.joined(separator: "\n")
  }

  private func row(_ patterns: [String], _ value: CompletionTree.Value) -> String {
    "  \(patterns.map(CompletionTree.quoted).joined(separator: " | "))) \(assignments(value)) ;;"
  }

  private func assignments(_ value: CompletionTree.Value) -> String {
    var parts: [String] = []
    let completion = value.completion
    if !completion.words.isEmpty {
      parts.append("words=" + CompletionTree.quoted(completion.words.joined(separator: " ")))
    }
    switch completion.paths {
    case .files: parts.append("paths=f")
    case .folders: parts.append("paths=d")
    case nil: break
    }
    if let separator = value.separator, !completion.words.isEmpty {
      parts.append("separator=" + CompletionTree.quoted(String(separator)))
    }
    return parts.isEmpty ? ":" : parts.joined(separator: " ")
  }

  // MARK: Logic

  private var logic: String {
    """
    \(name)() {
      local IFS=$' \\t\\n' word before='' current='' command='' pending='' literal='' given=',' place=1 number
      local words='' paths='' separator='' prefix='' list='' group line=()
      # bash breaks words at = and : as COMP_WORDBREAKS says: they are put together again.
      for ((number = 1; number <= COMP_CWORD; number++)); do
        word=${COMP_WORDS[number]}
        if [[ ${#line[@]} -gt 0 && -n $word && ( $word == [=:]* || $before == [=:] ) ]]; then
          line[${#line[@]} - 1]+=$word
        else
          line+=("$word")
        fi
        before=$word
      done
      number=$((${#line[@]} - 1))
      current=${line[number]}
      for word in "${line[@]:0:number}"; do
        if [[ -n $pending ]]; then
          pending=''
        elif [[ -z $literal && $word == -- ]]; then
          literal=1
        elif [[ -n $literal || $word != -?* || $word == -[0-9.]* ]]; then
    \(argument)
        else
          given+="${word%%=*},"
          if [[ $word != *=* ]] && \(name)_value "$command" "$word"; then pending=$word; fi
        fi
      done

      COMPREPLY=()
      if [[ -z $pending && -z $literal && $current == --*=* ]]; then
        pending=${current%%=*}
        current=${current#*=}
        if [[ $COMP_WORDBREAKS != *=* ]]; then prefix="$pending="; fi
      fi
      if [[ -n $pending ]]; then
        \(name)_value "$command" "$pending" || return 0
      elif [[ -z $literal && $current == -* ]] || ! \(name)_argument "$command" "$place"; then
        if [[ -n $literal ]]; then return 0; fi
        for group in $(\(name)_options "$command"); do
          for word in ${group//,/ }; do
            if [[ $group != +,* && $given == *",$word,"* ]]; then continue 2; fi
          done
          for word in ${group//,/ }; do
            if [[ $word == "$current"* && $word == -* ]]; then COMPREPLY+=("$word"); fi
          done
        done
        return 0
      fi
      if [[ -n $separator && $current == *"$separator"* ]]; then
        list="${current%"$separator"*}$separator"
        current=${current##*"$separator"}
      fi
      for word in $words; do
        if [[ $word == "$current"* && ",$list" != *",$word,"* ]]; then COMPREPLY+=("$prefix$list$word"); fi
      done
      if [[ -n $paths ]]; then
        compopt -o filenames 2>/dev/null
        current=${current//\\\\/}
        current=${current#[\\"\\']}
        while IFS= read -r word; do COMPREPLY+=("$prefix$word"); done < <(compgen -$paths -- "$current")
      fi
      # Up to its last colon bash takes the word as written.
      if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
        word="${current%"${current##*:}"}"
        for number in "${!COMPREPLY[@]}"; do COMPREPLY[number]=${COMPREPLY[number]#"$word"}; done
      fi
    }
    """
  }

  /// A word without a name on the way to the cursor: the command, or one more argument.
  private var argument: String {
    guard !tree.subcommands.isEmpty else { return "      place=$((place + 1))" }
    return """
            if [[ -n $command ]]; then
              place=$((place + 1))
            elif [[ $word != help ]]; then
              command=$word
            fi
      """
  }
}
