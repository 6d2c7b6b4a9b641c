import Foundation
import Serialization
import TestSupport
import Testing

extension TrainProgramTests {
  /// Runs of a given time.
  struct Budgets {
    let bench: TrainBench
    init() throws { bench = try TrainBench() }

    private static let data = ["--data", TrainBench.sample, "--classes", "bicycle,motorcycle"]

    /// The tests share their machine, so twice the time is allowed; a quiet one keeps the budget itself.
    @Test func aRunKeepsItsBudgetAndSaysHow() throws {
      let start = ProcessInfo.processInfo.systemUptime
      let result = try bench.run(Self.data + ["--budget", "12s", "--output", "run"])
      let seconds = ProcessInfo.processInfo.systemUptime - start
      #expect(result.status == 0, "\(result.errorOutput)")
      #expect(seconds < 24 && seconds > 2, "\(seconds)")
      let notes = result.errorOutput.split(separator: "\n")
      #expect(notes.first?.hasPrefix("cifar-train: budget 12s: resnet20") == true, "\(result.errorOutput)")
      #expect(
        notes.count >= 2
          && notes.dropFirst().allSatisfy { $0.contains("an epoch, ") || $0.contains("wider: not tried") })
      // What was chosen stands in the configuration and is what was done.
      let configuration = try JSONObject(bench.folder.text("run/config.json"))
      let epochs = try #require(configuration.number("epochs"))
      #expect(epochs >= 1)
      #expect(try bench.folder.text("run/metrics.jsonl").split(separator: "\n").count == epochs)
      let model = try #require(configuration.fields["model"] as? [String: Any])
      let width = try #require(model["width"] as? Int)
      #expect([1, 2, 4].contains(width))
      #expect(notes.first?.contains("\(epochs) epoch") == true)
    }

    /// A wide network is trained, stopped, resumed and asked as any other, and its configuration repeats it.
    @Test func theWidthIsKeptByResumeConfigurationAndWeights() throws {
      let wide = Self.data + ["--width", "2", "--model", "resnet20", "--epochs", "2"]
      let whole = try bench.run(wide + ["--output", "whole"])
      #expect(whole.status == 0 && whole.output.contains("resnet20 of width 2, 2 epochs"))
      let weights = try WeightsFile.read(bench.folder.file("whole/best.safetensors"))
      #expect(weights.metadata.modelConfiguration["width"] == "2")
      #expect(weights["conv1.weight"]?.shape == [32, 3, 3, 3])

      let stopped = try bench.run(
        wide + ["--output", "parts", "--json"], signal: .init(SIGINT, afterOutput: "\"epoch\":1"))
      #expect(stopped.status == 130 || stopped.status == 0)
      let resumed = try bench.run(["--resume", "parts"])
      #expect(resumed.status == 0, "\(resumed.errorOutput)")
      #expect(try bench.areEqual("whole/last.safetensors", "parts/last.safetensors"))
      let again = try bench.run(["--config", "whole/config.json", "--output", "again", "--quiet"])
      #expect(again.status == 0)
      #expect(try bench.areEqual("whole/last.safetensors", "again/last.safetensors"))

      let evaluated = try Program("cifar-eval").run(["--weights", "whole"], folder: bench.folder.path)
      #expect(evaluated.status == 0, "\(evaluated.errorOutput)")
      #expect(evaluated.output.contains("resnet20 of width 2, whole/best.safetensors"), "\(evaluated.output)")
    }
  }
}
