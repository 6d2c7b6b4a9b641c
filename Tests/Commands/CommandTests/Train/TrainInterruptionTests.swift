import Foundation
import Serialization
import Support
import TestSupport
import Testing

extension TrainProgramTests {
  /// Runs that are stopped, killed or run out of space, and go on to the bits they would have had.
  struct Interruptions {
    let bench: TrainBench
    init() throws { bench = try TrainBench() }

    private static let arguments =
      TrainBench.small + ["--epochs", "3", "--schedule", "constant", "--average-decay", "0.9", "--seed", "5"]

    /// The same run without any interruption.
    private func runWhole() throws {
      let result = try bench.run(Self.arguments + ["--output", "whole", "--quiet"])
      #expect(result.status == 0)
    }

    private func expectEqualToWhole(sourceLocation: SourceLocation = #_sourceLocation) throws {
      for name in ["best.safetensors", "last.safetensors"] {
        #expect(try bench.areEqual("run/\(name)", "whole/\(name)"), "\(name)", sourceLocation: sourceLocation)
      }
      #expect(
        try bench.folder.text("run/metrics.csv").split(separator: "\n").count == 4, sourceLocation: sourceLocation)
    }

    @Test(arguments: [
      (SIGINT, "run folder run\n", Int32(130)), (SIGTERM, "run folder run\n", 143), (SIGINT, "\n    1 ", 130),
    ])
    func aSignalSavesTheState(_ signal: Int32, _ moment: String, _ status: Int32) throws {
      try runWhole()
      let stopped = try bench.run(
        Self.arguments + ["--output", "run"], signal: .init(signal, afterOutput: moment))
      #expect(stopped.status == status && stopped.killedBy == nil)
      #expect(stopped.errorOutput == "cifar-train: continue with: cifar-train --resume run\n")
      #expect(stopped.output.contains("; the state is saved\n"))
      try bench.expectValidFiles("run")
      let resumed = try bench.run(["--resume", "run"])
      #expect(resumed.status == 0 && resumed.errorOutput == "")
      try expectEqualToWhole()
    }

    /// Nothing is lost that was not begun: a stop while the images are read just ends the program.
    @Test func aSignalBeforeTheRunBeginsEndsIt() throws {
      // The notice comes before the images are read.
      let result = try bench.run(
        ["--output", "run"], timeout: 30, signal: .init(SIGINT, afterOutput: "built-in synthetic"))
      #expect(result.status == 130)
      if FileSystem.exists(bench.folder.file("run")) { try bench.expectValidFiles("run") }
    }

    @Test func aSecondSignalEndsItAtOnce() throws {
      let result = try bench.run(
        Self.arguments + ["--output", "run"], signal: .init(SIGINT, afterOutput: "run folder", times: 5))
      #expect(result.status == 130)
      try bench.expectValidFiles("run")
    }

    /// Whatever the moment, every file is whole, and the run continues to the same bits.
    @Test func killedAtAnyMoment() throws {
      try runWhole()
      // Before its first checkpoint a run is begun again.
      func next() -> [String] {
        let canResume = FileSystem.exists(bench.folder.file("run/checkpoint.safetensors"))
        return canResume ? ["--resume", "run"] : Self.arguments + ["--output", "run"]
      }
      var kills = 0
      for delay in [0.15, 0.25, 0.4, 0.55, 0.8] {
        if try bench.run(next(), timeout: delay).timedOut { kills += 1 }
        if FileSystem.isFolder(bench.folder.file("run")) { try bench.expectValidFiles("run") }
      }
      #expect(kills > 0)
      let end = try bench.run(next())
      #expect(end.status == 0)
      try expectEqualToWhole()
      let hidden = try FileSystem.names(in: bench.folder.file("run")).filter { $0.hasPrefix(".") && $0 != ".lock" }
      #expect(hidden == [], "what a killed process left is cleared away")
    }

    /// Files may not grow beyond 512 blocks of 512 bytes: the weights do not fit, the disk seems full.
    @Test func aFullDiskLeavesTheEarlierState() throws {
      try runWhole()
      let stopped = try bench.run(Self.arguments + ["--output", "run"], signal: .init(SIGINT, afterOutput: "\n    1 "))
      #expect(stopped.status == 130)
      let names = try FileSystem.names(in: bench.folder.file("run"))
      let before = try names.map { try bench.folder.read("run/\($0)") }

      let full = try bench.shell("ulimit -f 512; exec \"$0\" \"$@\"", ["--resume", "run"])
      #expect(full.status == 74)
      #expect(full.errorOutput.hasPrefix("cifar-train: error: "))
      #expect(full.errorOutput.contains(".safetensors': file too large\n"), "\(full.errorOutput)")
      #expect(full.errorOutput.contains("  hint: free some space"))
      #expect(try FileSystem.names(in: bench.folder.file("run")) == names)
      for (name, bytes) in zip(names, before) where name.hasSuffix(".safetensors") {
        let isUntouched = try bench.folder.read("run/\(name)") == bytes
        #expect(isUntouched, "\(name)")
      }
      let resumed = try bench.run(["--resume", "run"])
      #expect(resumed.status == 0)
      try expectEqualToWhole()
    }

    @Test func aFullDiskAtTheStart() throws {
      let full = try bench.shell(
        "ulimit -f 512; exec \"$0\" \"$@\"", Self.arguments + ["--output", "run"])
      #expect(full.status == 74)
      #expect(full.errorOutput.contains("checkpoint.safetensors': file too large\n"), "\(full.errorOutput)")
    }

    /// A resumed run that has ended says so, and how it could go on, and changes nothing.
    @Test func aFinishedRunStaysFinished() throws {
      try bench.run(Self.arguments + ["--output", "run", "--quiet"])
      let before = try bench.folder.read("run/best.safetensors")
      let again = try bench.run(["--resume", "run"])
      #expect(again.status == 0)
      let best = try #require(again.output.split(separator: "\n").first { $0.hasPrefix("best ") })
      #expect(
        again.output == """
          finished after 3 epochs: nothing is left to train
          \(best)
          weights  run/best.safetensors
          report   run/report.html
          longer   cifar-train --resume run --epochs 6

          """)
      #expect(again.errorOutput == "")
      let isUntouched = try bench.folder.read("run/best.safetensors") == before
      #expect(isUntouched)
    }

    /// A relative path to the data is the working folder's; elsewhere the message says what to do, and `--data` does
    /// it.
    @Test func resumedFromAnotherFolder() throws {
      _ = try Program(path: "/bin/sh").run(["-c", "cp -r '\(TrainBench.sample)' data-here"], folder: bench.folder.path)
      let arguments = ["--data", "data-here"] + Self.arguments.dropFirst(2)
      let stopped = try bench.run(arguments + ["--output", "run"], signal: .init(SIGINT, afterOutput: "run folder"))
      #expect(stopped.status == 130)
      let elsewhere = try TemporaryFolder()
      let run = bench.folder.file("run")
      let lost = try bench.run(["--resume", run], folder: elsewhere.path)
      #expect(lost.status == 66)
      #expect(
        lost.errorOutput == """
          cifar-train: error: the data of this run are not at 'data-here'
            hint: resume in the folder it was started in, or say where they are with --data PATH

          """)
      let resumed = try bench.run(["--resume", run, "--data", TrainBench.sample], folder: elsewhere.path)
      #expect(resumed.status == 0)
    }
  }
}
