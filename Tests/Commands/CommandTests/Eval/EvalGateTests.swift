import Foundation
import Serialization
import Support
import TestSupport
import Testing

/// What continuous integration asks of `cifar-eval`: bars, dry runs, files that are there already.
extension EvalTests {
  @Test func everyBarStandsInTheReport() throws {
    let path = fixture.folder.file("gates.json")
    let result = try fixture.evaluate(
      "--require-accuracy", "0", "--require-lower-bound", "1", "--json", path, "--csv", fixture.folder.file("gates.csv")
    )
    #expect(result.status == 1)
    #expect(result.errorOutput.contains("the lower bound of the accuracy is ") && !result.errorOutput.contains("0.0\n"))
    #expect(result.output.contains("required  accuracy at least 0.0: passed, measured "))
    #expect(result.output.contains("required  lower bound of the accuracy at least 1.0: missed, measured "))
    let report = try JSONObject(fixture.folder.text("gates.json"))
    let gates = report.objects("gates")
    #expect(gates.map { $0["name"] as? String } == ["accuracy", "accuracyLowerBound"])
    #expect(gates.map { $0["required"] as? Double } == [0, 1])
    #expect(gates.map { $0["passed"] as? Bool } == [true, false])
    let accuracy = try #require(report.fields["accuracy"] as? [String: Any])
    let interval = try #require(accuracy["interval"] as? [String: Any])
    #expect(gates.map { $0["measured"] as? Double } == [accuracy["value"] as? Double, interval["lower"] as? Double])
    #expect(try fixture.folder.text("gates.csv").contains("gate,,,1.0,accuracyLowerBound,"))

    // What is measured passes, a little more does not.
    let lower = try #require(interval["lower"] as? Double)
    #expect(try fixture.evaluate("--require-lower-bound", "\(lower - 1e-9)", "--quiet").status == 0)
    #expect(try fixture.evaluate("--require-lower-bound", "\(lower + 1e-9)", "--quiet").status == 1)
    #expect(try fixture.report([])["gates"] as? [String] == [])
  }

  /// Not even when replacing is asked for: what a report would destroy cannot be made anew.
  @Test(arguments: ["config.json", "last.safetensors", "metrics.jsonl"])
  func filesOfTheRunAreNeverReplaced(_ name: String) throws {
    let path = fixture.folder.file("run/\(name)")
    let before = try fixture.folder.read("run/\(name)")
    let result = try fixture.evaluate("--json", path, "--overwrite")
    #expect(result.status == 64 && result.errorOutput.contains("is read by this command or belongs to the run"))
    let isUntouched = try fixture.folder.read("run/\(name)") == before
    #expect(isUntouched)
  }

  @Test func filesThatAreThereAreNotReplacedUnasked() throws {
    let files = fixture.folder.file
    for option in ["json", "csv", "html", "markdown", "montage", "sagemaker", "rekognition"] {
      let path = try fixture.folder.write("older", to: "there.\(option)")
      for more in [[], ["--dry-run"]] {
        let result = try fixture.program.run(
          ["--weights", fixture.run, "--\(option)", path] + more, folder: EvalFixture.repository)
        #expect(
          result.errorOutput == """
            cifar-eval: error: '\(path)': exists already
              hint: replace it with --overwrite, or choose another path

            """)
        #expect(result.status == 73 && result.output == "")
      }
      #expect(try fixture.folder.text("there.\(option)") == "older")
    }
    try fixture.folder.write("older", to: "charts/roc.svg")
    #expect(try fixture.evaluate("--svg", files("charts")).status == 73)
    let replaced = try fixture.evaluate(
      "--json", files("there.json"), "--svg", files("charts"), "--overwrite", "--quiet")
    #expect(replaced.status == 0, "\(replaced.errorOutput)")
    #expect(try fixture.folder.text("there.json").hasPrefix("{"))
    #expect(try fixture.folder.text("charts/roc.svg").contains("<svg"))
    #expect(try fixture.evaluate("--json", "/dev/null", "--quiet").status == 0)
  }

  @Test func aDryRunWritesNothing() throws {
    let json = fixture.folder.file("planned.json")
    let before = try fixture.folder.read("run/best.safetensors")
    let result = try fixture.evaluate(
      "--dry-run", "--json", json, "--svg", fixture.folder.file("planned"), "--calibrate", "--require-lower-bound",
      "0.5",
      "--limit", "10")
    #expect(result.status == 0 && result.errorOutput == "", "\(result.errorOutput)")
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.contains("images    20, test split") && lines.contains("writes    \(json) (json)"))
    #expect(lines.contains("changes   \(fixture.weights), calibrated on 40 images"))
    #expect(lines.contains("requires  lower bound of the accuracy at least 0.5"))
    #expect(lines.last == "dry run: all is in order, nothing was written")
    let isUntouched = try fixture.folder.read("run/best.safetensors") == before
    // Other tests write beside it.
    #expect(try isUntouched && !fixture.folder.names().contains { $0.hasPrefix("planned") })
    let refused = try fixture.evaluate("--dry-run", "--json", fixture.folder.file("absent/x.json"))
    #expect(refused.status == 73 && refused.errorOutput.contains("the folder it should lie in does not exist"))
    #expect(try fixture.evaluate("--dry-run", "--data", "absent").status == 66)
    #expect(try fixture.evaluate("--dry-run", "--json", "-").output == "")
  }
}
