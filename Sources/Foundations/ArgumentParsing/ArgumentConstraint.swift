/// Which values of a type an option accepts.
///
///     @Option(help: "Passes over the training images.", constraint: .atLeast(1)) var epochs = 30
package struct ArgumentConstraint<Value> {
  /// What is expected, to be read after that word: "a number above 0".
  package let expected: String
  let accepts: (Value) -> Bool

  package init(_ expected: String, accepts: @escaping (Value) -> Bool) {
    self.expected = expected
    self.accepts = accepts
  }
}

extension ArgumentConstraint where Value: Comparable & ExpressibleByArgument & SignedNumeric {
  package static func atLeast(_ minimum: Value) -> Self {
    Self("\(noun) of at least \(minimum.argumentText)") { $0 >= minimum }
  }
  package static func above(_ bound: Value) -> Self {
    Self("\(noun) above \(bound.argumentText)") { $0 > bound }
  }
  /// From and including the first, up to and including the second.
  package static func within(_ range: ClosedRange<Value>) -> Self {
    Self("\(noun) from \(range.lowerBound.argumentText) to \(range.upperBound.argumentText)") { range.contains($0) }
  }
  /// From and including the first, up to but not including the second.
  package static func within(_ range: Range<Value>) -> Self {
    Self("\(noun) of at least \(range.lowerBound.argumentText) and below \(range.upperBound.argumentText)") {
      range.contains($0)
    }
  }
  private static var noun: String { Value.expectedArgument }
}

/// Why a text is not the value of an option.
struct ValueProblem: Error {
  var expected: String
  var found: String
  var choices: [String]

  /// Reads one value and checks it.
  static func read<Value: ExpressibleByArgument>(
    _ text: String, _ constraint: ArgumentConstraint<Value>?
  ) throws(ValueProblem) -> Value {
    if let value = Value(argument: text), constraint?.accepts(value) ?? true { return value }
    throw ValueProblem(
      expected: constraint?.expected ?? Value.expectedArgument, found: text, choices: Value.argumentChoices)
  }

  /// Reads all values that were given, each of which may be a list.
  static func readAll<Element: ExpressibleByArgument>(
    _ texts: [String], separator: Character?, _ constraint: ArgumentConstraint<Element>?
  ) throws(ValueProblem) -> [Element] {
    var elements: [Element] = []
    for text in texts {
      guard let separator else {
        elements.append(try read(text, constraint))
        continue
      }
      for part in text.split(separator: separator, omittingEmptySubsequences: false) {
        let word = trimmed(part)
        if word.isEmpty {
          let expected = constraint?.expected ?? Element.expectedArgument
          throw ValueProblem(expected: "\(expected) on both sides of each '\(separator)'", found: text, choices: [])
        }
        elements.append(try read(word, constraint))
      }
    }
    return elements
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
