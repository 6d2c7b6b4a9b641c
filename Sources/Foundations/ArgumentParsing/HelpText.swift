import Support

/// The help of a command: what it does, how to call it, its arguments under their headings, examples.
package struct HelpText {
  /// Where help is wrapped unless the terminal, or `COLUMNS`, is narrower.
  package static let standardColumns = 100

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
    min(standardColumns, max(terminal.limit ?? standardColumns, 40))
  }

  func rendered(columns: Int) -> String {
    let configuration = command.configuration
    let sections = HelpSection.sections(of: command, version: version)
    let entries = sections.flatMap(\.entries)
    // At least half of the line is text; wider labels have a line of their own.
    let limit = min(HelpText.widestLabel, columns / 2 - 4)
    let widest = entries.map { DisplayText.width($0.label) }.filter { $0 <= limit }.max() ?? 0

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
      let name = HelpEntry(definition).label
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

  private func lines(of entry: HelpEntry, labels: Int, _ columns: Int) -> [String] {
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
