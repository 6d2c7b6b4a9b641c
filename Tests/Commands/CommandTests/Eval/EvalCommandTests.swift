import Foundation
import TestSupport
import Testing

/// What `cifar-eval` prints and writes.
extension EvalTests {
  /// The rows of a printed table, cut at two or more spaces, by their first cell.
  private func rows(_ text: String, from title: String) -> [String: [String]] {
    let lines = text.components(separatedBy: "\n").drop { !$0.hasPrefix(title) }.prefix { !$0.isEmpty }
    var rows: [String: [String]] = [:]
    for line in lines.dropFirst() {
      let cells = line.components(separatedBy: "  ").map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty }
      if let name = cells.first { rows[name] = Array(cells.dropFirst()) }
    }
    return rows
  }

  private func fixed(_ value: Any?, _ decimals: Int) throws -> String {
    String(format: "%.\(decimals)f", try #require(value as? Double))
  }

  /// 60 images, which 7 does not divide: the last batch has four.
  private func batched(_ more: String...) -> [String] { ["--batch-size", "7"] + more }

  @Test func countsEveryImageOnce() throws {
    let report = try fixture.report(batched())
    let confusion = try #require(report["confusion"] as? [[Int]])
    #expect(report["images"] as? Int == 60)
    #expect(confusion.map { $0.reduce(0, +) } == [30, 30])
    let classes = try #require(report["classes"] as? [[String: Any]])
    #expect(classes.map { $0["name"] as? String } == ["bicycle", "motorcycle"])
    #expect(classes.map { $0["support"] as? Int } == [30, 30])
    #expect(classes.map { $0["truePositives"] as? Int } == [confusion[0][0], confusion[1][1]])
    #expect(classes.map { $0["predicted"] as? Int } == (0..<2).map { confusion[0][$0] + confusion[1][$0] })
    let accuracy = try #require(report["accuracy"] as? [String: Any])
    #expect(accuracy["value"] as? Double == Double(confusion[0][0] + confusion[1][1]) / 60)
    let context = try #require(report["context"] as? [String: Any])
    #expect(context["split"] as? String == "test")
    #expect(context["model"] as? String == "resnet20")
    #expect(context["weights"] as? String == fixture.weights)
    #expect(context["testTimeAugmentation"] as? String == "flip")
    #expect(try #require(context["imagesPerSecond"] as? Double) > 0)
  }

  @Test func aMissedBarEndsWithStatusOne() throws {
    #expect(try fixture.evaluate("--require-accuracy", "0").status == 0)
    let missed = try fixture.evaluate("--require-accuracy", "1", "--json", fixture.folder.file("missed.json"))
    #expect(missed.status == 1)
    #expect(missed.errorOutput.contains("below the required 1.0"))
    #expect(missed.output.contains("accuracy"), "the report is printed all the same")
  }

  @Test func tablesShowTheNumbersOfTheJSONFile() throws {
    let json = fixture.folder.file("tables.json")
    let result = try fixture.evaluate(
      "--confusion", "--top-k", "1,2", "--threshold", "0.6", "--threshold", "0.93", "--batch-size", "7", "--json", json)
    #expect(result.status == 0 && result.errorOutput == "", "\(result.errorOutput)")
    let data = try Data(contentsOf: URL(fileURLWithPath: json))
    let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let confusion = try #require(report["confusion"] as? [[Int]])

    let accuracy = try #require(report["accuracy"] as? [String: Any])
    let interval = try #require(accuracy["interval"] as? [String: Double])
    let percent = { (value: Double?) in String(format: "%.2f %%", 100 * (value ?? .nan)) }
    let text =
      "\(percent(accuracy["value"] as? Double)) (\(confusion[0][0] + confusion[1][1]) of 60), 95 % interval "
      + "\(percent(interval["lower"])) to \(percent(interval["upper"]))\n"
    #expect(result.output.contains("\naccuracy  \(text)top-1     \(text)top-2     100.00 % (60 of 60)"))
    #expect(result.output.contains("\nloss      \(try fixed(report["crossEntropy"], 4)) (cross-entropy)"))
    #expect(result.output.contains("\nimages    60, test split\n"))
    #expect(result.output.contains("\nspeed     "))

    let classRows = rows(result.output, from: "class ")
    for (row, entry) in zip(["bicycle", "motorcycle"], try #require(report["classes"] as? [[String: Any]])) {
      let cells = try #require(classRows[row])
      let (precision, recall) = (entry["precision"] as? [String: Any], entry["recall"] as? [String: Any])
      #expect(cells[0] == "30")
      #expect(Int(cells[1]) == entry["predicted"] as? Int)
      let shown = try precision?["value"] is NSNull ? "–" : fixed(precision?["value"], 4)
      #expect(cells[2] == shown)
      #expect(try cells[4] == fixed(recall?["value"], 4))
      #expect(try cells[6] == fixed(entry["f1"], 4))
    }
    for (row, name) in [("macro average", "macroAverage"), ("weighted average", "weightedAverage")] {
      let average = try #require(report[name] as? [String: Double])
      #expect(try classRows[row] == ["precision", "recall", "f1"].map { try fixed(average[$0], 4) })
    }

    let matrix = rows(result.output, from: "true \\ predicted")
    for (row, counts) in zip(["bicycle", "motorcycle"], confusion) {
      #expect(matrix[row] == (counts + [30]).map { $0 == 0 ? "·" : "\($0)" })
    }
    for (entry, title) in zip(try #require(report["thresholds"] as? [[String: Any]]), ["0.6", "0.93"]) {
      let coverage = try #require(entry["coverage"] as? [String: Any])
      let all = rows(result.output, from: "Threshold \(title):")["all"]
      #expect(all?.prefix(2) == ["60", "\(try #require(coverage["successes"] as? Int))"])
    }
  }

  @Test func csvHoldsTheNumbersOfTheJSONFile() throws {
    let (json, csv) = (fixture.folder.file("same.json"), fixture.folder.file("same.csv"))
    let result = try fixture.evaluate("--json", json, "--csv", csv, "--threshold", "0.93", "--top-k", "2", "--quiet")
    #expect(result.status == 0 && result.output == "" && result.errorOutput == "")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: json))) as? [String: Any])
    let lines = try fixture.folder.text("same.csv").split(separator: "\n").map(String.init)
    #expect(lines.first == "section,class,predictedClass,threshold,metric,value,lower,upper")
    // Texts of the same number may differ in the last digit: readers round.
    func agrees(_ row: String, _ values: [Any?]) throws -> Bool {
      let line = try #require(lines.first { $0.hasPrefix(row + ",") }, "\(row)")
      let found = line.dropFirst(row.count + 1).split(separator: ",").compactMap { Double($0) }
      let expected = values.compactMap { $0 as? Double }
      return found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 }
    }
    let accuracy = try #require(report["accuracy"] as? [String: Any])
    let interval = try #require(accuracy["interval"] as? [String: Double])
    #expect(try agrees("overall,,,,accuracy", [accuracy["value"], interval["lower"], interval["upper"]]))
    for name in ["crossEntropy", "brierScore"] { #expect(try agrees("overall,,,,\(name)", [report[name]])) }
    let confusion = try #require(report["confusion"] as? [[Int]])
    for (row, counts) in zip(["bicycle", "motorcycle"], confusion) {
      for (column, count) in zip(["bicycle", "motorcycle"], counts) {
        #expect(lines.contains("confusion,\(row),\(column),,images,\(count),,"))
      }
    }
    for entry in try #require(report["classes"] as? [[String: Any]]) {
      let name = try #require(entry["name"] as? String)
      #expect(try agrees("class,\(name),,,f1", [entry["f1"]]))
    }
    let threshold = try #require((report["thresholds"] as? [[String: Any]])?.first)
    let coverage = try #require(threshold["coverage"] as? [String: Any])
    #expect(lines.contains("threshold,,,0.93,passing,\(try #require(coverage["successes"] as? Int)),,"))
    #expect(lines.contains("context,,,,testTimeAugmentation,flip,,"))
  }

  @Test func threadsAndBatchesChangeNoFigure() throws {
    func figures(_ arguments: [String]) throws -> [String: Any] {
      var report = try fixture.report(arguments + ["--tta", "flip", "--threshold", "0.6"])
      var context = try #require(report["context"] as? [String: Any])
      context["imagesPerSecond"] = nil
      report["context"] = context
      return report
    }
    let one = try figures(["--threads", "1"]) as NSDictionary
    #expect(try one == figures(["--threads", "2"]) as NSDictionary)
    #expect(try one["confusion"] as? [[Int]] == figures(["--batch-size", "7"])["confusion"] as? [[Int]])
  }

  @Test func flippingIsRecordedAndChangesTheAnswers() throws {
    let (plain, flipped) = (try fixture.report(["--tta", "none"]), try fixture.report(["--tta", "flip"]))
    #expect((flipped["context"] as? [String: Any])?["testTimeAugmentation"] as? String == "flip")
    #expect(flipped["images"] as? Int == 60)
    #expect(plain["crossEntropy"] as? Double != flipped["crossEntropy"] as? Double)
    let text = try fixture.evaluate("--tta", "flip").output
    #expect(text.contains("\nanswers   averaged over each image and its mirror image\n"))
  }

  @Test func jsonOnStandardOutputStandsAlone() throws {
    let result = try fixture.evaluate("--json", "-", "--confusion", "--quiet")
    #expect(result.output.hasPrefix("{\n") && result.output.hasSuffix("}\n") && result.errorOutput == "")
    let csv = try fixture.evaluate("--csv", "-", "--confusion")
    #expect(csv.output.hasPrefix("section,class,") && csv.output.hasSuffix(",,\n"))
  }

  @Test func aThresholdInTheWeightsFileIsReported() throws {
    let weights = try fixture.changed("threshold.safetensors") { $0.threshold = 0.75 }
    let thresholds = { (arguments: [String]) in
      try (fixture.report(arguments, weights: weights)["thresholds"] as? [[String: Any]])?.map {
        $0["threshold"] as? Double
      }
    }
    #expect(try thresholds([]) == [0.75])
    #expect(try thresholds(["--threshold", "0.5,0.9,0.5"]) == [0.5, 0.9])
  }

  @Test func aTemperatureInTheWeightsFileIsUsed() throws {
    let weights = try fixture.changed("temperature.safetensors") { $0.temperature = 2 }
    let report = try fixture.report([], weights: weights)
    #expect((report["context"] as? [String: Any])?["temperature"] as? Double == 2)
    let plain = try fixture.report([])
    #expect(report["crossEntropy"] as? Double != plain["crossEntropy"] as? Double)
    #expect(report["confusion"] as? [[Int]] == plain["confusion"] as? [[Int]])
  }

  @Test func stopsOnRequestAndLeavesNoFile() throws {
    let json = fixture.folder.file("stopped/report.json")
    try fixture.folder.write("old", to: "stopped/report.json")
    let result = try fixture.program.run(
      [
        "--weights", fixture.run, "--data", "synthetic:vehicles", "--split", "train", "--batch-size", "1", "--json",
        json, "--overwrite",
      ], folder: EvalFixture.repository, signal: .init(SIGTERM, afterOutput: "trained on other images"))
    #expect(result.status == 143)
    #expect(result.killedBy == nil && result.output == "")
    #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.folder.file("stopped")) == ["report.json"])
    #expect(try fixture.folder.text("stopped/report.json") == "old")
  }
}
