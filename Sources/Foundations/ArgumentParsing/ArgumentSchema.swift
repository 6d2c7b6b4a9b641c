/// The arguments of a command in the order of their declaration, those of its groups in their place.
struct ArgumentSchema {
  private(set) var definitions: [ArgumentDefinition] = []

  /// - Precondition: no two arguments share a name or take that of the help, and only the last positional argument
  ///   takes several.
  init(_ arguments: any ParsableArguments) {
    collect(arguments, heading: nil)
    var names = Set(["--help", "-h", GeneratedText.option])
    for definition in definitions {
      for name in definition.allNames {
        precondition(names.insert(name).inserted, "\(type(of: arguments)) has two arguments called '\(name)'")
      }
    }
    precondition(
      !positionals.dropLast().contains(where: \.isRepeating),
      "\(type(of: arguments)) has an argument after one that takes all that are left")
  }

  var positionals: [ArgumentDefinition] { definitions.filter { $0.kind == .positional } }

  private mutating func collect(_ arguments: any ParsableArguments, heading: String?) {
    for child in Mirror(reflecting: arguments).children {
      // A wrapped property `epochs` is stored as `_epochs`.
      let property = String((child.label ?? "").drop { $0 == "_" })
      if let source = child.value as? any ArgumentSource {
        var definition = source.definition(property: property)
        definition.heading = heading
        definitions.append(definition)
      } else if let group = child.value as? any GroupSource {
        collect(group.contents, heading: group.title ?? heading)
      }
    }
  }
}

extension ArgumentDefinition {
  /// All names as they are typed.
  var allNames: [String] { longNames.map { "--\($0)" } + inverseNames.map { "--\($0)" } + shortNames.map { "-\($0)" } }
}
