import Foundation
import Support
import TestSupport
import Testing

extension TrainProgramTests {
  /// What is refused, in which words and with which status.
  struct Refusals {
    let bench: TrainBench
    init() throws { bench = try TrainBench() }

    struct Case: Sendable, CustomTestStringConvertible {
      let arguments: [String]
      let status: Int32
      let message: String
      let hint: String?
      init(_ arguments: [String], _ status: Int32, _ message: String, _ hint: String?) {
        (self.arguments, self.status, self.message, self.hint) = (arguments, status, message, hint)
      }
      var testDescription: String { arguments.filter { !$0.hasPrefix("/") }.joined(separator: " ") }
    }

    private static let see = "see 'cifar-train --help'"
    private static let list = "`cifar-train --help` lists the options with their defaults"
    private static let shapes = ["--data", "synthetic:shapes", "--classes", "circle,star"]

    static let cases: [Case] = [
      // Options.
      Case(["--epoch", "3"], 64, "unknown option '--epoch'", "did you mean '--epochs'?"),
      Case(["--learning-rat", "3"], 64, "unknown option '--learning-rat'", see),
      Case(["run"], 64, "unexpected argument 'run'", see),
      Case(
        ["--schedule", "cosinus"], 64,
        "option '--schedule': expected one of 'constant', 'step', 'multistep', 'cosine', 'one-cycle' or 'triangle', "
          + "found 'cosinus'",
        "did you mean 'cosine'?"),
      Case(["--resume", "a", "--output", "b"], 64, "--resume and --output contradict each other", nil),
      Case(["--resume", "a", "--config", "b"], 64, "--resume and --config contradict each other", nil),
      Case(["--recipe", "airbench94", "--config", "b"], 64, "--recipe and --config contradict each other", nil),
      Case(["--recipe", "airbench94", "--resume", "b"], 64, "--recipe and --resume contradict each other", nil),
      Case(
        ["--recipe", "airbench"], 64,
        "option '--recipe': expected one of 'default', 'airbench94', 'airbench94-muon' or 'airbench95', "
          + "found 'airbench'",
        "did you mean 'airbench94'?"),
      Case(
        shapes + ["--recipe", "airbench94", "--warmup-epochs", "2"], 64,
        "--warmup-epochs does not go with the triangle schedule, which rises by itself", nil),
      Case(
        ["--resume", "a", "--seeds", "3"], 64, "--resume and --seeds contradict each other",
        "give the command of the series once more: finished runs are kept, the interrupted one continues"),
      Case(
        ["--seeds", "1"], 64, "option '--seeds': expected a whole number from 2 to 1000, found '1'", see),
      Case(
        shapes + ["--seeds", "3", "--validation", "0"], 64,
        "--seeds: expected a validation split to compare the runs on, found --validation 0", list),
      Case(
        shapes + ["--seeds", "3", "--seed", "18446744073709551615"], 64,
        "--seed: expected at most 18446744073709551613, found 18446744073709551615", list),
      Case(
        ["--resume", "a", "--budget", "3m"], 64, "--resume and --budget contradict each other",
        "what the budget allowed stands in the run's configuration"),
      Case(
        ["--seeds", "3", "--budget", "3m"], 64, "--seeds and --budget contradict each other",
        "train once with --budget, then with --seeds and that run's configuration as --config"),
      Case(
        ["--budget", "3m", "--width", "2", "--epochs", "3"], 64,
        "--budget has nothing to choose where --width and --epochs are given", "leave one out"),
      Case(
        ["--budget", "10"], 64, "option '--budget': expected a time such as 90s, 10m or 1h30m, found '10'", see),
      Case(
        shapes + ["--budget", "1s", "--model", "resnet110"], 64,
        "--budget: expected time for one epoch of resnet110, about ",
        "give more time, choose a faster --model, or fewer images"),
      Case(
        shapes + ["--width", "17", "--model", "resnet20"], 64,
        "model 'resnet20': expected a width of 1 to 16, found 17",
        "the width multiplies the channels; leave it out for the published network"),
      Case(["--quiet", "--json"], 64, "--quiet and --json contradict each other", "give one of them"),
      Case(
        ["--lr-step", "5", "--schedule", "cosine"], 64, "--lr-step belongs to --schedule step, found cosine",
        "leave one out"),
      Case(
        shapes + ["--optimizer", "adamw", "--momentum", "0.8"], 64, "--momentum and --nesterov do not go with AdamW",
        "give --beta1"),
      Case(
        ["--optimizer", "sgd", "--beta1", "0.8"], 64,
        "--beta1, --beta2 and --epsilon belong to --optimizer adamw, found sgd", "leave them out"),
      Case(
        shapes + ["--recipe", "airbench94", "--optimizer", "adamw"], 64,
        "--lr: expected a learning rate for AdamW, which recipe airbench94 does not have, found none", list),
      Case(shapes + ["--beta2", "1"], 64, "--beta2: expected 0 to below 1, found 1.0", list),
      Case(["--no-augment", "--cutout", "4"], 64, "--no-augment contradicts the other augmentation options", nil),
      Case(
        shapes + ["--warmup-epochs", "2"], 64,
        "--warmup-epochs does not go with the one-cycle schedule, which rises by itself", nil),
      Case(
        shapes + ["--lr-gamma", "0.5"], 64, "--lr-gamma does not go with the one-cycle schedule",
        "give --lr-step or --lr-milestones as well"),
      // Values.
      Case(shapes + ["--lr", "0"], 64, "--lr: expected a number above 0, found 0.0", list),
      Case(shapes + ["--lr=-1"], 64, "--lr: expected a number above 0, found -1.0", list),
      Case(shapes + ["--epochs", "0"], 64, "--epochs: expected 1 to 100000, found 0", list),
      Case(shapes + ["--batch-size", "0"], 64, "--batch-size: expected 1 to 65536, found 0", list),
      Case(shapes + ["--validation", "1"], 64, "--validation: expected 0 to below 1, found 1.0", list),
      Case(shapes + ["--momentum", "1"], 64, "--momentum: expected 0 to below 1, found 1.0", list),
      Case(shapes + ["--patience", "0"], 64, "--patience: expected 1 epoch or more, found 0", list),
      Case(
        shapes + ["--patience", "3", "--validation", "0"], 64,
        "--patience: expected a validation split to watch, found --validation 0", list),
      Case(["--threads", "0"], 64, "--threads: expected 1 to 1024, found 0", nil),
      Case(["--isa", "mmx"], 64, "--isa: the instruction set 'mmx' is not available", nil),
      Case(
        shapes + ["--model", "resnet21"], 64, "unknown model 'resnet21'",
        "models are resnet20, resnet32, resnet44, resnet56, resnet110, resnet18, resnet34, resnet9, "
          + "airbench, airbench95"),
      Case(shapes + ["--cutout", "33"], 78, "augmentation setting cutout is 33, expected 0 to 32 pixels", nil),
      // Data.
      Case(["--data", "nowhere"], 66, "cannot read 'nowhere': no such file or folder", "check the path"),
      Case(["--data", "synthetic:shape"], 64, "unknown synthetic data set", "did you mean synthetic:shapes?"),
      Case(
        ["--data", TrainBench.sample, "--classes", "bicycle,motorcicle"], 64, "unknown class \"motorcicle\"",
        "did you mean \"motorcycle\"?"),
      Case(
        ["--data", TrainBench.sample, "--classes", "bicycle,bicycle"], 64, "the class \"bicycle\" is given twice",
        "name every class once"),
      Case(
        ["--data", TrainBench.sample, "--classes", "bicycle"], 65,
        "training needs at least 2 classes, the data have 1 (bicycle)", nil),
      Case(
        ["--data", TrainBench.sample, "--classes", "bicycle,apple"], 65,
        "'\(TrainBench.sample)/cifar-100-binary': the class \"apple\" has no images", nil),
      // Files.
      Case(["--config", "none.json"], 66, "cannot read 'none.json': no such file or folder", "check the path"),
      Case(["--resume", "none"], 66, "'none': holds no run to resume (no checkpoint.safetensors)", nil),
      Case(
        shapes + ["--init-from", "none.safetensors"], 66, "'none.safetensors'", nil),
      Case(
        shapes + ["--output", "/dev/null/run"], 73,
        "cannot create '/dev/null': a file of that name exists", nil),
      Case(shapes + ["--output", "/proc/run"], 73, "cannot create '/proc/run': ", nil),
    ]

    @Test(arguments: cases) func isRefused(_ case: Case) throws {
      let result = try bench.run(`case`.arguments)
      #expect(result.status == `case`.status, "\(result.errorOutput)")
      #expect(result.output == "")
      let lines = result.errorOutput.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 3 && lines.last == "", "one line, and one for the hint: \(result.errorOutput)")
      #expect(lines[0].hasPrefix("cifar-train: error: "))
      #expect(lines[0].contains(`case`.message), "\(result.errorOutput)")
      if let hint = `case`.hint { #expect(lines[1] == "  hint: \(hint)") }
      #expect(try bench.folder.names() == [], "nothing is left behind")
    }

    @Test(arguments: ["nan", "inf", "abc", ""]) func aRateThatIsNoNumberIsRefused(_ rate: String) throws {
      let result = try bench.run(["--data", "synthetic:shapes", "--lr", rate])
      #expect(result.status == 64 && result.errorOutput.contains("--lr"), "\(result.errorOutput)")
      #expect(try bench.folder.names() == [])
    }

    @Test func aTruncatedArchiveIsRefused() throws {
      let line =
        "tar czf whole.tar.gz -C '\(TrainBench.sample)' cifar-100-binary && head -c 100000 whole.tar.gz > half.tar.gz"
      _ = try Program(path: "/bin/sh").run(["-c", line], folder: bench.folder.path)
      let result = try bench.run(["--data", "half.tar.gz", "--classes", "bicycle,motorcycle"])
      #expect(result.status == 65)
      #expect(result.errorOutput.hasPrefix("cifar-train: error: 'half.tar.gz': "), "\(result.errorOutput)")
      #expect(result.output == "")
    }

    @Test func aConfigurationWithAMisspeltSettingIsRefused() throws {
      let text = """
        {"data": {"source": "synthetic:shapes"}, "model": {"name": "resnet20"}, "epochs": 1, "batchsize": 16,
         "batchSize": 32, "schedule": {"peak": 0.1}}
        """
      try bench.folder.write(text, to: "config.json")
      let result = try bench.run(["--config", "config.json"])
      #expect(result.status == 65)
      #expect(
        result.errorOutput == """
          cifar-train: error: 'config.json', field 'batchsize': unknown field
            hint: did you mean 'batchSize'?

          """)
    }

    @Test func aFolderWithARunIsNotOverwritten() throws {
      try bench.run(TrainBench.small + ["--epochs", "1", "--output", "run", "--quiet"])
      let before = try bench.folder.read("run/best.safetensors")
      let result = try bench.run(TrainBench.small + ["--epochs", "1", "--output", "run"])
      #expect(result.status == 78)
      #expect(
        result.errorOutput == """
          cifar-train: error: 'run': holds a run already
            hint: continue with --resume run, replace it with --overwrite, or choose another --output

          """)
      let isUntouched = try bench.folder.read("run/best.safetensors") == before
      #expect(isUntouched)

      // Settings that contradict the run are named.
      let other = try bench.run(["--resume", "run", "--lr", "0.5", "--batch-size", "4"])
      #expect(other.status == 78 && other.output == "")
      #expect(
        other.errorOutput == """
          cifar-train: error: 'run/checkpoint.safetensors': checkpoint of another configuration: \
          batchSize is 4 now, was 16; schedule.peak is 0.5 now, was 0.01
            hint: give the settings the run was started with, or start a new run

          """)
      // So are other images.
      let data = try bench.run(["--resume", "run", "--data", "synthetic:vehicles"])
      #expect(data.status == 78)
      #expect(
        data.errorOutput == """
          cifar-train: error: 'run/checkpoint.safetensors': the images, labels or classes are not those of this run
            hint: give the data the run was started with by --data, or start a new run

          """)
    }

    @Test func aFolderInUseIsRefused() throws {
      let path = bench.folder.file("run")
      try FileSystem.createFolder(path)
      let lock = try FolderLock(folder: path)
      let result = try bench.run(TrainBench.small + ["--epochs", "1", "--output", "run"])
      #expect(result.status == 73)
      let process = ProcessInfo.processInfo.processIdentifier
      #expect(result.errorOutput.hasPrefix("cifar-train: error: folder 'run' is in use by process \(process)\n"))
      #expect(try FileSystem.names(in: path) == [FolderLock.fileName])
      _ = consume lock
    }

    @Test func divergenceIsExplained() throws {
      let options = [
        "--optimizer", "adamw", "--epochs", "2", "--lr", "1e30", "--schedule", "constant", "--output", "run",
      ]
      let result = try bench.run(TrainBench.small.dropLast(2) + options)
      #expect(result.status == 1)
      let lines = result.errorOutput.split(separator: "\n")
      #expect(
        lines[0].hasPrefix("cifar-train: error: the loss is no longer a number in epoch 1, batch "), "\(lines)")
      #expect(lines[0].hasSuffix(", at learning rate 1e+30"))
      #expect(lines[1] == "  hint: try a smaller --lr, or --clip-norm 1")
      #expect(!FileSystem.exists(bench.folder.file("run/best.safetensors")))
    }
  }
}
