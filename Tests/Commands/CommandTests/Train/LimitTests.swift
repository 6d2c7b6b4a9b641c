import Foundation
import Images
import TestSupport
import Testing

extension TrainProgramTests {
  /// `--limit`: a part of the data, the same for the run, its continuation and its evaluation.
  @Suite struct LimitTests {
    let bench: TrainBench
    init() throws { bench = try TrainBench() }

    private func run(_ program: String, _ arguments: String...) throws -> Program.Result {
      try Program(program).run(arguments, folder: bench.folder.path, timeout: 120)
    }

    private func object(_ name: String) throws -> [String: Any] {
      try #require(JSONSerialization.jsonObject(with: Data(bench.folder.read(name))) as? [String: Any])
    }

    @Test func aRunOfAPartIsContinuedAndEvaluatedOnThatPart() throws {
      let trained = try bench.run(TrainBench.small + ["--limit", "20", "--epochs", "1", "--output", "run"])
      #expect(trained.status == 0, "\(trained.errorOutput)")
      #expect(trained.output.contains(", at most 20 of each class, in "))
      #expect(trained.output.contains(": 32 images to train on, 8 to validate"))
      #expect((try object("run/config.json")["data"] as? [String: Any])?["limit"] as? Int == 20)
      let resumed = try run("cifar-train", "--resume", "run")
      #expect(resumed.status == 0 && resumed.output.contains("nothing is left to train"))
      let other = try run("cifar-train", "--resume", "run", "--limit", "30")
      #expect(other.status == 78 && other.errorOutput.contains("data.limit is 30 now, was 20"))

      // The images it validated on, though the test images are all there.
      let validated = try run("cifar-eval", "--weights", "run", "--split", "validation")
      #expect(validated.status == 0 && validated.output.contains("images    8, validation split"))
      #expect(try run("cifar-eval", "--weights", "run", "--split", "train").output.contains("images    32, train"))
      let whole = try run("cifar-eval", "--weights", "run")
      #expect(whole.output.contains("images    60, test split"))
      let origin = try #require(whole.output.split(separator: "\n").first { $0.hasPrefix("trained   ") })
      #expect(origin.contains("at most 20 of each class, in ") && origin.contains(", 32 images"))
      let part = try run("cifar-eval", "--weights", "run", "--limit", "5", "--json", "part.json")
      #expect(part.output.contains("images    10, test split"))
      let summary = (try object("part.json")["context"] as? [String: Any])?["dataSummary"] as? String
      #expect(summary?.contains("at most 5 of each class") == true)
      #expect(
        try run("cifar-eval", "--weights", "run", "--split", "train", "--limit", "1").output.contains("images    2,"))
      #expect(try run("cifar-eval", "--weights", "run", "--calibrate", "--limit", "2").status == 0)
    }

    /// Pictures beyond the limit are not even read.
    @Test func theFirstPicturesOfEachClassAreTaken() throws {
      for name in ["cat", "dog"] {
        for number in 0..<6 {
          let colour = Image.Colour(red: UInt8(40 * number), green: name == "cat" ? 20 : 220, blue: 9)
          try bench.folder.write(
            Image(width: 8, height: 8, colour: colour).encodePNG(), to: "pets/\(name)/\(number).png")
        }
        try bench.folder.write("no picture", to: "pets/\(name)/9.png")
      }
      #expect(try run("cifar-data", "info", "pets").status == 1)
      let info = try run("cifar-data", "info", "pets", "--limit", "3", "--json")
      #expect(info.status == 0 && info.errorOutput == "")
      let summary = try JSONObject(info.output)
      #expect(summary.number("limit") == 3 && summary.objects("splits").first?["images"] as? Int == 6)
      #expect(try run("cifar-data", "info", "pets", "--limit", "3").output.contains("at most 3 of each class"))
      #expect(try run("cifar-data", "pack", "pets", "--limit", "2", "--output", "out").status == 0)
      #expect(try bench.folder.read("out/cifar-10-batches-bin/data_batch_1.bin").count == 3073)
      let audit = try run("cifar-data", "audit", "pets", "--limit", "3", "--no-labels")
      #expect(audit.status == 0 && audit.output.contains("at most 3 of each class"))
      let trained = try run("cifar-train", "--data", "pets", "--limit", "4", "--epochs", "1", "--output", "run")
      #expect(trained.output.contains("6 images to train on, 2 to validate"))
      #expect(try run("cifar-train", "--data", "pets", "--limit", "0").status == 64)
    }
  }
}
