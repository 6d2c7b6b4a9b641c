import Foundation
import Serialization
import TestSupport
import Testing

/// `docs/weights.md`: its tables name what is in a file, and its scripts answer like this program.
@Suite struct WeightsDocumentTests {
  private static func document() throws -> String {
    try String(contentsOfFile: Repository.path("docs/weights.md"), encoding: .utf8)
  }

  /// The blocks of a language, in order.
  private static func blocks(_ language: String, of text: String) -> [String] {
    text.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
  }

  @Test func everyKeyIsDocumented() throws {
    let text = try Self.document()
    for key in WeightsMetadata.Key.allCases { #expect(text.contains("`\(key.rawValue)`"), "\(key.rawValue)") }
  }

  @Test(
    .enabled(
      if: PyTorch.isThere && RealData.isAvailable,
      "set \(PyTorch.variable) to a Python with torch, torchvision and safetensors, and \(RealData.variable)"),
    arguments: [
      (block: 0, options: ["--model", "resnet18"]), (block: 1, options: ["--model", "resnet20"]),
      (block: 1, options: ["--model", "resnet20", "--shortcut", "B", "--width", "2"]),
    ])
  func thePythonScriptsAnswerLikeThisProgram(_ script: (block: Int, options: [String])) throws {
    let folder = try TemporaryFolder()
    let pictures = try PyTorch.pictures(folder)
    let training =
      [
        "--data", pictures, "--classes", "bicycle,motorcycle", "--limit", "20", "--epochs", "1", "--output", "run",
        "--quiet",
      ] + script.options
    let trained = try Program("cifar-train").run(training, folder: folder.path)
    try #require(trained.status == 0, "\(trained.errorOutput)")
    let calibrated = try Program("cifar-eval").run(
      ["--weights", "run", "--split", "validation", "--calibrate", "--quiet"], folder: folder.path)
    try #require(calibrated.status == 0, "\(calibrated.errorOutput)")

    let code = Self.blocks("python", of: try Self.document())
    try #require(code.count == 2)
    try folder.write(code[script.block], to: "script.py")
    let ours = try Program("cifar-predict").run(
      ["--weights", "run", pictures + "/test", "--jsonl", "--quiet", "--top-k", "2", "--precision", "fp32"],
      folder: folder.path)
    let answers = try Self.lines(ours.output)
    let files = try answers.map { try #require($0["file"] as? String) }
    let theirs = try #require(PyTorch.program).run(
      ["script.py", "run/best.safetensors"] + files, folder: folder.path, timeout: 300)
    try #require(theirs.status == 0, "\(theirs.errorOutput)")
    let expected = try Self.lines(theirs.output)
    try #require(expected.count == files.count && !files.isEmpty)
    var largest = 0.0
    for (answer, other) in zip(answers, expected) {
      #expect(answer["file"] as? String == other["file"] as? String)
      let probabilities = try #require(other["probabilities"] as? [String: Double])
      for entry in try #require(answer["top"] as? [[String: Any]]) {
        let name = try #require(entry["class"] as? String)
        let difference = abs(try #require(entry["probability"] as? Double) - (probabilities[name] ?? .infinity))
        largest = max(largest, difference)
      }
    }
    #expect(largest < 1e-4)
    print("\(script.options): largest difference of a probability over \(files.count) pictures: \(largest)")
  }

  private static func lines(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }
}

/// A Python with PyTorch, which reads the weights of this program. Tests that need it are skipped, with a note, where
/// there is none.
private enum PyTorch {
  static let variable = "CIFARKIT_PYTORCH"

  static var program: Program? {
    guard let path = ProcessInfo.processInfo.environment[variable], !path.isEmpty else { return nil }
    return Program(path: path)
  }

  static var isThere: Bool {
    (try? program?.run(["-c", "import torch, torchvision, safetensors"]))?.status == 0
  }

  /// Real pictures, unpacked.
  static func pictures(_ folder: TemporaryFolder) throws -> String {
    let archive = try RealData.url("bicycle-motorcycle-png.tar.gz").path
    let unpacked = try Program(path: "/usr/bin/env").run(["tar", "xf", archive], folder: folder.path)
    try #require(unpacked.status == 0, "\(unpacked.errorOutput)")
    return "bicycle-motorcycle"
  }
}
