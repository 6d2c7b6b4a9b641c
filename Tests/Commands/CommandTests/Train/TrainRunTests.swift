import Foundation
import Serialization
import Support
import TestSupport
import Testing

extension TrainProgramTests {
  /// Runs that go well, and what they print and leave.
  struct Runs {
    let bench: TrainBench
    init() throws { bench = try TrainBench() }

    /// What a short run on few images says of the recipe.
    private static let withoutCutMix =
      "cifar-train: without CutMix, which needs 80 epochs and more to help; --cutmix 1 turns it on\n"

    @Test func aRunLeavesItsFolder() throws {
      let result = try bench.run(
        [
          "--epochs", "2", "--lr", "0.001", "--data", TrainBench.sample, "--classes", "bicycle,motorcycle", "--output",
          "run",
        ]
      )
      #expect(result.status == 0)
      #expect(result.errorOutput == Self.withoutCutMix)
      let files = [
        "best.safetensors", "checkpoint.safetensors", "config.json", "last.safetensors", "metrics.csv", "metrics.jsonl",
        "report.html", "report.json", "report.md", "train.log",
      ]
      #expect(try FileSystem.names(in: bench.folder.file("run")) == files)
      try bench.expectValidFiles("run")
      #expect(try bench.folder.text("run/metrics.csv").split(separator: "\n").count == 3)
      #expect(try bench.folder.text("run/metrics.jsonl").split(separator: "\n").count == 2)

      let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      #expect(lines[0].hasSuffix("160 images to train on, 40 to validate, 2 classes"))
      #expect(lines[1].hasPrefix("resnet20, 2 epochs, batch 16, AdamW, one-cycle learning rate 0.001, seed 0, "))
      #expect(lines[2] == "run folder run")
      let columns = "epoch lr train loss train acc val loss val acc images/s time"
      #expect(lines[3].split(separator: " ").joined(separator: " ") == columns)
      for epoch in 1...2 {
        let words = lines[4 + epoch].split(separator: " ").map(String.init)
        #expect(words[0] == "\(epoch)" && words.count >= 8, "\(words)")
        // The last step of a one-cycle's epoch: on the way down, at the end near 0.
        #expect((0...0.001).contains(Double(words[1]) ?? -1), "\(words)")
      }
      #expect(lines[7].hasPrefix("best     epoch "))
      #expect(lines[8].hasPrefix("time     "))
      #expect(lines[9] == "weights  run/best.safetensors")
      #expect(lines[10] == "report   run/report.html")
      #expect(lines[11] == "next     cifar-eval --weights run --confusion")
      #expect(try bench.folder.text("run/train.log") == result.output)
      #expect(!result.output.contains("\u{1B}") && !result.output.contains("\r"))

      // The weights say all that is needed to use them.
      let weights = try WeightsFile.read(bench.folder.file("run/best.safetensors"))
      #expect(weights.metadata.model == "resnet20" && weights.metadata.classNames == ["bicycle", "motorcycle"])
      #expect(weights.metadata.input == .init(height: 32, width: 32))
    }

    /// A recipe that is named decides all that is left out, and the evaluation goes over its views.
    @Test func aSpeedRecipeIsTrainedAndEvaluated() throws {
      for recipe in ["airbench94", "airbench94-muon"] {
        let result = try bench.run([
          "--data", TrainBench.sample, "--classes", "bicycle,motorcycle", "--recipe", recipe, "--epochs", "2",
          "--batch-size", "64", "--seed", "3", "--output", recipe,
        ])
        #expect(result.status == 0 && result.errorOutput == "", "\(result.errorOutput)")
        let line = result.output.split(separator: "\n")[1]
        let rule = recipe == "airbench94" ? "SGD" : "Muon"
        #expect(line.hasPrefix("airbench, 2 epochs, batch 64, \(rule), triangle learning rate "), "\(line)")
        let configuration = try bench.folder.text("\(recipe)/config.json")
        #expect(configuration.contains(recipe == "airbench94" ? "\"lookahead\"" : "\"muon\""))
        let again = try bench.run([
          "--config", "\(recipe)/config.json", "--output", "again-\(recipe)", "--threads", "1",
        ])
        #expect(again.status == 0)
        #expect(try bench.areEqual("\(recipe)/last.safetensors", "again-\(recipe)/last.safetensors"))
        let report = try Program("cifar-eval").run(
          ["--weights", recipe, "--tta", "shift"], folder: bench.folder.path, timeout: 60)
        #expect(report.status == 0, "\(report.errorOutput)")
        #expect(
          report.output.contains(
            "\nanswers   averaged over each image, its mirror image, and both shifted by a pixel\n"))
      }
    }

    /// `--config` of a run gives that run again, on any number of threads.
    @Test func theConfigurationIsTheRun() throws {
      try bench.run(TrainBench.small + ["--epochs", "2", "--seed", "7", "--cutout", "8", "--output", "one"])
      let again = try bench.run(["--config", "one/config.json", "--output", "two", "--threads", "1"])
      #expect(again.status == 0)
      #expect(try bench.areEqual("one/best.safetensors", "two/best.safetensors"))
      #expect(try bench.areEqual("one/last.safetensors", "two/last.safetensors"))
      #expect(try bench.areEqual("one/config.json", "two/config.json"))
      // What is typed stands over what is in the file.
      try bench.run(["--config", "one/config.json", "--seed", "8", "--output", "three", "--quiet"])
      #expect(try !bench.areEqual("one/best.safetensors", "three/best.safetensors"))
      let text = try bench.folder.text("three/config.json")
      #expect(text == (try bench.folder.text("one/config.json")).replacing("\"seed\" : 7", with: "\"seed\" : 8"))
    }

    /// What a file with some settings leaves out comes from the recipe, as if they had been options.
    @Test func aPartOfAConfigurationIsEnough() throws {
      let data = ["--data", TrainBench.sample, "--classes", "bicycle,motorcycle", "--seed", "4", "--quiet"]
      try bench.folder.write(#"{"epochs": 1, "model": {"name": "resnet9"}, "mixing": {"mixup": 0.5}}"#, to: "part.json")
      try bench.run(data + ["--config", "part.json", "--output", "file"])
      try bench.run(data + ["--epochs", "1", "--model", "resnet9", "--mixup", "0.5", "--output", "options"])
      #expect(try bench.areEqual("file/config.json", "options/config.json"))
      #expect(try bench.areEqual("file/last.safetensors", "options/last.safetensors"))
    }

    @Test func adamWIsAnOptimizer() throws {
      let arguments = TrainBench.small.dropLast(2) + ["--epochs", "2", "--optimizer", "adamw", "--beta2", "0.99"]
      let result = try bench.run(arguments + ["--output", "run"])
      #expect(result.status == 0 && result.output.contains("one-cycle learning rate 0.001, "), "\(result)")
      let configuration = try RunConfigurationText(bench.folder.text("run/config.json"))
      #expect(configuration.optimizer.adamw == ["beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8])
      #expect(configuration.optimizer.weightDecay == 0.05)
      let again = try bench.run(["--config", "run/config.json", "--threads", "1", "--output", "again"])
      #expect(again.status == 0)
      #expect(try bench.areEqual("run/last.safetensors", "again/last.safetensors"))
    }

    private struct RunConfigurationText: Decodable {
      struct Optimizer: Decodable {
        let adamw: [String: Double]
        let weightDecay: Double
      }
      let optimizer: Optimizer
      init(_ text: String) throws { self = try JSONText.decode(RunConfigurationText.self, from: text) }
    }

    @Test func jsonIsOneObjectALine() throws {
      let result = try bench.run(TrainBench.small + ["--epochs", "2", "--json", "--output", "run"])
      #expect(result.status == 0 && result.errorOutput == "")
      let lines = result.output.split(separator: "\n")
      #expect(lines.count == 3)
      let objects = try lines.map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
      #expect(objects.prefix(2).map { $0["epoch"] as? Int } == [1, 2])
      #expect(objects[0]["validationAccuracy"] is Double)
      #expect(objects[2]["weights"] as? String == "run/best.safetensors")
      #expect(objects[2]["report"] as? String == "run/report.html")
      #expect((objects[2]["best"] as? [String: Any])?["epoch"] is Int)
      let history = lines.prefix(2).joined(separator: "\n") + "\n"
      #expect(try bench.folder.text("run/metrics.jsonl") == history)
    }

    @Test func quietIsQuiet() throws {
      let result = try bench.run(TrainBench.small + ["--epochs", "1", "--quiet", "--output", "run"])
      #expect(result.status == 0 && result.output == "" && result.errorOutput == "")
      #expect(try bench.folder.text("run/train.log").contains("weights  run/best.safetensors"))
    }

    @Test func foldersAreNumberedWhereNoneIsNamed() throws {
      for _ in 0..<2 { try bench.run(TrainBench.small + ["--epochs", "1", "--quiet"]) }
      let names = try FileSystem.names(in: bench.folder.file("runs"))
      #expect(names.count == 2 && names[1] == names[0] + "-2", "\(names)")
    }

    @Test func aBatchLargerThanTheDataIsSaid() throws {
      let result = try bench.run(TrainBench.small + ["--epochs", "1", "--batch-size", "500", "--output", "run"])
      #expect(result.status == 0)
      let note = "cifar-train: the batch size 500 is larger than the data; every step takes all 160 images\n"
      #expect(result.errorOutput == note)
    }

    @Test func aTrailingSlashAndSpacesInTheFolder() throws {
      let result = try bench.run(TrainBench.small + ["--epochs", "1", "--output", "my run/"])
      #expect(result.status == 0)
      #expect(result.output.contains("next     cifar-eval --weights 'my run/' --confusion\n"))
      #expect(FileSystem.isFile(bench.folder.file("my run/best.safetensors")))
    }

    /// Nothing is downloaded, nothing named: built-in images, which are called synthetic.
    @Test func withoutDataItTakesSyntheticImagesAndSaysSo() throws {
      let result = try bench.run(["--epochs", "1", "--batch-size", "128", "--output", "run"])
      #expect(result.status == 0)
      let note =
        "cifar-train: no data set under data/: using built-in synthetic images; "
        + "`cifar-data download cifar-100` gets real ones\n"
      #expect(result.errorOutput == note + Self.withoutCutMix)
      #expect(result.output.contains("synthetic"))
      let weights = try WeightsFile.read(bench.folder.file("run/best.safetensors"))
      #expect(weights.metadata.provenance.isSynthetic)
    }
  }
}
