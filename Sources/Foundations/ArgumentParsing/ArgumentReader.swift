import Support

/// Reads a command line by the rules of GNU programs: options and arguments in any order, `--name value`,
/// `--name=value`, `-n value`, `-nvalue`, short flags in one word, and nothing but arguments after `--`.
///
/// Names are never guessed from their beginnings: what works today must not become ambiguous with the next option. A
/// negative number is a value, any other word with a hyphen in front is an option.
struct ArgumentReader {
  private struct Occurrence {
    var name: String
    var text: String
  }

  private let schema: ArgumentSchema
  private let path: [String]
  /// Indices of definitions by the name as it is typed.
  private let indices: [String: Int]

  init(_ schema: ArgumentSchema, path: [String]) {
    self.schema = schema
    self.path = path
    var indices: [String: Int] = [:]
    for (index, definition) in schema.definitions.enumerated() {
      for name in definition.allNames { indices[name] = index }
    }
    self.indices = indices
  }

  /// Stores all values that are given.
  func read(_ words: [String]) throws(UsageFailure) {
    var given = [[Occurrence]](repeating: [], count: schema.definitions.count)
    var arguments: [String] = []
    var position = 0
    var onlyArguments = false
    while position < words.count {
      let word = words[position]
      position += 1
      if onlyArguments || !isOption(word) {
        arguments.append(word)
      } else if word == "--" {
        onlyArguments = true
      } else if word.hasPrefix("--") {
        try readLong(word, words, &position, &given)
      } else {
        try readShort(word, words, &position, &given)
      }
    }
    try place(arguments, &given)
    try store(given)
  }

  private func isOption(_ word: String) -> Bool {
    guard word.hasPrefix("-"), word != "-" else { return false }
    return !isNegativeNumber(word)
  }

  /// `-1`, `-.5`: a number, unless it is the name of an option.
  private func isNegativeNumber(_ word: String) -> Bool {
    var digits = word.utf8.dropFirst()
    if digits.first == UInt8(ascii: ".") { digits = digits.dropFirst() }
    guard let first = digits.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    return indices[word] == nil
  }

  private func readLong(
    _ word: String, _ words: [String], _ position: inout Int, _ given: inout [[Occurrence]]
  ) throws(UsageFailure) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let name = parts[0]
    guard let index = indices[name] else { throw unknown(name) }
    let definition = schema.definitions[index]
    if definition.kind == .flag {
      if parts.count > 1 { throw failure(.surplusValue(flag: name, value: parts[1])) }
      let isInverse = definition.inverseNames.contains(String(name.dropFirst(2)))
      given[index].append(Occurrence(name: name, text: isInverse ? "false" : "true"))
    } else {
      let text = parts.count > 1 ? parts[1] : try nextValue(of: definition, name, words, &position)
      given[index].append(Occurrence(name: name, text: text))
    }
  }

  private func readShort(
    _ word: String, _ words: [String], _ position: inout Int, _ given: inout [[Occurrence]]
  ) throws(UsageFailure) {
    // One hyphen too few is more common than that many short flags in one word.
    let longName = "-" + word.prefix { $0 != "=" }
    if word.count > 2, indices[longName] != nil {
      throw failure(.unknownOption(String(longName.dropFirst()), nearest: longName))
    }
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      let name = "-\(letter)"
      guard let index = indices[name] else { throw unknown(name) }
      let definition = schema.definitions[index]
      if definition.kind == .flag {
        if letters.first == "=" {
          throw failure(.surplusValue(flag: name, value: String(letters.dropFirst())))
        }
        given[index].append(Occurrence(name: name, text: "true"))
        continue
      }
      let attached = letters.first == "=" ? letters.dropFirst() : letters
      let text = letters.isEmpty ? try nextValue(of: definition, name, words, &position) : String(attached)
      given[index].append(Occurrence(name: name, text: text))
      return
    }
  }

  private func nextValue(
    of definition: ArgumentDefinition, _ name: String, _ words: [String], _ position: inout Int
  ) throws(UsageFailure) -> String {
    let next = position < words.count ? words[position] : nil
    guard let next, !isOption(next) else {
      throw failure(.missingValue(option: name, valueName: definition.valueName, next: next))
    }
    position += 1
    return next
  }

  /// Hands the words without a name to the positional arguments, in order.
  private func place(_ words: [String], _ given: inout [[Occurrence]]) throws(UsageFailure) {
    var rest = words[...]
    for (index, definition) in schema.definitions.enumerated() where definition.kind == .positional {
      let taken = definition.isRepeating ? rest : rest.prefix(1)
      given[index] = taken.map { Occurrence(name: definition.label, text: $0) }
      rest = rest.dropFirst(taken.count)
    }
    if let word = rest.first {
      let name = word.prefix { $0 != "=" }
      throw failure(.unexpectedArgument(word, nearest: nearest(to: "--\(name)", in: longNames)))
    }
  }

  private func store(_ given: [[Occurrence]]) throws(UsageFailure) {
    for (definition, occurrences) in zip(schema.definitions, given) {
      guard let last = occurrences.last else {
        if definition.isRequired { throw failure(.missingArgument(title: definition.title)) }
        continue
      }
      if occurrences.count > 1 && !definition.isRepeating {
        if let other = occurrences.first(where: { $0.text != last.text }), definition.kind == .flag {
          throw failure(.contradiction(other.name, last.name))
        }
        throw failure(.repeated(option: last.name))
      }
      do {
        try definition.store(occurrences.map(\.text))
      } catch {
        let title = definition.kind == .positional ? definition.title : "option '\(last.name)'"
        throw failure(
          .impossibleValue(
            title: title, expected: error.expected, found: error.found,
            nearest: nearest(to: error.found, in: error.choices)))
      }
    }
  }

  private var longNames: [String] {
    schema.definitions.filter { !$0.help.isHidden }.flatMap { $0.allNames.filter { $0.hasPrefix("--") } } + ["--help"]
  }

  private func unknown(_ name: String) -> UsageFailure {
    failure(.unknownOption(name, nearest: name.hasPrefix("--") ? nearest(to: name, in: longNames) : nil))
  }

  private func failure(_ problem: UsageFailure.Problem) -> UsageFailure {
    UsageFailure(command: path.joined(separator: " "), problem: problem)
  }
}
