import Foundation
import Support
import TestSupport
import Testing

/// The jobs in `docs/continuous-integration.md`: YAML that a parser reads, and commands that do what they say.
@Suite struct ContinuousIntegrationTests {
  private static func jobs() throws -> [String] {
    let text = try String(contentsOfFile: Repository.path("docs/continuous-integration.md"), encoding: .utf8)
    return text.components(separatedBy: "```yaml\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
  }

  /// A Python that reads YAML.
  private static var python: Program { Program(path: "/usr/bin/env") }
  private static var hasYAML: Bool { (try? python.run(["python3", "-c", "import yaml"]))?.status == 0 }

  private func parsed(_ yaml: String) throws -> [String: Any] {
    let result = try Self.python.run(
      ["python3", "-c", "import json, sys, yaml; print(json.dumps(yaml.load(sys.stdin, yaml.BaseLoader)))"], input: yaml
    )
    try #require(result.status == 0, "\(result.errorOutput)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  /// The shell's part of both jobs from the built programs on.
  private func commands() throws -> [String] {
    let jobs = try Self.jobs()
    try #require(jobs.count == 2)
    let (github, gitlab) = (try parsed(jobs[0]), try parsed(jobs[1]))
    #expect(Set(github.keys) == ["name", "on", "jobs"])
    let job = try #require((github["jobs"] as? [String: Any])?["train"] as? [String: Any])
    let steps = try #require(job["steps"] as? [[String: Any]])
    #expect(steps.allSatisfy { ($0["run"] == nil) != ($0["uses"] == nil) })
    let first = steps.compactMap { $0["run"] as? String }.filter { !$0.contains("make ") }
    let other = try #require(gitlab["train"] as? [String: Any])
    #expect(Set(other.keys) == ["timeout", "cache", "before_script", "script", "artifacts"])
    let second = try #require(other["script"] as? [String])
    #expect(other["before_script"] is [String])
    #expect((job["env"] as? [String: String]) == (gitlab["variables"] as? [String: String]))
    #expect(job["container"] as? String == gitlab["image"] as? String)
    let lines = first.joined(separator: "\n").replacingOccurrences(of: " \\\n  ", with: " ")
    #expect(lines.split(separator: "\n").map(String.init) == second, "both jobs do the same")
    return second
  }

  @Test(.enabled(if: hasYAML, "the jobs of docs/continuous-integration.md are checked by a python3 with PyYAML"))
  func theJobsAreReadAndRunAndGateAndCanBeRepeated() throws {
    let folder = try TemporaryFolder()
    let programs = URL(fileURLWithPath: try Program("cifar-train").path).deletingLastPathComponent()
    try FileManager.default.createDirectory(atPath: folder.file("tools"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: URL(fileURLWithPath: folder.file("tools/bin")), withDestinationURL: programs)
    let script = "set -e\n" + (try commands()).joined(separator: "\n")
    for _ in 0..<2 {
      let result = try Program(path: "/bin/bash").run(
        ["-c", script], environment: ["DATA": "synthetic:vehicles"], folder: folder.path, timeout: 300)
      #expect(result.status == 0, "\(result.output)\(result.errorOutput)")
    }
    let report = try JSONObject(folder.text("report/report.json"))
    #expect(report.objects("gates").map { $0["passed"] as? Bool } == [true, true])
    let missed = try Program(path: "/bin/bash").run(
      ["-c", script.replacingOccurrences(of: "--require-lower-bound 0.65", with: "--require-lower-bound 0.9999")],
      environment: ["DATA": "synthetic:vehicles"], folder: folder.path, timeout: 300)
    #expect(missed.status == 1)
  }
}
