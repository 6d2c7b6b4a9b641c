import Foundation
import Support
import TestSupport
import Testing

extension TrainProgramTests {
  /// Runs that start from the weights of another, and programs that find a run by themselves.
  @Suite struct InitialWeightsTests {
    let bench: TrainBench
    init() throws { bench = try TrainBench() }

    private func train(_ arguments: String...) throws -> Program.Result {
      try bench.run(TrainBench.small + ["--epochs", "1", "--quiet"] + arguments)
    }

    private func model(_ run: String) throws -> [String: AnyHashable] {
      let settings = try JSONSerialization.jsonObject(with: Data(bench.folder.read("\(run)/config.json")))
      return try #require((settings as? [String: Any])?["model"] as? [String: AnyHashable])
    }

    @Test func theArchitectureIsThatOfTheWeightsUnlessOneIsNamed() throws {
      let wide = ["--model", "resnet20", "--shortcut", "B", "--width", "2"]
      #expect(try bench.run(TrainBench.small + wide + ["--epochs", "1", "--quiet", "--output", "first"]).status == 0)
      // A run's folder and a file of weights do the same; without --model, and with only its name.
      for (number, options) in [["first"], ["first/best.safetensors"], ["first", "--model", "resnet20"]].enumerated() {
        let run = "next-\(number)"
        let result = try bench.run(
          TrainBench.small + ["--epochs", "1", "--quiet", "--output", run, "--init-from"] + options)
        #expect(result.status == 0, "\(result.errorOutput)")
        #expect(try model(run) == model("first"))
        #expect(try bench.areEqual("next-0/best.safetensors", "\(run)/best.safetensors"))
      }
      let other = try train("--init-from", "first", "--model", "resnet9", "--output", "other")
      #expect(other.status == 78 && other.errorOutput.contains("holds a resnet20"))
      let none = try train("--init-from", "nowhere", "--output", "other")
      #expect(none.status == 66 && none.errorOutput.contains("'nowhere'"))
      let both = try bench.run(["--resume", "next-0", "--init-from", "first"])
      #expect(both.status == 64 && both.errorOutput.contains("--resume and --init-from contradict each other"))
    }

    @Test func theRunThatIsReadIsNotReplaced() throws {
      #expect(try train("--output", "run").status == 0)
      let before = try bench.folder.read("run/best.safetensors")
      let result = try train("--init-from", "run", "--output", "run/", "--overwrite")
      #expect(result.status == 64 && result.errorOutput.contains("another folder than that of --init-from"))
      let isUntouched = try bench.folder.read("run/best.safetensors") == before
      #expect(isUntouched)
    }

    @Test func theNewestFinishedRunIsJudgedAndAsked() throws {
      let judge = try Program("cifar-eval")
      let none = try judge.run([], folder: bench.folder.path)
      #expect(none.status == 66 && none.errorOutput.contains("--weights is not given, and no finished run"))
      #expect(try train("--output", "runs/older").status == 0)
      #expect(try train("--seed", "1", "--output", "runs/newer").status == 0)
      let judged = try judge.run([], folder: bench.folder.path, timeout: 60)
      #expect(judged.status == 0 && judged.output.contains("runs/newer/best.safetensors"))
      #expect(judged.errorOutput.contains("the newest finished run, 'runs/newer'"))
      try bench.folder.write(
        FileReading.bytes(at: Repository.path("Tests/Data/ImagesTests/Fixtures/photo-tiny.png"), limit: 1 << 20),
        to: "photo.png")
      let asked = try Program("cifar-predict").run(["photo.png", "--jsonl"], folder: bench.folder.path, timeout: 60)
      #expect(asked.status == 0 && asked.output.contains("photo.png"))
      #expect(asked.errorOutput.contains("'runs/newer'"))
    }

    /// A value out of its range is looked for where it stands.
    @Test func aValueOfAFileIsNotCalledAnOption() throws {
      try bench.folder.write(#"{"epochs": 0, "schedule": {"peak": -1}}"#, to: "part.json")
      let arguments = ["--data", TrainBench.sample, "--config", "part.json"]
      let file = try bench.run(arguments)
      #expect(file.status == 78)
      #expect(file.errorOutput.contains("'part.json': setting 'epochs': expected 1 to 100000, found 0"))
      let option = try bench.run(arguments + ["--epochs", "1", "--lr", "-2"])
      #expect(option.status == 64 && option.errorOutput.contains("--lr: expected a number above 0, found -2.0"))
    }
  }
}
