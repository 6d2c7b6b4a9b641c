/// An error that a user can act on.
///
/// Every target declares its own typed failures: enums or structs that carry what was expected, what was found and
/// where. One place (the command runner) prints them as `tool: error: message` and `  hint: …` and exits with `status`.
public protocol Failure: Error, Sendable, CustomStringConvertible {
  /// One line, no final full stop: what went wrong, where (path, offset or field), expected and found.
  var message: String { get }
  /// Further lines, where one thing went wrong in several places.
  var details: [String] { get }
  /// One line: what to do next. `nil` when there is nothing sensible to advise.
  var hint: String? { get }
  var status: ExitStatus { get }
}

extension Failure {
  public var details: [String] { [] }
  public var hint: String? { nil }
  public var description: String { message }
}
