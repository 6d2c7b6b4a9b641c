import Support

/// The help of a command: what it does, how to call it, its arguments under their headings, examples.
package struct HelpText {
  /// Where help is wrapped unless a terminal is narrower.
  package static let standardColumns = 100

  /// A label and what is said about it.
  private struct Entry {
    var label: String
    var text: String
  }

  private let command: any ParsableCommand.Type
  private let path: [String]
  private let version: String?
  private let definitions: [ArgumentDefinition]
  private static let widestLabel = 32

  init(_ command: any ParsableCommand.Type, path: [String], version: String?) {
    self.command = command
    self.path = path
    self.version = version
    definitions = ArgumentSchema(command.init()).definitions.filter { !$0.help.isHidden }
  }

  static func columns(for terminal: Terminal) -> Int {
    terminal.isInteractive ? min(standardColumns, max(terminal.columns, 40)) : standardColumns
  }

  func rendered(columns: Int) -> String {
    let configuration = command.configuration
    let sections = self.sections
    let entries = sections.flatMap(\.entries)
    let widest = entries.map { DisplayText.width($0.label) }.filter { $0 <= HelpText.widestLabel }.max() ?? 0

    var blocks: [[String]] = []
    if !configuration.abstract.isEmpty { blocks.append(wrapped(configuration.abstract, columns: columns)) }
    blocks.append(usage(columns: columns))
    if !configuration.discussion.isEmpty { blocks.append(wrapped(configuration.discussion, columns: columns)) }
    for section in sections {
      blocks.append(["\(section.heading):"] + section.entries.flatMap { lines(of: $0, labels: widest, columns) })
    }
    if !configuration.examples.isEmpty { blocks.append(examples(configuration.examples, columns: columns)) }
    if !configuration.subcommands.isEmpty {
      blocks.append(["See '\(path.joined(separator: " ")) <command> --help' for the options of a command."])
    }
    return blocks.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  // MARK: Usage

  private func usage(columns: Int) -> [String] {
    let beginning = "Usage: \(path.joined(separator: " "))"
    var parts: [String] = []
    if !command.configuration.subcommands.isEmpty { parts.append("<command>") }
    for definition in definitions where definition.kind == .option && definition.isRequired {
      parts.append("\(definition.label) <\(definition.valueName)>")
    }
    parts.append("[options]")
    for definition in definitions where definition.kind == .positional {
      let name = label(of: definition)
      parts.append(definition.isRequired ? name : "[\(name)]")
    }
    // The spaces inside a part must not be broken at: only whole parts move to the next line.
    var lines = [beginning]
    for part in parts {
      let last = lines[lines.count - 1]
      if DisplayText.width(last) + 1 + DisplayText.width(part) <= columns {
        lines[lines.count - 1] = last + " " + part
      } else {
        lines.append(String(repeating: " ", count: DisplayText.width("Usage: ") + 4) + part)
      }
    }
    return lines
  }

  // MARK: Sections

  /// Commands, arguments, the groups in their order, and last the options without a group.
  private var sections: [(heading: String, entries: [Entry])] {
    var sections: [(heading: String, entries: [Entry])] = []
    let subcommands = command.configuration.subcommands
    if !subcommands.isEmpty {
      sections.append(
        ("Commands", subcommands.map { Entry(label: $0.commandName, text: $0.configuration.abstract) }))
    }
    let positionals = definitions.filter { $0.kind == .positional }
    if !positionals.isEmpty { sections.append(("Arguments", positionals.map(entry))) }

    let named = definitions.filter { $0.kind != .positional }
    var headings: [String] = []
    for heading in named.compactMap(\.heading) where !headings.contains(heading) { headings.append(heading) }
    for heading in headings {
      sections.append((heading, named.filter { $0.heading == heading }.map(entry)))
    }
    var others = named.filter { $0.heading == nil }.map(entry)
    others.append(Entry(label: "-h, --help", text: "Print this help."))
    if version != nil { others.append(Entry(label: "    --version", text: "Print the version.")) }
    sections.append(("Options", others))
    return sections
  }

  private func entry(_ definition: ArgumentDefinition) -> Entry {
    var notes: [String] = []
    if !definition.choices.isEmpty { notes.append("one of: \(definition.choices.joined(separator: ", "))") }
    let unit = definition.help.unit
    if let text = definition.defaultText {
      // A worked-out default is a phrase; only a value has a unit.
      let isValue = definition.help.defaultText == nil
      notes.append("default: \(text)" + (isValue ? unit.map { " \($0)" } ?? "" : ""))
    } else if let unit {
      notes.append("in \(unit)")
    }
    if definition.isRequired && definition.kind == .option { notes.append("required") }
    let text = definition.help.abstract + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
    return Entry(label: label(of: definition), text: text)
  }

  private func label(of definition: ArgumentDefinition) -> String {
    if definition.kind == .positional {
      return "<\(definition.valueName)>" + (definition.isRepeating ? " ..." : "")
    }
    let value = definition.kind == .option ? " <\(definition.valueName)>" : ""
    let short = definition.shortNames.map { "-\($0)" }
    let long = definition.longNames.map { "--\($0)" }
    // Long names stand below each other, whether or not there is a short one.
    let indentation = short.isEmpty ? "    " : ""
    let inverse = definition.inverseNames.map { " / --\($0)" }.joined()
    return indentation + (short + long).joined(separator: ", ") + inverse + value
  }

  private func lines(of entry: Entry, labels: Int, _ columns: Int) -> [String] {
    let indentation = 2 + labels + 2
    let text = wrapped(entry.text, columns: max(columns - indentation, 20))
    let margin = String(repeating: " ", count: indentation)
    let label = "  " + entry.label
    guard let first = text.first, !entry.text.isEmpty else { return [label] }
    if DisplayText.width(entry.label) > labels { return [label] + text.map { margin + $0 } }
    let gap = String(repeating: " ", count: indentation - DisplayText.width(label))
    return [label + gap + first] + text.dropFirst().map { margin + $0 }
  }

  // MARK: Examples

  private func examples(_ examples: [CommandExample], columns: Int) -> [String] {
    var lines = ["Examples:"]
    for example in examples {
      lines.append("  " + example.command)
      if !example.explanation.isEmpty {
        lines += wrapped(example.explanation, columns: columns - 6).map { "      " + $0 }
      }
    }
    return lines
  }
}
