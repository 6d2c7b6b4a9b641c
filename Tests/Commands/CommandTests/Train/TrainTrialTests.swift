import Foundation
import Support
import TestSupport
import Testing

extension TrainProgramTests {
  /// `--dry-run` and `--overwrite`.
  @Suite struct TrainTrialTests {
    let bench: TrainBench
    init() throws { bench = try TrainBench() }

    private let short = TrainBench.small + ["--epochs", "1"]

    @Test func aDryRunSaysWhatWouldBeDoneAndWritesNothing() throws {
      let result = try bench.run(short + ["--output", "a/run", "--dry-run"])
      #expect(result.status == 0 && result.errorOutput == "", "\(result.errorOutput)")
      let lines = result.output.split(separator: "\n")
      #expect(lines.count == 4 && lines[0].contains("160 images to train on, 40 to validate, 2 classes"))
      #expect(lines[1].contains("1 epoch, batch 16") && lines[2] == "run folder a/run, to be made")
      #expect(lines[3] == "dry run: all is in order, nothing was written")
      #expect(try bench.folder.names() == [])
      let json = try JSONObject(bench.run(short + ["--dry-run", "--json"]).output)
      #expect(json.number("trainingImages") == 160 && json.number("validationImages") == 40)
      #expect(json.text("folder") == "runs/resnet20-synthetic" && json.flag("replaces") == false)
      #expect((json.fields["configuration"] as? [String: Any])?["epochs"] as? Int == 1)
      #expect(try bench.run(short + ["--dry-run", "--quiet"]).output == "")
      #expect(try bench.run(short + ["--dry-run", "--seeds", "3"]).output.contains("to be made, for 3 runs"))
      #expect(try bench.folder.names() == [])
    }

    @Test func aDryRunFailsWhereTheRunWould() throws {
      try bench.folder.write("x", to: "file")
      try bench.run(short + ["--output", "run", "--quiet"])
      let before = try FileSystem.names(in: bench.folder.file("run"))
      for (arguments, status) in [
        (["--output", "run"], 78), (["--output", "file"], 73), (["--output", "file/run"], 73),
        (["--model", "resnet21"], 64), (["--init-from", "file"], 65),
      ] as [([String], Int32)] {
        let result = try bench.run(short + arguments + ["--dry-run"])
        #expect(result.status == status && result.output == "", "\(arguments): \(result.errorOutput)")
      }
      #expect(try bench.run(["--data", "absent", "--dry-run"]).status == 66)
      let resumed = try bench.run(["--resume", "run", "--dry-run"])
      #expect(resumed.status == 0 && resumed.output.contains("run folder run, to be continued after 1 epoch"))
      #expect(try bench.run(["--resume", "run", "--lr", "0.5", "--dry-run"]).status == 78)
      #expect(try FileSystem.names(in: bench.folder.file("run")) == before)
    }

    @Test func aRunIsReplacedWhenThatIsAskedFor() throws {
      try bench.run(short + ["--output", "run", "--quiet", "--tensorboard"])
      let planned = try bench.run(short + ["--seed", "1", "--output", "run", "--overwrite", "--dry-run"])
      #expect(planned.status == 0 && planned.output.contains("whose run would be replaced"))
      let replaced = try bench.run(short + ["--seed", "1", "--output", "run", "--overwrite", "--quiet"])
      #expect(replaced.status == 0, "\(replaced.errorOutput)")
      #expect(try bench.folder.text("run/config.json").contains("\"seed\" : 1"))
      #expect(!FileSystem.exists(bench.folder.file("run/events.out.tfevents.cifarkit")))

      // Other files are not taken along.
      try bench.folder.write("mine", to: "run/notes.txt")
      let before = try bench.folder.read("run/best.safetensors")
      let refused = try bench.run(short + ["--output", "run", "--overwrite"])
      #expect(refused.status == 78)
      #expect(
        refused.errorOutput == """
          cifar-train: error: 'run': holds other files besides the run: notes.txt
            hint: move them elsewhere, or choose another --output

          """)
      let isUntouched = try bench.folder.read("run/best.safetensors") == before
      #expect(isUntouched)
      #expect(try bench.folder.text("run/notes.txt") == "mine")
    }

    @Test func aSeriesIsReplacedWhenThatIsAskedFor() throws {
      let series = short + ["--seeds", "2", "--output", "five", "--quiet"]
      try bench.run(series)
      let other = try bench.run(series + ["--batch-size", "32"])
      #expect(other.status == 78)
      let replaced = try bench.run(series + ["--batch-size", "32", "--overwrite"])
      #expect(replaced.status == 0, "\(replaced.errorOutput)")
      #expect(try bench.folder.text("five/seed-1/config.json").contains("\"batchSize\" : 32"))
    }

    @Test func overwritingNeedsAFolder() throws {
      let result = try bench.run(short + ["--overwrite"])
      #expect(result.status == 64 && result.errorOutput.contains("--output names, which is missing"))
      #expect(try bench.run(["--resume", "run", "--overwrite"]).status == 64)
    }
  }
}
