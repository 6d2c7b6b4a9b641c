import Foundation
import TestSupport
import Testing

/// Every help text, as it goes to a pipe, is recorded in `Help`; `make help-snapshots` renews the records.
@Suite struct CommandHelpTests {
  private static let programs = [
    "cifar-train", "cifar-runs", "cifar-eval", "cifar-predict", "cifar-data", "cifar-bench",
  ]
  private static let records = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Help"

  @Test func helpIsAsRecorded() throws {
    var texts: [String: String] = [:]
    for name in Self.programs {
      let whole = try Self.help(name, [])
      texts["\(name).txt"] = whole
      for command in Self.commands(in: whole) { texts["\(name)-\(command).txt"] = try Self.help(name, [command]) }
    }
    let files = FileManager.default
    if ProcessInfo.processInfo.environment["CIFARKIT_RENEW_HELP"] != nil {
      try? files.removeItem(atPath: Self.records)
      try files.createDirectory(atPath: Self.records, withIntermediateDirectories: true)
      for (file, text) in texts { try text.write(toFile: "\(Self.records)/\(file)", atomically: true, encoding: .utf8) }
    }
    #expect(try files.contentsOfDirectory(atPath: Self.records).sorted() == texts.keys.sorted())
    for (file, text) in texts {
      let recorded = try? String(contentsOfFile: "\(Self.records)/\(file)", encoding: .utf8)
      #expect(text == recorded, "\(file): 'make help-snapshots' renews it")
    }
  }

  @Test(arguments: programs) func theVersion(_ name: String) throws {
    let result = try Program(name).run(["--version"])
    #expect(result.status == 0 && result.errorOutput == "")
    #expect(result.output == "\(name) 0.1.0\n")
  }

  /// What `--help` and `-h` print.
  private static func help(_ name: String, _ command: [String]) throws -> String {
    let results = try ["--help", "-h"].map { option in
      try Program(name).run(command + [option])
    }
    #expect(results.allSatisfy { $0.status == 0 && $0.errorOutput == "" && $0.output == results[0].output })
    return results[0].output
  }

  /// The first words of the lines below `Commands:`.
  private static func commands(in help: String) -> [String] {
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false).drop { $0 != "Commands:" }.dropFirst()
    return lines.prefix { !$0.isEmpty }.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
  }
}
