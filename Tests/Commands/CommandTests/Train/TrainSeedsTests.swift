import Foundation
import Support
import TestSupport
import Testing

extension TrainProgramTests {
  /// Series of runs with several seeds.
  struct Seeds {
    let bench: TrainBench
    init() throws { bench = try TrainBench() }

    private static let arguments = TrainBench.small + ["--epochs", "2", "--seed", "7", "--seeds", "2"]

    private func summary(_ path: String = "series/seeds.json") throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(bench.folder.read(path))) as? [String: Any])
    }

    @Test func everySeedIsAnOrdinaryRun() throws {
      let result = try bench.run(Self.arguments + ["--output", "series"])
      #expect(result.status == 0 && result.errorOutput == "", "\(result.errorOutput)")
      #expect(try FileSystem.names(in: bench.folder.file("series")) == ["seed-7", "seed-8", "seeds.json"])
      try bench.run(TrainBench.small + ["--epochs", "2", "--seed", "8", "--output", "alone", "--quiet"])
      #expect(try bench.areEqual("series/seed-8/best.safetensors", "alone/best.safetensors"))
      #expect(FileSystem.isFile(bench.folder.file("series/seed-7/report.html")))

      let summary = try summary()
      let runs = try #require(summary["runs"] as? [[String: Any]])
      #expect(runs.map { $0["seed"] as? Int } == [7, 8])
      #expect(runs[1]["weights"] as? String == "series/seed-8/best.safetensors")
      let best = try runs.map { try #require(($0["best"] as? [String: Any])?["validationAccuracy"] as? Double) }
      let statistics = try #require(summary["bestAccuracy"] as? [String: Any])
      let (mean, deviation) = ((best[0] + best[1]) / 2, abs(best[0] - best[1]) / 2.0.squareRoot())
      #expect(abs(try #require(statistics["mean"] as? Double) - mean) < 1e-12)
      #expect(abs(try #require(statistics["deviation"] as? Double) - deviation) < 1e-12)
      let lastLoss = try #require(summary["lastLoss"] as? [String: Any])
      #expect((lastLoss["interval"] as? [String: Double])?["upper"] ?? 0 > (lastLoss["mean"] as? Double ?? .infinity))
      for text in [
        "seed 7, run 1 of 2\n", "seed 8, run 2 of 2\n", "\nValidation accuracy and loss over 2 seeds\n",
        "\nmean ", "\ndeviation ", "\n95 % interval ", String(format: "%.4f", mean),
      ] { #expect(result.output.contains(text), "\(text)") }
      #expect(result.output.hasSuffix("summary  series/seeds.json\n"))
    }

    /// Saying the same once more keeps what is finished and continues what is not.
    @Test func anInterruptedSeriesGoesOn() throws {
      try bench.run(Self.arguments + ["--output", "whole", "--quiet"])
      let stopped = try bench.run(
        Self.arguments + ["--output", "my series"], signal: .init(SIGINT, afterOutput: "run folder my series/seed-8"))
      #expect(stopped.status == 130)
      let command = (["cifar-train"] + Self.arguments).joined(separator: " ")
      #expect(stopped.errorOutput == "cifar-train: continue with: \(command) --output 'my series'\n")
      #expect(try summary("my series/seeds.json")["runs"].map { ($0 as? [Any])?.count } == 1)

      let resumed = try bench.run(Self.arguments + ["--output", "my series"])
      #expect(resumed.status == 0 && resumed.errorOutput == "", "\(resumed.errorOutput)")
      #expect(resumed.output.contains("seed 7, run 1 of 2\ntrained before: kept my series/seed-7/best.safetensors\n"))
      for name in ["seed-7/best.safetensors", "seed-8/best.safetensors", "seed-8/last.safetensors"] {
        #expect(try bench.areEqual("my series/\(name)", "whole/\(name)"), "\(name)")
      }
    }

    @Test func withoutAFolderItMakesOneAndNamesIt() throws {
      let stopped = try bench.run(Self.arguments, signal: .init(SIGINT, afterOutput: "/seed-7\n"))
      #expect(stopped.status == 130)
      let names = try FileSystem.names(in: bench.folder.file("runs"))
      #expect(names.count == 1 && names[0].hasSuffix("-seeds"), "\(names)")
      #expect(stopped.errorOutput.hasSuffix(" --seeds 2 --output runs/\(names[0])\n"), "\(stopped.errorOutput)")
    }

    @Test func jsonAndQuiet() throws {
      let result = try bench.run(
        TrainBench.small + ["--epochs", "1", "--seeds", "2", "--json", "--output", "series"])
      #expect(result.status == 0 && result.errorOutput == "")
      let lines = try result.output.split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
      // An epoch and an end for each run, and the series.
      #expect(lines.count == 5 && lines[1]["weights"] as? String == "series/seed-0/best.safetensors")
      #expect((lines[4]["runs"] as? [Any])?.count == 2 && lines[4]["bestAccuracy"] is [String: Any])
      let quiet = try bench.run(
        TrainBench.small + ["--epochs", "1", "--seeds", "2", "--quiet", "--output", "series"])
      #expect(quiet.status == 0 && quiet.output == "" && quiet.errorOutput == "")
    }

    @Test func otherSettingsAreRefused() throws {
      try bench.run(Self.arguments + ["--output", "series", "--quiet"])
      let result = try bench.run(Self.arguments + ["--momentum", "0.5", "--output", "series", "--quiet"])
      #expect(result.status == 78)
      #expect(result.errorOutput.contains("series/seed-7/checkpoint.safetensors"), "\(result.errorOutput)")
    }
  }
}
