import Support
import TestSupport
import Testing

/// What is printed fits the width that `COLUMNS` asks for.
struct WidthTests {
  private static let programs = [
    "cifar-train", "cifar-runs", "cifar-eval", "cifar-predict", "cifar-data", "cifar-bench",
  ]

  /// Help is never wider than 100 columns, and lines of examples are never broken.
  @Test(arguments: programs, [60, 80, 140]) func help(_ program: String, _ columns: Int) throws {
    let result = try Program(program).run(["--help"], environment: ["COLUMNS": "\(columns)"])
    let examples = try #require(result.output.firstRange(of: "\nExamples:\n"))
    let lines = result.output[..<examples.lowerBound].split(separator: "\n")
    #expect(Self.wide(lines, min(columns, 100)) == [])
    let whole = try Program(program).run(["--help"])
    func commands(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { $0.hasPrefix("  cifar-") || $0.hasPrefix("  curl ") }
    }
    #expect(commands(result.output) == commands(whole.output))
  }

  /// Lists and counts of data sets.
  @Test(arguments: [["list"], ["info", "synthetic:vehicles"], ["info", "synthetic:shapes"]], [60, 80])
  func dataSets(_ arguments: [String], _ columns: Int) throws {
    let result = try Program("cifar-data").run(
      arguments, environment: ["COLUMNS": "\(columns)"], folder: Repository.folder)
    #expect(result.status == 0)
    #expect(Self.wide(result.output.split(separator: "\n"), columns) == [])
  }

  static func wide(_ lines: [Substring], _ columns: Int) -> [Substring] {
    lines.filter { DisplayText.width(String($0)) > columns }
  }
}

extension TrainProgramTests {
  struct Widths {
    let bench: TrainBench
    init() throws { bench = try TrainBench() }

    private static let titles = [
      60: "epoch  train loss  train acc  val loss   val acc",
      80: "epoch  lr         train loss  train acc  val loss   val acc    time",
      140: "epoch  lr         train loss  train acc  val loss   val acc  images/s    time",
    ]

    /// The log keeps all columns.
    @Test(arguments: [60, 80, 140]) func theTableOfARun(_ columns: Int) throws {
      let result = try bench.run(
        TrainBench.small + ["--epochs", "2", "--output", "run"], environment: ["COLUMNS": "\(columns)"])
      #expect(result.status == 0)
      let lines = result.output.split(separator: "\n")
      let first = try #require(lines.firstIndex { $0.hasPrefix("epoch ") })
      #expect(String(lines[first]) == Self.titles[columns])
      #expect(WidthTests.wide(Array(lines[first..<(first + 4)]), columns) == [])
      #expect(lines[first + 2].hasPrefix("    1  ") && lines[first + 2].hasSuffix("  best"))
      let log = try bench.folder.text("run/train.log").split(separator: "\n")
      #expect(log.contains { $0 == Self.titles[140] ?? "" })
    }
  }
}

extension EvalTests {
  /// Every line, but for paths that are longer than a line.
  @Test(arguments: [60, 80, 140]) func tablesFit(_ columns: Int) throws {
    let result = try fixture.program.run(
      ["--weights", fixture.run, "--confusion", "--curves", "--mistakes", "5", "--threshold", "0.5"],
      environment: ["COLUMNS": "\(columns)"], folder: EvalFixture.repository)
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    let rules = lines.indices.filter { lines[$0].hasPrefix("---") && lines[$0 - 1].contains("  ") }
    #expect(rules.count >= 6)
    #expect(WidthTests.wide(lines, columns).filter { !$0.contains(fixture.run) } == [])
    for rule in rules {
      #expect(WidthTests.wide(lines[(rule - 1)...].prefix { !$0.isEmpty }.map { $0 }, columns) == [])
    }
    #expect(result.output.contains("  95 % interval  recall") == (columns >= 80))
    #expect(result.output.contains("images  predicted") == (columns == 140))
  }
}
