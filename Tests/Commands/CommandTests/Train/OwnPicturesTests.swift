import Foundation
import Images
import Support
import TestSupport
import Testing

extension TrainProgramTests {
  /// A folder of pictures, from training to answers, by the programs.
  @Suite struct OwnPicturesTests {
    let bench: TrainBench
    init() throws { bench = try TrainBench() }

    /// A picture that the classes can be told by: cats are dark, dogs bright.
    private func add(_ name: String) throws {
      let bright: UInt8 = name.contains("dog") ? 200 : 40
      let seed = UInt8(truncatingIfNeeded: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
      var pixels = [UInt8](repeating: bright, count: 32 * 32 * 3)
      for index in pixels.indices { pixels[index] ^= seed &* UInt8(truncatingIfNeeded: index) & 31 }
      try bench.folder.write(Image(width: 32, height: 32, pixels: pixels).encodePNG(), to: name)
    }

    private func addSplits(_ counts: [String: Int]) throws {
      for (split, count) in counts {
        for number in 0..<count { for name in ["cat", "dog"] { try add("\(split)/\(name)/\(number).png") } }
      }
    }

    private func run(_ program: String, _ arguments: String..., input: String = "") throws -> Program.Result {
      try Program(program).run(arguments, input: input, folder: bench.folder.path, timeout: 120)
    }

    private func object(_ text: String) throws -> [String: Any] {
      try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func ownValidationImagesAreValidatedOn() throws {
      try addSplits(["data/train": 10, "data/val": 4])
      let trained = try run("cifar-train", "--data", "data", "--epochs", "1", "--output", "run")
      #expect(trained.status == 0 && trained.output.contains("20 images to train on, 8 to validate"))
      let config = try object(bench.folder.text("run/config.json"))
      #expect((config["data"] as? [String: Any])?["ownValidation"] as? Bool == true)
      #expect(config["validation"] as? Double == 0)
      // The command that the run prints, as it stands, and without test images.
      let printed = try #require(trained.output.split(separator: "\n").first { $0.hasPrefix("next") })
      let words = printed.split(separator: " ").dropFirst(2).map(String.init)
      let judged = try Program("cifar-eval").run(words, folder: bench.folder.path, timeout: 60)
      #expect(judged.status == 0 && judged.output.contains("images    8, validation split"))
      #expect(judged.errorOutput.contains("no test images: judging the validation images"))
      for split in ["val", "valid", "validation"] {
        let result = try run("cifar-eval", "--weights", "run", "--data", "data", "--split", split)
        #expect(result.output.contains("images    8, validation split"))
      }
      let calibrated = try run("cifar-eval", "--weights", "run", "--calibrate")
      #expect(calibrated.errorOutput.contains("calibrated on 8 validation images"))
    }

    @Test func aFractionTakesTheirPlaceWithANotice() throws {
      try addSplits(["data/train": 10, "data/val": 4])
      let trained = try run(
        "cifar-train", "--data", "data", "--epochs", "1", "--output", "run", "--validation", "0.2")
      #expect(trained.output.contains("16 images to train on, 4 to validate"))
      #expect((trained.output + trained.errorOutput).contains("the validation images of 'data' are not used"))
      let judged = try run("cifar-eval", "--weights", "run", "--split", "validation")
      #expect(judged.output.contains("images    4, validation split"))
    }

    @Test func badFilesAreNamedTogetherOrSkippedAndRecorded() throws {
      try addSplits(["data": 8])
      for name in ["data/cat/2.png", "data/dog/5.png"] {
        try bench.folder.write(Array(bench.folder.read(name).prefix(60)), to: name)
      }
      let refused = try run("cifar-train", "--data", "data", "--epochs", "1", "--output", "run")
      #expect(refused.status == 65 && refused.errorOutput.contains("2 of 16 images cannot be read\n"))
      #expect(
        refused.errorOutput.contains("  'data/cat/2.png': ") && refused.errorOutput.contains("  'data/dog/5.png': "))
      let trained = try run("cifar-train", "--data", "data", "--epochs", "1", "--output", "run", "--skip-unreadable")
      #expect(trained.status == 0 && trained.output.contains("without 2 that cannot be read"))
      let record = try JSONSerialization.jsonObject(with: Data(bench.folder.read("run/unreadable.json")))
      #expect((record as? [[String: String]])?.compactMap { $0["name"] } == ["cat/2.png", "dog/5.png"])
      #expect(try bench.folder.text("run/report.json").contains("without 2 that cannot be read"))
      let info = try run("cifar-data", "info", "data", "--json")
      #expect(info.status == 1)
      #expect(try (object(info.output)["unreadable"] as? [Any])?.count == 2)
      let audit = try run("cifar-data", "audit", "data", "--no-labels", "--json", "-")
      #expect(audit.status == 0)
      #expect(try (object(audit.output)["unreadable"] as? [Any])?.count == 2)
      #expect(try run("cifar-data", "audit", "data", "--no-labels", "--fail-on", "unreadable").status == 1)
    }

    @Test func classesWithoutImagesAreRefusedUnlessAskedFor() throws {
      for number in 0..<6 { for name in ["cat", "dog"] { try add("\(name)\(number).png") } }
      let rows = (0..<6).flatMap { ["\($0)\t1\tcat\($0).png", "\($0)\t2\tdog\($0).png"] }
      try bench.folder.write(rows.joined(separator: "\n"), to: "train.lst")
      let refused = try run("cifar-train", "--data", "train.lst", "--epochs", "1", "--output", "run")
      #expect(refused.status == 65 && refused.errorOutput.contains("the class 0 has no training images"))
      #expect(!FileSystem.exists(bench.folder.file("run")))
      let trained = try run(
        "cifar-train", "--data", "train.lst", "--epochs", "1", "--output", "run", "--allow-empty-classes")
      #expect(trained.status == 0 && trained.output.contains("3 classes"))
    }

    @Test func listsAndNamesAreReadAlike() throws {
      try addSplits(["data": 4])
      #expect(try run("cifar-train", "--data", "data", "--epochs", "1", "--output", "run", "--quiet").status == 0)
      let names = ["data/cat/0.png", "data/dog/1.png"]
      try bench.folder.write("path;label\n\"\(names[0])\";cat\n\(names[1]) ;dog\n", to: "some.csv")
      #expect(try run("cifar-data", "info", "some.csv").output.contains("2 training images"))
      func answered(_ argument: String, _ options: String..., input: String = "") throws -> [String] {
        let result = try Program("cifar-predict").run(
          ["--weights", "run", argument, "--jsonl", "--quiet"] + options, input: input, folder: bench.folder.path,
          timeout: 60)
        return try result.output.split(separator: "\n").compactMap { try object(String($0))["file"] as? String }
      }
      #expect(try answered("some.csv") == names)
      #expect(try answered("-", input: "data\n\n" + names.joined(separator: "\n")) == names)
      #expect(try answered("-", "-0", input: names.joined(separator: "\0") + "\0") == names)
      #expect(try run("cifar-predict", "--weights", "run", "-", "-0").status == 65)
      #expect(try run("cifar-predict", "--weights", "run", "data", "-0").status == 64)
      let missing = try run("cifar-predict", "--weights", "run", "-", input: "none.png\n" + names[0])
      #expect(missing.status == 1 && missing.errorOutput.contains("'none.png'"))
      #expect(try Program(path: "/usr/bin/mkfifo").run([bench.folder.file("pipe")]).status == 0)
      let pipe = try run("cifar-predict", "--weights", "run", "pipe")
      #expect(pipe.status == 64 && pipe.errorOutput.contains("found a pipe"))
    }
  }
}
