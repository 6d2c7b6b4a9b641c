/// Under which names an option or flag goes.
///
///     @Option(name: [.short, .long], help: "…") var epochs = 30                // -e, --epochs
///     @Option(name: .customLong("lr"), help: "…") var learningRate: Double?    // --lr
///     @Option(name: [.long, .customShort("c")], help: "…") var classes: [String] = []
package struct NameSpecification: Sendable, ExpressibleByArrayLiteral {
  package enum Element: Sendable, Hashable {
    /// The property's name in lower case, its words joined by hyphens.
    case long
    /// The first letter of the property's name.
    case short
    case customLong(String)
    case customShort(Character)
  }

  let elements: [Element]

  package init(arrayLiteral elements: Element...) { self.elements = elements }

  package static let long: NameSpecification = [.long]
  package static let short: NameSpecification = [.short]
  package static func customLong(_ name: String) -> NameSpecification { [.customLong(name)] }
  package static func customShort(_ name: Character) -> NameSpecification { [.customShort(name)] }

  /// The names without their hyphens.
  package func names(property: String) -> (long: [String], short: [Character]) {
    var long: [String] = []
    var short: [Character] = []
    for element in elements {
      switch element {
      case .long: long.append(kebabCase(property))
      case .short: short += property.prefix(1).lowercased()
      case .customLong(let name): long.append(name)
      case .customShort(let name): short.append(name)
      }
    }
    return (long, short)
  }
}

/// `learningRate` becomes `learning-rate`, `topK` `top-k`, `JSONFile` `json-file`.
package func kebabCase(_ name: String) -> String {
  let letters = Array(name)
  var result = ""
  for (index, letter) in letters.enumerated() {
    if letter.isUppercase && index > 0 {
      let previous = letters[index - 1]
      let startsWord = index + 1 < letters.count && letters[index + 1].isLowercase
      if !previous.isUppercase || startsWord { result += "-" }
    }
    result += letter.lowercased()
  }
  return result
}
