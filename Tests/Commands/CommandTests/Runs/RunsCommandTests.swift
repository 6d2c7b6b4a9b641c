import Foundation
import Support
import TestSupport
import Testing

extension TrainProgramTests {
  /// `cifar-runs`, on runs of every state.
  struct Listing {
    let bench: TrainBench
    private let program: Program

    init() throws {
      bench = try TrainBench()
      program = try Program("cifar-runs")
    }

    private func list(_ arguments: [String], columns: Int? = nil) throws -> Program.Result {
      try program.run(
        arguments, environment: ["COLUMNS": columns.map(String.init)], folder: bench.folder.path)
    }

    private func makeRuns() throws {
      let small = TrainBench.small + ["--quiet"]
      #expect(try bench.run(small + ["--epochs", "2", "--output", "runs/done"]).status == 0)
      let stopped = try bench.run(
        TrainBench.small.dropLast() + ["0.02", "--epochs", "5", "--output", "runs/half"],
        signal: .init(SIGINT, afterOutput: "\n    1 "))
      #expect(stopped.status == 130)
      #expect(try bench.run(small + ["--epochs", "1", "--seeds", "2", "--output", "runs/series"]).status == 0)
      try bench.folder.write("{", to: "runs/odd/config.json")
      try bench.folder.write("no run", to: "runs/notes.txt")
    }

    private func object(_ result: Program.Result) throws -> [[String: Any]] {
      try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    }

    @Test func statesAndFigures() throws {
      try makeRuns()
      let runs = try object(list(["--json", "--sort", "run"]))
      #expect(
        runs.map { "\($0["folder"] ?? "") \($0["state"] ?? "") \($0["epoch"] ?? "")/\($0["epochs"] ?? "")" } == [
          "runs/done finished 2/2", "runs/half interrupted 1/5", "runs/odd damaged 0/0",
          "runs/series/seed-0 finished 1/1", "runs/series/seed-1 finished 1/1",
        ])
      let settings = runs.map { $0["settings"] as? [String: String] ?? [:] }
      #expect(settings[0] == ["schedule.peak": "0.01", "seed": "0"])
      #expect(settings[1]["schedule.peak"] == "0.02" && settings[4]["seed"] == "1")
      #expect((runs[2]["problem"] as? String)?.contains("runs/odd/config.json") == true)
      let metrics = try bench.folder.text("runs/half/metrics.csv").split(separator: "\n")[1].split(separator: ",")
      #expect(runs[1]["bestAccuracy"] as? Double == Double(metrics[5]))
      #expect(runs[1]["bestEpoch"] as? Int == 1)

      for columns in [60, 80, 140] {
        let table = try list([], columns: columns)
        #expect(table.status == 0 && table.errorOutput == "")
        let lines = table.output.split(separator: "\n")
        #expect(lines.count == 7)
        #expect(WidthTests.wide(lines, columns) == [], "\(table.output)")
        #expect(table.output.contains("date") == (columns > 60))
      }
      let best = try object(list(["--json", "--sort", "accuracy"])).map { $0["bestAccuracy"] as? Double ?? -1 }
      #expect(best == best.sorted(by: >))
      let one = try object(list(["--json", "runs/done"]))
      #expect(one.count == 1 && one[0]["folder"] as? String == "runs/done")
    }

    /// Listing a run that is being trained disturbs nothing.
    @Test func aRunningRun() throws {
      let lister = program
      let folder = bench.folder
      let result = try bench.shell(
        """
        "$0" "$@" > output.txt & process=$!
        until grep -q '^    1 ' output.txt 2> /dev/null; do sleep 0.05; done
        for try in 1 2 3 4 5; do '\(lister.path)' run --json > list-$try.json; done
        wait $process
        """, TrainBench.small + ["--epochs", "4", "--output", "run"])
      #expect(result.status == 0 && result.errorOutput == "")
      #expect(try folder.text("list-1.json").contains("\"state\" : \"running\""))
      #expect(try folder.text("output.txt").contains("weights  run/best.safetensors"))
      #expect(try list(["run", "--json"]).output.contains("\"state\" : \"finished\""))
    }

    @Test func nothingThere() throws {
      let none = try list([])
      #expect(none.status == 0 && none.output == "no runs below runs; cifar-train makes some\n")
      #expect(try list(["--json"]).output == "[\n\n]\n")
      let missing = try list(["run"])
      #expect(missing.status == 66 && missing.errorOutput.hasPrefix("cifar-runs: error: cannot read 'run'"))
      let column = try list(["--sort", "acuracy"])
      #expect(column.status == 64 && column.errorOutput.contains("did you mean 'accuracy'?"))
    }
  }
}
