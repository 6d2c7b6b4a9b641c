import Foundation
import Images
import Serialization
import Support
import TestSupport
import Testing

/// What `cifar-predict` prints: the answers, in every form.
struct PredictCommandTests {
  let bench: PredictBench
  init() throws { bench = try PredictBench() }

  private func expect(_ entry: [String: Any], _ probabilities: [Float], _ topK: Int = 3) throws {
    let order = PredictBench.ranking(probabilities).prefix(topK)
    #expect(entry["class"] as? String == PredictBench.classes[order[0]])
    let top = try #require(entry["top"] as? [[String: Any]])
    #expect(top.map { $0["class"] as? String } == order.map { PredictBench.classes[$0] })
    for (row, index) in zip(top, order) {
      // The number of images in a pass may choose another algorithm.
      #expect(abs(try #require(row["probability"] as? Double) - Double(probabilities[index])) < 1e-5)
    }
    #expect(entry["probability"] as? Double == top[0]["probability"] as? Double)
  }

  @Test func theTableLinesUp() throws {
    var rows: [String] = []
    var counts = [0, 0, 0]
    for (index, name) in ["a.png", "b long name.png", "c.png"].enumerated() {
      let probabilities = try bench.probabilities(bench.add("album/" + name, seed: index + 1, width: 20 + index))
      let order = PredictBench.ranking(probabilities)
      let text = { (k: Int) in String(format: "%.4f", probabilities[k]) }
      let name = "album/\(name)".padding(toLength: 21, withPad: " ", startingAt: 0)
      let winner = PredictBench.classes[order[0]].padding(toLength: 12, withPad: " ", startingAt: 0)
      let next = order.dropFirst().map { "\(PredictBench.classes[$0]) \(text($0))" }.joined(separator: ", ")
      rows.append("\(name)  \(winner)       \(text(order[0]))  \(next)\n")
      counts[order[0]] += 1
    }
    let present = [0, 1, 2].filter { counts[$0] > 0 }.sorted { (counts[$1], $0) < (counts[$0], $1) }
    let summary = present.map { "\(PredictBench.classes[$0]) \(counts[$0])" }
    let result = try bench.predict("album")
    #expect(
      result.output == """
        model          resnet20, best.safetensors
        probabilities  not calibrated; `cifar-eval --calibrate` does that

        file                   class         probability  next
        ---------------------  ------------  -----------  ----
        \(rows.joined())
        images    3: \(Format.list(summary, "and"))

        """)
    #expect(result.errorOutput == "" && result.status == 0)
    let quiet = try bench.predict("album", "-q")
    #expect(quiet.output == result.output.components(separatedBy: "\n")[3...7].joined(separator: "\n") + "\n")
  }

  @Test func jsonHoldsTheNetworksAnswers() throws {
    let first = try bench.add("a.png", seed: 1)
    let second = try bench.add("b.png", seed: 4, width: 57, height: 80)
    let result = try bench.predict("a.png", "b.png", "--json", "--top-k", "2")
    #expect(result.status == 0 && result.errorOutput == "")
    let document = try JSONObject(result.output)
    let context = try #require(document.fields["context"] as? [String: Any])
    #expect(context["format"] as? Int == 1)
    #expect(context["weights"] as? String == "best.safetensors")
    #expect(context["model"] as? String == "resnet20")
    #expect(context["classes"] as? [String] == PredictBench.classes)
    #expect(context["calibrated"] as? Bool == false)
    #expect(context["testTimeAugmentation"] as? String == "none")
    #expect(context["isTrainedOnSynthetic"] as? Bool == false)
    #expect(["temperature", "threshold", "unknownThreshold", "classThresholds"].allSatisfy { context[$0] == nil })
    #expect(document.number("images") == 2 && document.number("failed") == 0)
    let entries = try #require(document.fields["predictions"] as? [[String: Any]])
    #expect(entries.map { $0["file"] as? String } == ["a.png", "b.png"])
    try expect(entries[0], bench.probabilities(first), 2)
    try expect(entries[1], bench.probabilities(second), 2)
    // Nothing was to be judged, so nothing is called accepted or not.
    #expect(entries.allSatisfy { $0["accepted"] == nil && $0["reason"] == nil && $0["unknownScore"] == nil })
  }

  @Test func allFormsHoldTheSameFigures() throws {
    try bench.add("a.png", seed: 1)
    try bench.add("b, \"c\".png", seed: 3)
    try bench.write("all.safetensors") {
      $0.temperature = 0.5
      $0.unknown = .init(threshold: 1e6, quantile: 0.95, images: 40)
      $0.classThresholds = [0.01, 1, 0.01]
    }
    let arguments = ["a.png", "b, \"c\".png", "--threshold", "0.5"]
    func run(_ form: String) throws -> String {
      let result = try bench.program.run(
        ["--weights", "all.safetensors", form] + arguments, folder: bench.folder.path)
      #expect(result.status == 0 && result.errorOutput == "")
      return result.output
    }
    let document = try #require(try JSONObject(run("--json")).fields["predictions"] as? [[String: Any]])
    let lines = try run("--jsonl").split(separator: "\n").map { try JSONObject(String($0)).fields }
    for (entry, line) in zip(document, lines) {
      var line = line
      #expect(line.removeValue(forKey: "calibrated") as? Bool == true)
      #expect(line as NSDictionary == entry as NSDictionary)
    }
    let csv = try run("--csv").split(separator: "\n").map(String.init)
    #expect(
      csv[0] == "file,class,probability,accepted,reason,unknownScore,reached,calibrated,error,"
        + "class2,probability2,class3,probability3")
    for (row, entry) in zip(csv.dropFirst(), document) {
      let name = try #require(entry["file"] as? String)
      let start = name == "a.png" ? "a.png," : "\"b, \"\"c\"\".png\","
      #expect(row.hasPrefix(start))
      let cells = row.dropFirst(start.count).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      #expect(cells.count == 12)
      #expect(cells[0] == entry["class"] as? String)
      #expect(Float(cells[1]) == (entry["probability"] as? Double).map { Float($0) })
      #expect(cells[2] == (entry["accepted"] as? Bool).map { "\($0)" })
      #expect(cells[3] == entry["reason"] as? String ?? "")
      #expect(Double(cells[4]) == entry["unknownScore"] as? Double)
      #expect(cells[5] == (entry["reached"] as? [String])?.joined(separator: ";"))
      #expect(cells[6] == "true" && cells[7] == "")
      let top = try #require(entry["top"] as? [[String: Any]])
      #expect([cells[8], cells[10]] == top.dropFirst().map { $0["class"] as? String })
    }
    #expect(document.count == 2 && lines.count == 2 && csv.count == 3)
  }

  @Test func thresholdsJudgeAnswers() throws {
    let confidence = try #require(bench.probabilities(bench.add("a.png")).max())
    let (low, high) = (Double(confidence) - 0.001, Double(confidence) + 0.001)
    try bench.write("sure.safetensors") { $0.threshold = low }
    try bench.write("unsure.safetensors") { $0.threshold = high }
    #expect(try bench.lines("a.png", weights: "sure.safetensors")[0]["accepted"] as? Bool == true)
    let refused = try bench.lines("a.png", weights: "unsure.safetensors")[0]
    #expect(refused["accepted"] as? Bool == false && refused["reason"] as? String == "belowThreshold")
    #expect(refused["class"] != nil)
    // The user's own goes first, and 0 is one.
    #expect(
      try bench.lines("a.png", "--threshold", "0", weights: "unsure.safetensors")[0]["accepted"] as? Bool == true)
    let table = try bench.predict("a.png", "--threshold", "0.875", weights: "sure.safetensors").output
    #expect(table.contains("\nthreshold      0.875, as asked for\n"))
    #expect(table.contains("  below threshold 0.875  "))
    let stored = try bench.predict("a.png", "a.png", weights: "sure.safetensors").output
    #expect(stored.contains("\nthreshold      \(low), stored with the weights\n"))
    #expect(stored.contains("\naccepted  2, 100.0 %; 0 below the threshold\n"))
  }

  @Test func imagesOfNoClassAreRefused() throws {
    try bench.add("a.png")
    for (threshold, isKnown) in [(-1e6, false), (1e6, true)] {
      try bench.write("unknown.safetensors") {
        $0.unknown = .init(threshold: threshold, quantile: 0.95, images: 40)
      }
      let entry = try bench.lines("a.png", weights: "unknown.safetensors")[0]
      #expect(entry["accepted"] as? Bool == isKnown)
      #expect(entry["reason"] as? String == (isKnown ? nil : "unknown"))
      let score = try #require(entry["unknownScore"] as? Double)
      let table = try bench.predict("a.png", "a.png", weights: "unknown.safetensors").output
      #expect(table.contains("  probability  unknown score  answer    next\n"))
      #expect(table.contains(String(format: "%13.2f  ", score) + (isKnown ? "accepted" : "unknown ") + "  "))
      #expect(table.hasSuffix(isKnown ? "2, 100.0 %; 0 unknown\n" : "0, 0.0 %; 2 unknown\n"))
    }
  }

  @Test func calibrationIsSaidAndUsed() throws {
    let picture = try bench.add("a.png")
    try bench.write("cool.safetensors") { $0.temperature = 0.25 }
    let table = try bench.predict("a.png", weights: "cool.safetensors").output
    #expect(table.contains("\nprobabilities  calibrated (temperature 0.250)\n"))
    let line = try bench.lines("a.png", weights: "cool.safetensors")[0]
    #expect(line["calibrated"] as? Bool == true)
    try expect(line, bench.probabilities(picture, temperature: 0.25))
    #expect(try bench.lines("a.png")[0]["calibrated"] as? Bool == false)
  }

  @Test func viewsAreThoseTheThresholdWasChosenFor() throws {
    let picture = try bench.add("a.png", seed: 5)
    try expect(bench.lines("a.png", "--tta", "flip")[0], bench.probabilities(picture, flip: true))
    try bench.write("flip.safetensors") { $0.decision = .init(images: 40, testTimeAugmentation: "flip") }
    try expect(bench.lines("a.png", weights: "flip.safetensors")[0], bench.probabilities(picture, flip: true))
    try expect(
      bench.lines("a.png", "--tta", "none", weights: "flip.safetensors")[0], bench.probabilities(picture))
    let table = try bench.predict("a.png", weights: "flip.safetensors").output
    #expect(table.contains("\nanswers        averaged over each image and its mirror image\n"))
  }

  @Test(arguments: [1, 3, 64])
  func batchesChangeRoundingAndThreadsChangeNothing(batchSize: Int) throws {
    var probabilities: [String: [Float]] = [:]
    for index in 1...7 {
      let picture = try bench.add("album/\(index).png", seed: index, width: 30 + index)
      probabilities["album/\(index).png"] = try bench.probabilities(picture)
    }
    try bench.folder.write("no picture", to: "album/4b.png")
    let results = try [1, 2, 5].map { threads in
      try bench.program.run(
        [
          "--weights", PredictBench.weights, "album", "--jsonl", "--batch-size", "\(batchSize)", "--threads",
          "\(threads)",
        ], folder: bench.folder.path)
    }
    for result in results {
      #expect(result.status == 1)
      #expect(result.output == results[0].output)
      #expect(result.errorOutput == results[0].errorOutput)
    }
    let entries = try PredictBench.lines(of: results[0])
    #expect(entries.count == 8)
    for entry in entries where entry["error"] == nil {
      let file = try #require(entry["file"] as? String)
      try expect(entry, #require(probabilities[file]))
    }
  }

  @Test func drawingsAreCalledDrawings() throws {
    try bench.add("a.png")
    try bench.write("drawn.safetensors") {
      $0.provenance.isSynthetic = true
      $0.provenance.dataSummary = "vehicles"
    }
    let table = try bench.predict("a.png", weights: "drawn.safetensors").output
    #expect(table.contains("\ntrained        vehicles (synthetic: drawn by the program, no photographs)\n"))
    let document = try JSONObject(bench.predict("a.png", "--json", weights: "drawn.safetensors").output)
    #expect((document.fields["context"] as? [String: Any])?["isTrainedOnSynthetic"] as? Bool == true)
  }

  @Test func controlCharactersDoNotReachTheTerminal() throws {
    try bench.add("a\u{1B}[2J\n.png")
    let table = try bench.predict("a\u{1B}[2J\n.png").output
    #expect(table.contains("\na\\u{1B}[2J\\n.png  ") && !table.contains("\u{1B}"))
    #expect(try bench.lines("a\u{1B}[2J\n.png")[0]["file"] as? String == "a\u{1B}[2J\n.png")
  }

  @Test func aFileGetsItsNameAtTheEnd() throws {
    try bench.add("a.png")
    try bench.folder.write("old", to: "out/answers.json")
    let refused = try bench.predict("a.png", "--json", "--output", "out/answers.json")
    #expect(refused.status == 73 && refused.errorOutput.contains("'out/answers.json': exists already"))
    #expect(try bench.folder.text("out/answers.json") == "old")
    let result = try bench.predict("a.png", "--json", "--output", "out/answers.json", "--overwrite")
    #expect(result.status == 0 && result.output == "" && result.errorOutput == "")
    #expect(try JSONObject(bench.folder.text("out/answers.json")).number("images") == 1)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: bench.folder.file("out")) == ["answers.json"])
    #expect(try bench.predict("a.png", "--json", "--output", "-").output == bench.folder.text("out/answers.json"))
  }

  /// The second image is a pipe that is never written to: were lines held back, the first would not come.
  @Test func linesComeAsTheyAreMade() throws {
    try bench.add("a.png")
    let pipe = try Program(path: "/usr/bin/mkfifo").run([bench.folder.file("pipe.png")])
    try #require(pipe.status == 0)
    let line =
      "exec '\(bench.program.path)' --weights best.safetensors a.png /dev/fd/3 --jsonl --batch-size 1 3<>pipe.png"
    let result = try Program(path: "/bin/sh").run(
      ["-c", line], folder: bench.folder.path, timeout: 60, signal: .init(SIGTERM, afterOutput: "a.png", times: 2))
    #expect(result.status == 143 && result.killedBy == nil)
    #expect(result.output.split(separator: "\n").count == 1 && result.output.hasSuffix("}\n"))
  }

  /// On a terminal rows stay within its width, long names lose their beginning, refused answers are yellow, and of the
  /// next classes those are named that fit.
  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "needs script(1)"),
    arguments: [(60, 0), (105, 0), (106, 1), (130, 2)])
  func rowsFitTheTerminal(columns: Int, next: Int) throws {
    for (index, name) in ["the first one.png", "b.png"].enumerated() {
      try bench.add("album of last year/" + name, seed: index + 1)
    }
    let result = try Program(path: "/usr/bin/script").run(
      [
        "-qec",
        "stty cols \(columns); \"$PREDICT\" --weights best.safetensors \"album of last year\" --threshold 0.99 -q",
        "/dev/null",
      ],
      environment: ["PREDICT": bench.program.path, "TERM": "xterm", "LC_ALL": "C.UTF-8", "NO_COLOR": nil],
      folder: bench.folder.path, timeout: 60)
    let lines = result.output.components(separatedBy: "\r\n")
    try #require(lines.count == 5 && lines[4] == "", "\(result.output)")
    #expect(lines[0].hasSuffix("  next") == (next > 0))
    let (yellow, plain) = ("\u{1B}[33m", "\u{1B}[0m")
    #expect(lines.allSatisfy { $0.replacing(yellow, with: "").replacing(plain, with: "").count <= columns })
    for line in lines[2...3] {
      #expect(line.hasPrefix(yellow) && line.hasSuffix(plain))
      // Probabilities: the first class's and those of the next ones, each with four decimals.
      #expect(line.matches(of: /0\.[0-9]{4}/).count == 1 + next)
    }
    #expect(lines[3].contains("the first one.png  "))
    #expect(lines[3].hasPrefix(yellow + (columns == 60 ? "…" : "album of last year/the first one.png  ")))
  }
}
