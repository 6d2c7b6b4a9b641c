import TestSupport
import Testing

/// All tests that run `cifar-bench`: one after the other, since each takes all processors.
@Suite(.serialized) enum BenchProgramTests {}

/// Runs `cifar-bench` on small work.
enum BenchTool {
  static let small = ["--batch-size", "4", "--threads", "2"]

  static func run(_ arguments: [String]) throws -> Program.Result {
    try Program("cifar-bench").run(arguments, timeout: 120)
  }

  /// The object that `--json` prints, alone on one line.
  static func object(
    _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> JSONObject {
    let result = try run(arguments + ["--json"])
    try #require(result.status == 0, "\(result.errorOutput)", sourceLocation: sourceLocation)
    #expect(result.output.split(separator: "\n").count == 1, sourceLocation: sourceLocation)
    return try JSONObject(result.output)
  }
}

extension JSONObject {
  func real(_ name: String) -> Double? { fields[name] as? Double }

  /// Numbers above 0; fails for those that are not.
  func positive(_ names: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> [Double] {
    try names.map { name in
      let value = try #require(real(name), "\(name) is missing", sourceLocation: sourceLocation)
      #expect(value > 0 && value.isFinite, "\(name): \(value)", sourceLocation: sourceLocation)
      return value
    }
  }

  func close(_ value: Double, _ expected: Double) -> Bool { abs(value - expected) <= 1e-9 * abs(expected) }
}
