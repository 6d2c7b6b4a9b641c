import Foundation
import Images
import Support
import TestSupport
import Testing

/// The report to look at, its charts and pictures, and the forms of other services.
extension EvalTests {
  private func run(_ arguments: [String]) throws -> Program.Result {
    try fixture.program.run(["--weights", fixture.run] + arguments, folder: EvalFixture.repository)
  }
  private func json(_ path: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(fixture.folder.read(path))) as? [String: Any])
  }

  @Test func everyReportIsWrittenAndTellsTheSame() throws {
    let file = fixture.folder.file
    try FileSystem.createFolder(file("reports"))
    let result = try run([
      "--html", file("reports/report.html"), "--markdown", file("reports/report.md"), "--svg", file("reports/charts"),
      "--montage", file("reports/mistakes.png"), "--sagemaker", file("reports/sagemaker.json"), "--rekognition",
      file("reports/rekognition.json"), "--json", file("reports/report.json"), "--threshold", "0.7", "--quiet",
    ])
    #expect(result.status == 0 && result.output == "" && result.errorOutput == "", "\(result.errorOutput)")
    let report = try json("reports/report.json")
    let accuracy = try #require(report["accuracy"] as? [String: Any])
    let proportion = Format.percent(try #require(accuracy["value"] as? Double)).replacing(" ", with: "&#160;")

    let page = try fixture.folder.text("reports/report.html")
    for text in [
      "<p class=\"value\">\(proportion)</p>", "id=\"training\"", "id=\"mistakes\"", "Checksum of the images",
      "Checksum of the weights", "seed 0, epoch 1", "cifar-eval --weights", "&quot;batchSize&quot;",
    ] { #expect(page.contains(text), "\(text)") }
    let wrong = 60 - (accuracy["successes"] as? Int ?? 0)
    // Each mistake with its picture and its heat map.
    #expect(page.components(separatedBy: "<img ").count - 1 == 2 * min(24, wrong))

    let names = try FileSystem.names(in: file("reports/charts"))
    #expect(names.contains("roc.svg") && names.contains("training.svg") && names.count >= 8, "\(names)")
    #expect(names.allSatisfy { $0.hasSuffix(".svg") && !$0.hasPrefix(".") })
    let markdown = try fixture.folder.text("reports/report.md")
    for name in names { #expect(markdown.contains("](<charts/\(name)>)"), "\(name)") }

    let montage = try ImageDecoder.decode(fixture.folder.read("reports/mistakes.png"), name: "montage")
    let (columns, rows) = (min(8, min(24, wrong)), (min(24, wrong) + 7) / 8)
    #expect(montage.width == columns * 132 + 4 && montage.height == rows * (2 * 132 + 44) + 4)

    let quality = try json("reports/sagemaker.json")
    let metrics = try #require(quality["binary_classification_metrics"] as? [String: Any])
    #expect((metrics["accuracy"] as? [String: Any])?["value"] as? Double == accuracy["value"] as? Double)
    let summary = try json("reports/rekognition.json")
    let details = try #require(summary["EvaluationDetails"] as? [String: Any])
    #expect(details["NumberOfTestingImages"] as? Int == 60)
    #expect(details["ProjectVersionArn"] as? String == fixture.weights)
    let time = try #require(details["EvaluationEndTimestamp"] as? String)
    #expect(time.wholeMatch(of: /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d/) != nil, "\(time)")
  }

  @Test func trialsAreOnThePage() throws {
    let weights = try fixture.changed("for-page.safetensors")
    let result = try fixture.program.run(
      [
        "--weights", weights, "--calibrate", "--unknown", "synthetic:shapes", "--compare", fixture.run, "--html", "-",
        "--quiet",
      ], folder: EvalFixture.repository)
    #expect(result.status == 0, "\(result.errorOutput)")
    #expect(result.output.hasPrefix("<!DOCTYPE html>") && result.output.hasSuffix("</html>\n"))
    for text in ["id=\"unknown\"", "id=\"comparison\"", "AUROC by energy", "own threshold", "Temperature"] {
      #expect(result.output.contains(text), "\(text)")
    }
    // Not the file of a run: it is not known how it was trained.
    #expect(!result.output.contains("id=\"training\""))
  }

  @Test(arguments: ["markdown", "sagemaker", "rekognition"]) func otherFormsGoToStandardOutput(form: String) throws {
    let result = try run(["--\(form)", "-"])
    #expect(result.status == 0 && result.errorOutput == "")
    #expect(result.output.hasPrefix(form == "markdown" ? "# resnet20 on cifar-100-binary\n" : "{\n"))
    #expect(!result.output.contains("\naccuracy  "), "no tables where other programs read")
  }

  /// Markdown in another folder than the charts still finds them.
  @Test func linksLeadFromTheMarkdownToTheCharts() throws {
    let file = fixture.folder.file
    try FileSystem.createFolder(file("texts"))
    let result = try run(["--markdown", file("texts/report.md"), "--svg", file("pictures/charts"), "--quiet"])
    #expect(result.status == 0, "\(result.errorOutput)")
    #expect(try fixture.folder.text("texts/report.md").contains("](<../pictures/charts/roc.svg>)"))
    let beside = try run(["--markdown", file("texts/report.md"), "--svg", file("texts"), "--overwrite", "--quiet"])
    #expect(beside.status == 0)
    #expect(try fixture.folder.text("texts/report.md").contains("](<roc.svg>)"))
  }

  private func expectRefusal(
    _ arguments: [String], status: Int32, _ message: String, hint: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try run(arguments)
    #expect(
      result.errorOutput == "cifar-eval: error: \(message)\n  hint: \(hint)\n", sourceLocation: sourceLocation)
    #expect(result.output == "" && result.status == status, sourceLocation: sourceLocation)
  }

  /// Refused before the data are looked for.
  @Test func reportsThatCannotBeWrittenAreRefusedFirst() throws {
    let file = fixture.folder.file
    let hint = "check that the folder exists and that you may write there, or choose another path"
    for option in ["html", "markdown", "montage", "sagemaker", "rekognition"] {
      try expectRefusal(
        ["--data", "absent", "--\(option)", file("nowhere/report")], status: 73,
        "cannot create '\(file("nowhere/report"))': the folder it should lie in does not exist", hint: hint)
    }
    try fixture.folder.write("x", to: "a-file")
    try expectRefusal(
      ["--data", "absent", "--svg", file("a-file")], status: 73,
      "cannot create '\(file("a-file"))': a file of that name exists", hint: hint)
  }

  @Test func oneFileForTwoReportsIsRefused() throws {
    let (first, second) = (fixture.folder.file("twice.html"), fixture.folder.file("./twice.html"))
    try expectRefusal(
      ["--html", first, "--markdown", second], status: 64,
      "--html and --markdown name the same file: '\(second)'", hint: "give each its own")
    try expectRefusal(
      ["--sagemaker", "-", "--json", "-"], status: 64, "--json and --sagemaker name the same file: '-'",
      hint: "give each its own")
  }

  @Test func picturesDoNotGoToStandardOutput() throws {
    for option in ["svg", "montage"] {
      try expectRefusal(
        ["--\(option)", "-"], status: 64, "--\(option) writes pictures, which standard output does not take",
        hint: "name a file")
    }
  }

  @Test func theWeightsAreNotOverwritten() throws {
    let path = fixture.folder.file("run/../run/best.safetensors")
    try expectRefusal(
      ["--html", path], status: 64, "--html: '\(path)' is the weights file", hint: "name another file")
  }

  /// An evaluation that fails leaves the older report.
  @Test func aFailureLeavesTheOlderReport() throws {
    let path = try fixture.folder.write("older", to: "older.html")
    #expect(try run(["--data", "absent", "--html", path, "--overwrite"]).status == 66)
    #expect(try fixture.folder.text("older.html") == "older")
  }
}
