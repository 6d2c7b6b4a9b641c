/// Arguments under one heading, as help and the manual page show them.
struct HelpSection {
  let heading: String
  let entries: [HelpEntry]

  /// Commands, arguments, the groups in their order, and last the options without a group. What is hidden is left out.
  static func sections(of command: any ParsableCommand.Type, version: String?) -> [HelpSection] {
    var sections: [HelpSection] = []
    let subcommands = command.configuration.subcommands
    if !subcommands.isEmpty {
      sections.append(
        HelpSection(
          heading: "Commands",
          entries: subcommands.map { HelpEntry(word: $0.commandName, text: $0.configuration.abstract) }))
    }
    let definitions = ArgumentSchema(command.init()).definitions.filter { !$0.help.isHidden }
    let positionals = definitions.filter { $0.kind == .positional }
    if !positionals.isEmpty {
      sections.append(HelpSection(heading: "Arguments", entries: positionals.map(HelpEntry.init)))
    }

    let named = definitions.filter { $0.kind != .positional }
    var headings: [String] = []
    for heading in named.compactMap(\.heading) where !headings.contains(heading) { headings.append(heading) }
    for heading in headings {
      sections.append(
        HelpSection(heading: heading, entries: named.filter { $0.heading == heading }.map(HelpEntry.init)))
    }
    var others = named.filter { $0.heading == nil }.map(HelpEntry.init)
    others.append(HelpEntry(short: ["-h"], long: ["--help"], text: "Print this help."))
    if version != nil { others.append(HelpEntry(long: ["--version"], text: "Print the version.")) }
    sections.append(HelpSection(heading: "Options", entries: others))
    return sections
  }
}

/// A command, an argument or an option, and what is said about it.
struct HelpEntry {
  /// A command's name, or an argument's with what shows that there may be several; `nil` for options.
  var word: String?
  /// Names as they are typed.
  var short: [String] = []
  var long: [String] = []
  /// Those that switch a flag off.
  var inverse: [String] = []
  var valueName: String?
  var text: String
}

extension HelpEntry {
  init(_ definition: ArgumentDefinition) {
    text = Self.text(definition)
    if definition.kind == .positional {
      word = "<\(definition.valueName)>" + (definition.isRepeating ? " ..." : "")
    } else {
      short = definition.shortNames.map { "-\($0)" }
      long = definition.longNames.map { "--\($0)" }
      inverse = definition.inverseNames.map { "--\($0)" }
      valueName = definition.kind == .option ? definition.valueName : nil
    }
  }

  /// The names in one line. Long names stand below each other, whether or not there is a short one.
  var label: String {
    if let word { return word }
    let names = (short.isEmpty ? "    " : "") + (short + long).joined(separator: ", ")
    return names + inverse.map { " / \($0)" }.joined() + (valueName.map { " <\($0)>" } ?? "")
  }

  private static func text(_ definition: ArgumentDefinition) -> String {
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
    return definition.help.abstract + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
  }
}
