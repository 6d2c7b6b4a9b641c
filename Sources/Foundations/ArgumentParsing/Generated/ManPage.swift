import Support

/// The manual page of a program, all its commands in it: text in the macros of man(7).
struct ManPage {
  private let root: any ParsableCommand.Type
  private let version: String?
  init(_ root: any ParsableCommand.Type) { (self.root, version) = (root, root.configuration.version) }

  /// Without a date: the same program has the same page whenever it is made.
  var text: String {
    let name = root.commandName
    let configuration = root.configuration
    let title = name.uppercased()
    var lines = [
      ".TH \"\(Roff.escaped(title))\" 1 \"\" \"\(Roff.escaped("CIFARKit \(version ?? "")"))\" \"User Commands\"",
      ".ad l",
      ".nh", ".SH NAME", Roff.line("\(name) - \(Self.short(configuration.abstract))"), ".SH SYNOPSIS",
    ]
    lines += synopses()
    lines += [".SH DESCRIPTION"] + Roff.paragraphs([configuration.abstract, configuration.discussion])
    let sections = HelpSection.sections(of: root, version: version)
    if configuration.subcommands.isEmpty {
      lines += [".SH OPTIONS"] + sections.flatMap { body(of: $0, isTitled: true) }
    } else {
      lines += [".SH COMMANDS"] + configuration.subcommands.flatMap(command)
      lines += [".SH OPTIONS"] + sections.filter { $0.heading != "Commands" }.flatMap { body(of: $0, isTitled: false) }
    }
    lines += examples()
    lines += [".SH \"EXIT STATUS\""] + ExitStatus.meanings.flatMap { entry("\\fB\($0.rawValue)\\fR", $1) }
    lines += [".SH ENVIRONMENT"] + Self.environment.flatMap { entry("\\fB\($0)\\fR", $1) }
    if !configuration.related.isEmpty {
      let pages = configuration.related.sorted().map { "\\fB\(Roff.escaped($0))\\fR(1)" }
      lines += [".SH \"SEE ALSO\"", pages.joined(separator: ",\n")]
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static let environment = [
    ("COLUMNS", "The width of help and tables where no terminal says it."),
    ("NO_COLOR", "Not empty: no colours."),
  ]

  /// As whatis(1) wants it: no capital, no full stop.
  private static func short(_ abstract: String) -> String {
    let text = abstract.hasSuffix(".") ? String(abstract.dropLast()) : abstract
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  // MARK: Synopsis

  private func synopses() -> [String] {
    let commands = root.configuration.subcommands
    let lines = commands.isEmpty ? [synopsis([root])] : commands.map { synopsis([root, $0]) }
    return [".nf"] + lines + [".fi"]
  }

  private func synopsis(_ path: [any ParsableCommand.Type]) -> String {
    let definitions = path.last.map { ArgumentSchema($0.init()).definitions.filter { !$0.help.isHidden } } ?? []
    var parts = ["\\fB\(Roff.escaped(path.map { $0.commandName }.joined(separator: " ")))\\fR"]
    for definition in definitions where definition.kind == .option && definition.isRequired {
      parts.append("\\fB\(Roff.escaped(definition.label))\\fR \\fI\(Roff.escaped(definition.valueName))\\fR")
    }
    parts.append("[\\fIoptions\\fR]")
    for definition in definitions where definition.kind == .positional {
      let name = "\\fI\(Roff.escaped(definition.valueName))\\fR" + (definition.isRepeating ? " ..." : "")
      parts.append(definition.isRequired ? name : "[\(name)]")
    }
    return parts.joined(separator: " ")
  }

  // MARK: Commands and options

  private func command(_ command: any ParsableCommand.Type) -> [String] {
    let configuration = command.configuration
    var lines = [".SS \"\(Roff.escaped(command.commandName))\"", ".nf", synopsis([root, command]), ".fi"]
    lines += [".PP"] + Roff.paragraphs([configuration.abstract, configuration.discussion])
    // --help and --version stand once for all commands.
    for section in HelpSection.sections(of: command, version: version) {
      let entries = section.entries.filter { !["--help", "--version"].contains($0.long.first ?? "") }
      lines += body(of: HelpSection(heading: section.heading, entries: entries), isTitled: false)
    }
    return lines + sample(configuration.examples)
  }

  private func body(of section: HelpSection, isTitled: Bool) -> [String] {
    guard !section.entries.isEmpty else { return [] }
    let title = isTitled ? [".SS \"\(Roff.escaped(section.heading))\""] : []
    return title + section.entries.flatMap { entry(tag($0), $0.text) }
  }

  private func tag(_ entry: HelpEntry) -> String {
    if let word = entry.word { return "\\fI\(Roff.escaped(word.filter { $0 != "<" && $0 != ">" }))\\fR" }
    let names = (entry.short + entry.long + entry.inverse).map { "\\fB\(Roff.escaped($0))\\fR" }
    return names.joined(separator: ", ") + (entry.valueName.map { " \\fI\(Roff.escaped($0))\\fR" } ?? "")
  }

  private func entry(_ tag: String, _ text: String) -> [String] { [".TP", tag, Roff.line(text)] }

  // MARK: Examples

  private func examples() -> [String] {
    let lines = sample(root.configuration.examples)
    return lines.isEmpty ? [] : [".SH EXAMPLES"] + lines
  }

  private func sample(_ examples: [CommandExample]) -> [String] {
    examples.flatMap { example in
      [".PP", ".nf", "\\fB\(Roff.escaped(example.command))\\fR", ".fi"]
        + (example.explanation.isEmpty ? [] : [".RS 4", Roff.line(example.explanation), ".RE"])
    }
  }
}

/// Text for groff.
enum Roff {
  /// With every sign as itself: a plain hyphen would become another sign, one that cannot be pasted into a shell.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "\"": result += "\\(dq"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "…": result += "..."
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default: result += "\\[u" + hexadecimal(scalar) + "]"
      }
    }
    return result
  }

  /// A line of text; a full stop in front would make a request of it.
  static func line(_ text: String) -> String {
    let text = escaped(text)
    return text.hasPrefix(".") ? "\\&" + text : text
  }

  /// Texts with empty lines between paragraphs; lines that begin with a space stay as they are.
  static func paragraphs(_ texts: [String]) -> [String] {
    var lines: [String] = []
    for text in texts where !text.isEmpty {
      if !lines.isEmpty { lines.append(".PP") }
      for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
        if part.isEmpty {
          lines.append(".PP")
        } else if part.hasPrefix(" ") {
          lines += [".nf", line(String(part)), ".fi"]
        } else {
          lines.append(line(String(part)))
        }
      }
    }
    return lines
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
