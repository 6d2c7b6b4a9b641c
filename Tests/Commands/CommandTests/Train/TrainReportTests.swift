import Foundation
import Support
import TestSupport
import Testing

extension TrainProgramTests {
  /// The report about the validation images that a run leaves in its folder.
  struct Reports {
    let bench: TrainBench
    init() throws { bench = try TrainBench() }

    private func json(_ path: String) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(bench.folder.read(path))) as? [String: Any])
    }

    @Test func tellsWhatTheRunSaid() throws {
      let result = try bench.run(TrainBench.small + ["--epochs", "2", "--output", "run"])
      #expect(result.status == 0 && result.errorOutput == "")
      let report = try json("run/report.json")
      let accuracy = try #require(report["accuracy"] as? [String: Any])
      #expect((report["context"] as? [String: Any])?["split"] as? String == "validation")
      #expect(accuracy["trials"] as? Int == 40)
      let value = try #require(accuracy["value"] as? Double)
      #expect(result.output.contains("validation accuracy \(String(format: "%.4f", value)) ("))

      let page = try bench.folder.text("run/report.html")
      for text in [
        "id=\"training\"", "id=\"chart-learning-rate-title\"", "Checksum of the images", "&quot;batchSize&quot;",
        "slightly optimistic",
      ] { #expect(page.contains(text), "\(text)") }
      #expect(try bench.folder.text("run/report.md").contains("## Training"))
      // The same figures as from the program that is made for them, of the same images.
      let again = try Program("cifar-eval").run(
        ["--weights", "run", "--split", "validation", "--json", "-"], folder: bench.folder.path)
      let other = try #require(try JSONSerialization.jsonObject(with: Data(again.output.utf8)) as? [String: Any])
      #expect(other["confusion"] as? [[Int]] == report["confusion"] as? [[Int]])
      #expect(other["crossEntropy"] as? Double == report["crossEntropy"] as? Double)
    }

    @Test func withoutValidationThereIsNone() throws {
      let result = try bench.run(
        TrainBench.small + ["--epochs", "1", "--validation", "0", "--json", "--output", "run"])
      #expect(result.status == 0 && result.errorOutput == "")
      #expect(!result.output.contains("report"))
      #expect(!FileSystem.exists(bench.folder.file("run/report.html")))
    }

    /// The run is worth more than the report about it.
    @Test func aReportThatCannotBeWrittenDoesNotLoseTheRun() throws {
      try FileSystem.createFolder(bench.folder.file("run/report.json"))
      let result = try bench.run(TrainBench.small + ["--epochs", "1", "--output", "run"])
      #expect(result.status == 0)
      #expect(
        result.errorOutput
          == "cifar-train: no report was written: cannot create 'run/report.json': a folder of that name exists\n")
      #expect(result.output.contains("weights  run/best.safetensors\nnext     cifar-eval --weights run --confusion\n"))
    }

    @Test func anInterruptedRunHasNone() throws {
      let stopped = try bench.run(
        TrainBench.small + ["--epochs", "3", "--output", "run"], signal: .init(SIGINT, afterOutput: "\n    1 "))
      #expect(stopped.status == 130)
      #expect(!FileSystem.exists(bench.folder.file("run/report.html")))
    }
  }
}
