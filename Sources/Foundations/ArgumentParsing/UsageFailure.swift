import Support

/// A command line that cannot be understood.
package struct UsageFailure: Failure, Equatable {
  package enum Problem: Sendable, Equatable {
    case unknownOption(String, nearest: String?)
    case unknownCommand(String, nearest: String?, all: [String])
    case missingCommand(all: [String])
    /// An option stands last, or before something that begins with a hyphen.
    case missingValue(option: String, valueName: String, next: String?)
    /// A flag was given a value with `=`.
    case surplusValue(flag: String, value: String)
    case repeated(option: String)
    case contradiction(String, String)
    case missingArgument(title: String)
    case unexpectedArgument(String, nearest: String?)
    case impossibleValue(title: String, expected: String, found: String, nearest: String?)
  }

  /// The words before the arguments: `cifar-data verify`.
  package let command: String
  package let problem: Problem

  package var message: String {
    switch problem {
    case .unknownOption(let name, _): return "unknown option '\(name)'"
    case .unknownCommand(let name, _, _): return "unknown command '\(name)'"
    case .missingCommand: return "expected a command, found none"
    case .missingValue(let option, let valueName, let next):
      let expected = "option '\(option)': expected a value <\(valueName)>, found "
      return expected + (next.map { "'\($0)'" } ?? "the end of the line")
    case .surplusValue(let flag, let value): return "option '\(flag)': expected no value, found '\(value)'"
    case .repeated(let option): return "option '\(option)' is given twice"
    case .contradiction(let first, let second): return "options '\(first)' and '\(second)' contradict each other"
    case .missingArgument(let title): return "\(title) is missing"
    case .unexpectedArgument(let text, _): return "unexpected argument '\(text)'"
    case .impossibleValue(let title, let expected, let found, _):
      return "\(title): expected \(expected), found '\(found)'"
    }
  }

  package var hint: String? {
    switch problem {
    case .unknownOption(_, let nearest?), .unknownCommand(_, let nearest?, _), .unexpectedArgument(_, let nearest?),
      .impossibleValue(_, _, _, let nearest?):
      return "did you mean '\(nearest)'?"
    case .unknownCommand(_, nil, let all), .missingCommand(let all):
      return "commands are \(Format.list(all, "and")); see '\(command) --help'"
    case .missingValue(let option, _, let next?) where option.hasPrefix("--"):
      return "if '\(next)' is the value, write '\(option)=\(next)'"
    case .repeated: return "give it once"
    case .contradiction: return "give one of them"
    default: return "see '\(command) --help'"
    }
  }

  package var status: ExitStatus { .usage }
}

/// What `validate()` throws when the arguments, each possible by itself, do not go together.
package struct ValidationFailure: Failure, Equatable {
  package let message: String
  package let hint: String?
  package var status: ExitStatus { .usage }

  package init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}
