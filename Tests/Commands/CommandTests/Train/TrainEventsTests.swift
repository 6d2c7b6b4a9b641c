import Foundation
import Support
import TestSupport
import Testing

extension TrainProgramTests {
  /// Figures for TensorBoard.
  struct Events {
    let bench: TrainBench
    init() throws { bench = try TrainBench() }

    private static let arguments = TrainBench.small + ["--epochs", "4", "--seed", "5", "--tensorboard"]
    private static let name = "events.out.tfevents.cifarkit"

    /// Of each event what does not depend on the time: the bytes behind it.
    private func scalars(_ run: String) throws -> [[UInt8]] {
      let records = try RecordFile.records(at: bench.folder.file("\(run)/\(Self.name)"))
      return try #require(records).map { Array($0.dropFirst(9)) }
    }

    @Test func aKilledRunHasTheSameFigures() throws {
      #expect(try bench.run(Self.arguments + ["--output", "whole", "--quiet"]).status == 0)
      let whole = try scalars("whole")
      #expect(whole.count == 5)
      let killed = try bench.run(
        Self.arguments + ["--output", "run"], signal: .init(SIGKILL, afterOutput: "\n    2 "))
      #expect(killed.killedBy == SIGKILL)
      // Without the option: a run that has such a file keeps it.
      let resumed = try bench.run(["--resume", "run"])
      #expect(resumed.status == 0)
      let isSame = try scalars("run") == whole
      #expect(isSame)
    }

    @Test func notWithoutTheOption() throws {
      #expect(try bench.run(TrainBench.small + ["--epochs", "1", "--output", "run", "--quiet"]).status == 0)
      #expect(!FileSystem.exists(bench.folder.file("run/\(Self.name)")))
      // A finished run gets it afterwards.
      #expect(try bench.run(["--resume", "run", "--tensorboard", "--quiet"]).status == 0)
      #expect(try scalars("run").count == 2)
    }

    /// TensorBoard's own reader finds the figures of `metrics.csv`.
    @Test(.enabled(if: Python.has("tensorboard"), "set \(Python.variable) to a Python with the package tensorboard"))
    func tensorBoardReadsIt() throws {
      #expect(try bench.run(Self.arguments + ["--output", "run", "--quiet"]).status == 0)
      let script = """
        import csv, struct, sys
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
        events = EventAccumulator(sys.argv[1])
        events.Reload()
        columns = {"Loss/train": "trainLoss", "Loss/validation": "validationLoss", "Accuracy/train": "trainAccuracy",
                   "Accuracy/validation": "validationAccuracy", "LearningRate": "learningRate"}
        assert sorted(events.Tags()["scalars"]) == sorted(columns), events.Tags()
        rows = list(csv.DictReader(open(sys.argv[1] + "/metrics.csv")))
        for tag, column in columns.items():
            found = [(event.step, event.value) for event in events.Scalars(tag)]
            single = lambda text: struct.unpack("f", struct.pack("f", float(text)))[0]
            assert found == [(int(row["epoch"]), single(row[column])) for row in rows], (tag, found)
        print("same")
        """
      let result = try #require(Python.program).run(["-c", script, bench.folder.file("run")])
      #expect(result.output == "same\n", "\(result.errorOutput)")
    }
  }
}
